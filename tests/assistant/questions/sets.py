"""The sets of questions beside this file, and the stems that two texts share."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import snowballstemmer

FOLDER = Path(__file__).parent
SIZES = {
    "independent_dev": 110,
    "independent_held": 60,
    "citizens_dev": 60,
    "citizens_held": 40,
    "unanswerable_dev": 50,
    "unanswerable_held": 30,
    "town_dev": 70,
    "town_held": 40,
}
# words of grammar, of politeness and of the sheets' own phrasing, which say nothing of the matter
EMPTY = frozenset(
    """a ai aie ait alors ans apres as au aucun aucune aussi autre autres aux avant avec avoir avons avez avait c ca car
    cas ce ceci cela celle celles celui cent ces cet cette ceux chaque chez ci comme comment consiste d dans de demande
    demander depuis derriere des deux difference differences dois doit doivent donc dont du elle elles en entre es est
    et etc ete etes etre eu eux faire fais fait faut font il ils j je jusqu la le les leur leurs lorsque lui m ma mais me
    meme memes mes mien moi moins mon n ne ni non nos notre nous obtenir on ont ou par parce pas pendant peu peut peuvent
    peux plus plusieurs pour pourquoi puis puisque qu quand que quel quelle quelles quelque quels qui quoi regle regles
    rien s sa sans savoir se selon sera sert ses si sien signifie soi soit sommes son sont sous suis sur t ta tant te tes
    toi ton tous tout toute toutes trop tu un une va vais vers veut veux vos votre vous y afin ainsi""".split()
)
STEMMER = snowballstemmer.stemmer("french")


def questions(name: str) -> list[dict[str, Any]]:
    """The questions of one set."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def stems(text: str) -> set[str]:
    """The stems of the words that say something."""
    words = (_plain(word) for word in re.findall(r"[^\W_]+", text.lower().replace("œ", "oe")))
    kept = [word for word in words if len(word) > 1 and word not in EMPTY]
    return {_plain(STEMMER.stemWord(word)) for word in kept}


def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
