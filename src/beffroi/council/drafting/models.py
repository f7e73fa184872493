"""Our models of deliberations, one text file a subject (``models/*.txt``).

A file has a head (title, code, tags, words that call for it, visas), then one line a considérant (``- ``) or an
article (``* ``). ``{{key}}`` is what the request gives; ``[key]`` before a line keeps it only where the key is given,
``[!key]`` only where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from beffroi.council.drafting.request import Request
from beffroi.council.errors import RequestUnreadable
from beffroi.council.keys import key_of
from beffroi.engines.search.words import fold, stems

LINE = re.compile(r"(?P<kind>[-*]) (?:\[(?P<without>!?)(?P<key>\w+)\] )?(?P<text>.+)")
KEY = re.compile(r"\{\{(\w+)\}\}")
GENERAL = "generale"


@dataclass(frozen=True)
class Source:
    """An article of a code, or a law by its number (code ``loi`` or ``décret``)."""

    code: str
    article: str


@dataclass(frozen=True)
class Line:
    """A line of a model; ``key``: kept only where it is given, or, with ``without``, where it is not."""

    text: str
    key: str = ""
    without: bool = False

    def kept(self, given: Mapping[str, str]) -> bool:
        """Tell whether the line stands in a draft."""
        return not self.key or (self.key in given) != self.without


@dataclass(frozen=True)
class Model:
    """A model: name, title, code of the subject, tags that traps look at, words, visas, lines."""

    name: str
    title: str
    code: str
    tags: frozenset[str]
    words: tuple[str, ...]
    visas: tuple[Source, ...]
    visas_if: tuple[tuple[str, Source], ...]
    reasons: tuple[Line, ...]
    articles: tuple[Line, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The keys that its lines name."""
        lines = [self.title, *(line.text for line in (*self.reasons, *self.articles))]
        return frozenset(key for line in lines for key in KEY.findall(line))


@cache
def models() -> Mapping[str, Model]:
    """Return the models by name."""
    folder = files("beffroi.council.drafting").joinpath("models")
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".txt")), key=lambda path: path.name)
    return {path.name[:-4]: _model(path.name[:-4], path.read_text(encoding="utf-8")) for path in paths}


def model_for(request: Request) -> Model:
    """Return the model that a request names, or the one whose words it says most. Raises RequestUnreadable."""
    named = key_of(request.fields.get("sujet", ""))
    if named in models():
        return models()[named]
    weights = {name: _weight(model, request) for name, model in models().items()}
    best = max(weights, key=lambda name: weights[name])
    if weights[best] > 0:
        return models()[best]
    if not (request.fields.get("objet") or request.fields.get("sujet")):
        raise RequestUnreadable("Le sujet de la demande n'est pas clair : ajoutez « objet : … » ou « sujet : … ».")
    return models()[GENERAL]


def _weight(model: Model, request: Request) -> float:
    """Return how much of the words of a model a request says: longer words weigh more, the first said weigh more."""
    subject = request.fields.get("sujet", "").replace("_", " ")
    head = f"{subject} {request.fields.get('objet', '')}"
    rest = request.fields.get("demande", "")
    return 3 * _said(model, head) + _said(model, rest)


def _said(model: Model, text: str) -> float:
    said = f" {' '.join(stems(text))} "
    weight = 0.0
    for word in model.words:
        wanted = " ".join(stems(word))
        place = said.find(f" {wanted} ") if wanted else -1
        if place >= 0:
            weight += (1 + len(wanted.split()) ** 1.5) * (1 + 1 / (1 + place / 8))
    return weight


def _model(name: str, text: str) -> Model:
    head = dict(line.split(":", 1) for line in text.splitlines() if re.match(r"[a-z_]+:", line))
    lines = [match for line in text.splitlines() if (match := LINE.fullmatch(line))]
    made = {kind: tuple(_line(match) for match in lines if match["kind"] == kind) for kind in "-*"}
    return Model(
        name=name,
        title=head["title"].strip(),
        code=head["code"].strip(),
        tags=frozenset(head["tags"].split()),
        words=tuple(word.strip() for word in head["words"].split(";") if word.strip()),
        visas=tuple(_sources(head["visas"])),
        visas_if=tuple(_conditions(head.get("visas_if", ""))),
        reasons=made["-"],
        articles=made["*"],
    )


def _line(match: re.Match[str]) -> Line:
    return Line(match["text"], match["key"] or "", match["without"] == "!")


def _sources(text: str) -> list[Source]:
    found = []
    for group in filter(str.strip, text.split(";")):
        code, _, rest = group.strip().partition(" ")
        parts = rest.split(",") if "," in rest or re.search(r" [A-Z] ", rest) else rest.split()
        found += [Source(code, part.strip()) for part in parts]
    return found


def _conditions(text: str) -> list[tuple[str, Source]]:
    found = []
    for rule in filter(str.strip, text.split(";")):
        words, _, source = rule.partition("->")
        found += [(fold(words).strip(), one) for one in _sources(source)]
    return found
