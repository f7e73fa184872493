"""What the agent says (``data/sentences.toml``): fixed by code and dated data, with the name of each cached sound."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from beffroi.phone.dialogue.errors import FirstSentenceUnlawful
from beffroi.phone.events import Say
from beffroi.phone.town import Town

FIRST = "opening"
MUST_SAY = ("automatique", "personne", "zéro")
NEVER_CUT = frozenset({FIRST, "danger", "emergency", "emergency_key", "emergency_alone"})
FIELD = re.compile(r"{(\w+)}")
OF_TOWN = frozenset({"of_town", "agent"})


@dataclass(frozen=True)
class Sentence:
    """text: as it is said first; plain: when it was not understood, empty where the text is plain already."""

    text: str
    plain: str = ""

    @property
    def fixed(self) -> bool:
        """Tell whether a town alone fills it, so that its sound can be kept."""
        return set(FIELD.findall(self.text + self.plain)) <= OF_TOWN


Sentences = Mapping[str, Sentence]


@cache
def read_sentences() -> Sentences:
    """Return the shipped sentences."""
    text = files("beffroi.phone").joinpath("data/sentences.toml").read_text(encoding="utf-8")
    return {name: Sentence(**fields) for name, fields in tomllib.loads(text).items()}


def check_first(sentences: Sentences) -> None:
    """Raise FirstSentenceUnlawful unless the caller is told that a machine speaks, and how to reach a person."""
    first = sentences.get(FIRST, Sentence("")).text.lower()
    if missing := [word for word in MUST_SAY if word not in first]:
        raise FirstSentenceUnlawful(
            f"La première phrase ne dit pas « {missing[0]} » : l'appelant doit savoir qu'il parle à un agent "
            "automatique et comment joindre une personne (règlement européen 2024/1689, article 50)."
        )


def town_words(town: Town) -> dict[str, str]:
    """Return what a town fills in every sentence."""
    agent = town.agent_name or "l'agent téléphonique"
    return {"of_town": of_town(town.name), "agent": agent[0].upper() + agent[1:]}


def of_town(name: str) -> str:
    """Write "de Plaisir", "d'Orvault", "du Havre", "des Ulis"."""
    for article, written in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return written + name.removeprefix(article)
    return f"d'{name}" if name[:1].lower() in "aeiouyéèêâîôœ" else f"de {name}"


def said(sentences: Sentences, name: str, *, town: Town, filled: Mapping[str, str], plain: bool = False) -> Say:
    """Return the sentence of that name, filled. Its sound is named only where the town alone fills it."""
    sentence = sentences[name]
    slowly = plain and bool(sentence.plain)
    text = (sentence.plain if slowly else sentence.text).format_map({**town_words(town), **filled})
    sound = f"{name}.plain" if slowly else name
    return Say(text, sound if sentence.fixed else "", cuttable=name not in NEVER_CUT, slow=plain)


def fixed_sayings(town: Town, sentences: Sentences | None = None) -> Iterator[Say]:
    """Yield everything fixed that can be said for a town, to be rendered once: sentences, then answers as approved."""
    known = sentences if sentences is not None else read_sentences()
    for name, sentence in known.items():
        if sentence.fixed:
            yield said(known, name, town=town, filled={})
            if sentence.plain:
                yield said(known, name, town=town, filled={}, plain=True)
    for topic in town.topics:
        if topic.answer and not FIELD.search(topic.answer):
            yield Say(topic.answer, f"topic.{topic.name}")
