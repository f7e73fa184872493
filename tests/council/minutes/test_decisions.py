import gzip
import json
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from beffroi.__main__ import main
from beffroi.council.minutes import Decision, read_decisions

MINUTES = """
Adoption de l'ordre du jour qui comporte 5 affaires :
 Pour : 20
 Adopté à l'unanimité
              -------------
1 - Place du Lavoir - Travaux
de réfection
Jeanne AUBRY : Il s'agit de refaire le pavage.
1. Le pavage
2. Les bancs
3. L'éclairage

Pour réaliser les travaux, trois entreprises ont répondu.

 Pour : 18
 Contre : 2 (Mme Petit)
 Adopté à la majorité
              -------------
2 - Affaire retirée
              -------------
3 - Élection d'un adjoint
Le Maire : Il est procédé au vote à bulletin secret. Nombre de bulletins : 20.
A été élue :
 - Louise Garnier

 Pour : 16
 Nuls : 4

4 - Rapport sur l'eau
Jeanne AUBRY : Voici le rapport.
Le conseil municipal prend acte.

5 - Vœu sur la gare
Paul ROY : Ce vœu est déposé par notre groupe.
Le Maire : Je mets aux voix. Qui est contre ? 12 contre. Le vœu est rejeté.
"""


def key(decision: Decision) -> tuple[object, ...]:
    return decision.in_favour, decision.against, decision.null, decision.outcome, decision.secret


def test_each_item_gets_its_vote_and_lists_inside_an_item_are_no_items() -> None:
    decisions = read_decisions(MINUTES)
    assert [decision.item for decision in decisions] == [None, "1", "2", "3", "4", "5"]
    assert [key(decision) for decision in decisions] == [
        (20, None, None, "adopted", False),
        (18, 2, None, "adopted", False),
        (None, None, None, "withdrawn", False),
        (16, None, 4, "elected", True),
        (None, None, None, "noted", False),
        (None, 12, None, "rejected", False),
    ]
    assert decisions[1].title == "Place du Lavoir - Travaux de réfection"


def test_every_quote_stands_at_its_offset() -> None:
    for decision in read_decisions(MINUTES):
        assert MINUTES[decision.offset :].startswith(decision.quote)


def test_an_item_taken_out_of_its_order_keeps_its_vote() -> None:
    moved = MINUTES.replace(
        "1 - Place", "6 - Motion d'urgence\nPaul ROY : Voici.\n\n Pour : 11\n Contre : 9\n\n1 - Place"
    )
    assert [decision.item for decision in read_decisions(moved)] == [None, "6", "1", "2", "3", "4", "5"]


SCANNED = """Le maire Adoption de l'ordre du jour Pour : 20
Adopté à l'unanimité
Jeanne AUBRY 1 Place du Lavoir - Travaux de réfection Pour : 18
Contre : 2 (Mme Petit) Adopté à la majorité
Paul ROY | 2Réforme de véhicules Pour : 20 Adopté à l'unanimité
Madame Petit sort de séance.
3 Convention avec le Département pour 12 arrêts
Pour : 19
Adopté à l'unanimité
"""


def test_a_scanned_summary_whose_columns_ran_together_is_read() -> None:
    decisions = read_decisions(SCANNED)
    assert [(decision.item, decision.in_favour, decision.against) for decision in decisions] == [
        ("1", 18, 2),
        ("2", 20, None),
        ("3", 19, None),
    ]
    assert decisions[1].title == "Réforme de véhicules"


VILLAGE = """
1°) Approbation du compte-rendu du 6 février 2024
Le compte-rendu est approuvé à l'unanimité.

2°) Subvention à l'association des parents d'élèves
Monsieur le Maire présente la demande.
Le conseil municipal, après en avoir délibéré, à l'unanimité des membres présents, décide
d'attribuer 300 €.

3°) Tarifs de la salle des fêtes
Votes : Pour 8 Contre 1 Abst. 1

4°) Voirie
1. Entreprise A : 12 000 €
2. Entreprise B : 13 500 €
VOTANTS : 10 POUR : 4 CONTRE : 6 ABSTENTION : 0

5°) Désignation d'un délégué
Le vote a lieu à bulletin secret. M. Luc BERNARD est élu avec 9 voix.

6°) Achat d'une tondeuse
Après en avoir délibéré, par neuf voix pour, une contre et zéro abstention, le conseil retient le devis.

7°) Rapport sur l'eau
Le conseil prend acte du rapport.

8°) Achat d'un tracteur
Ce point est retiré de l'ordre du jour.

9°) Questions diverses
La fête aura lieu le 14 juillet.
"""
VILLAGE_VOTES = [
    (None, None, None, "adopted"),
    (None, None, None, "adopted"),
    (8, 1, 1, "adopted"),
    (4, 6, 0, "rejected"),
    (None, None, None, "elected"),
    (9, 1, 0, "adopted"),
    (None, None, None, "noted"),
    (None, None, None, "withdrawn"),
]
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
LAYOUTS: dict[str, Callable[[str, str], str]] = {
    "year and number": lambda number, title: f"Délibération n° 2024-{number} : {title}",
    "number of a village": lambda number, title: f"{number}°) {title}",
    "Roman": lambda number, title: f"{ROMAN[int(number) - 1]} - {title}",
    "capitals": lambda _, title: f"{title.upper()}\n",
    "paragraph": lambda _, title: f"{title}\n",
}


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_the_minutes_of_a_village_are_read_in_many_layouts(layout: str) -> None:
    text = re.sub(r"(?m)^(\d)°\) (.*)$", lambda found: LAYOUTS[layout](found[1], found[2]), VILLAGE)
    if layout in {"capitals", "paragraph"}:
        text = re.sub(r"(?m)^\d\. .*\n", "", text)
    decisions = read_decisions(text)
    assert [(d.in_favour, d.against, d.abstain, d.outcome) for d in decisions] == VILLAGE_VOTES
    assert [d.title.lower() for d in decisions[2:4]] == ["tarifs de la salle des fêtes", "voirie"]
    assert all(text[decision.offset :].startswith(decision.quote) for decision in decisions)


def test_the_command_that_measures_compares_verbatim_and_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "PV_essai.txt").write_text(MINUTES, encoding="utf-8")
    (tmp_path / "CR_essai.txt").write_text(MINUTES.replace("Contre : 2", "Contre : 3"), encoding="utf-8")
    assert main(["council", "evaluate", str(tmp_path)]) == 0
    assert "5 votes sur 6" in capsys.readouterr().out


def test_a_text_that_is_no_minutes_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lettre.txt"
    path.write_text("Monsieur le Maire, je vous écris au sujet de ma haie.", encoding="utf-8")
    assert main(["council", "decisions", str(path)]) == 2
    assert "aucun point ni vote" in capsys.readouterr().err


def test_the_command_writes_the_decisions(tmp_path: Path) -> None:
    path, out = tmp_path / "pv.txt.gz", tmp_path / "decisions.json"
    path.write_bytes(gzip.compress(MINUTES.encode()))
    assert main(["council", "decisions", str(path), "--json", str(out)]) == 0
    told = json.loads(out.read_text(encoding="utf-8"))["decisions"]
    assert told[1] == {
        "item": "1",
        "title": "Place du Lavoir - Travaux de réfection",
        "for": 18,
        "against": 2,
        "abstain": None,
        "null": None,
        "outcome": "adopted",
        "secret": False,
        "quote": "Pour : 18\n Contre : 2 (Mme Petit)\n Adopté à la majorité",
        "offset": MINUTES.index("Pour : 18"),
    }


@pytest.mark.data
@pytest.mark.parametrize("session", ["03_10_2011", "07_02_2011", "09_05_2011"])
def test_votes_of_the_verbatim_are_those_of_the_official_summary(session: str, shared_data: Path) -> None:
    votes = []
    for kind in ("PV", "CR"):
        with gzip.open(shared_data / "council" / f"{kind}_CM_{session}.txt.gz", "rt", encoding="utf-8") as file:
            decisions = read_decisions(file.read())
        votes.append([(d.in_favour or 0, d.against or 0, d.abstain or 0, d.null or 0) for d in decisions])
    matched = sum(block.size for block in SequenceMatcher(None, *votes, autojunk=False).get_matching_blocks())
    assert matched / len(votes[1]) > 0.97
