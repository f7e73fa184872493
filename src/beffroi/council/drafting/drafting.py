"""A draft of a deliberation: model, visas in force, the facts of the request and nothing else, blanks elsewhere."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from beffroi.council.drafting.bodies import words_of
from beffroi.council.drafting.fields import fields, label_of
from beffroi.council.drafting.flags import Flag
from beffroi.council.drafting.models import GENERAL, KEY, Line, Model, model_for
from beffroi.council.drafting.request import Request
from beffroi.council.drafting.traps import traps_of
from beffroi.council.drafting.visas import visas_of
from beffroi.council.law import LegalBase
from beffroi.council.law.thresholds import latest

SESSION = ("numero", "convocation", "en_exercice", "presents", "pouvoirs", "president", "secretaire", "rapporteur")
NOT_ASKED = frozenset({*SESSION, "pour", "contre", "abstentions", "resultat", "transmise", "publiee", "tribunal"})
APPOINTMENT = "appointment"


@dataclass(frozen=True)
class Fact:
    """Something that the draft states, and where it comes from."""

    text: str
    origin: str


@dataclass(frozen=True)
class Draft:
    """A draft, part by part, with what to look at and where each fact comes from."""

    model: str
    subject_code: str
    town: str
    head: tuple[str, ...]
    title: str
    visas: tuple[str, ...]
    reasons: tuple[str, ...]
    decides: str
    articles: tuple[str, ...]
    vote: str
    closing: tuple[str, ...]
    signatures: tuple[str, ...]
    flags: tuple[Flag, ...]
    facts: tuple[Fact, ...]
    day: dt.date | None

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line of the draft, in order."""
        parts = (*self.head, self.title, *self.visas, *self.reasons, self.decides, *self.articles, self.vote)
        return (self.town, *parts, *self.closing, *self.signatures)


def draft(request: Request, *, base: LegalBase | None = None, today: dt.date | None = None) -> Draft:
    """Return the draft that a request asks for. Raises RequestUnreadable where no subject is clear."""
    model = model_for(request)
    on = request.day or today or dt.date.today()
    request = _completed(request, model)
    visas = visas_of(model, request, on=on, base=base)
    filling = _Filling(request)
    made = Draft(
        model=model.name,
        subject_code=model.code,
        town=filling.said("{{commune}}"),
        head=_head(filling),
        title=filling.said(model.title),
        visas=tuple(f"{line} ;" for line in visas.lines),
        reasons=tuple(f"{line} ;" for line in _reasons(model, request, filling)),
        decides=filling.form("decides"),
        articles=tuple(
            f"Article {n} – {filling.said(one.text)}" for n, one in enumerate(_kept(model.articles, request), 1)
        ),
        vote=filling.form("secret" if APPOINTMENT in model.tags else "vote"),
        closing=(filling.form("appeal", delai=_months(on)), filling.form("enforced")),
        signatures=(filling.form("sign"), filling.form("sign_secretary")),
        flags=(),
        facts=(),
        day=request.day,
    )
    flags = (*_missing(filling), *visas.flags, *traps_of(model, request, on=on), *_ignored(request))
    legal = (*visas.facts, *_form_sources())
    facts = (*filling.facts(), *_given(request), *(Fact(text, origin) for text, origin in legal))
    return replace(made, flags=tuple(dict.fromkeys(flags)), facts=tuple(dict.fromkeys(facts)))


class _Filling:
    """Puts what the request gives in the place of keys, and remembers what was used and what was missing."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.words = words_of(request.body)
        self.used: dict[str, str] = {}
        self.missing: dict[str, None] = {}

    def said(self, text: str) -> str:
        """Return a text with its keys filled."""
        return KEY.sub(lambda match: self._value(match[1]), text)

    def form(self, name: str, **known: str) -> str:
        """Return a sentence of the form, filled."""
        keys = _Keys(self, known)
        return str(form()[name]).format_map(keys)

    def _value(self, key: str) -> str:
        if key in self.words:
            return self.words[key]
        if value := self.request.fields.get(key):
            self.used[key] = value
            return value
        self.missing[key] = None
        return str(form()["blank"]).format(form()["labels"].get(key, label_of(key)))

    def facts(self) -> list[Fact]:
        """Return the values that were used and their keys."""
        return [Fact(value, f"demande : {key}") for key, value in self.used.items()]


class _Keys(dict[str, str]):
    def __init__(self, filling: _Filling, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self.filling = filling

    def __missing__(self, key: str) -> str:
        return self.filling._value(key)


def _completed(request: Request, model: Model) -> Request:
    """Let the object of the request stand in for what the model is about, where nothing else is said."""
    title = request.fields.get("objet") or ""
    standing_in = {
        key: title
        for key in sorted(model.keys)
        if key in fields() and fields()[key].of_object and title and key not in request.fields
    }
    first = dict(list(standing_in.items())[:1]) if standing_in else {}
    if "bien" in first and len(title) > 200:
        first = {}
    named = {} if title or model.name != GENERAL else {"objet": request.fields.get("sujet", "")}
    return replace(request, fields={**request.fields, **first, **{k: v for k, v in named.items() if v}})


def _head(filling: _Filling) -> tuple[str, ...]:
    names = ("number", "session", "convened", "counts", "chair", "reporter")
    return tuple(filling.form(name) for name in names)


def _reasons(model: Model, request: Request, filling: _Filling) -> Iterable[str]:
    own = [f"Considérant {filling.said(line.text)}" for line in _kept(model.reasons, request)]
    asked = request.fields.get("objet", "")
    if asked and asked not in "\n".join([*own, model.title]) and asked not in filling.used.values():
        filling.used["objet"] = asked
        own.insert(0, f"Considérant l’objet de la demande : {asked}")
    return [*own, *(_as_reason(fact) for fact in request.facts)]


def _as_reason(fact: str) -> str:
    fact = fact.rstrip(" ;.,")
    if fact.casefold().startswith("considérant"):
        return f"C{fact[1:]}"
    if fact.casefold().startswith(("que ", "qu'", "qu’")):
        return f"Considérant {fact}"
    return f"Considérant ce qui suit : {fact}"


def _kept(lines: Iterable[Line], request: Request) -> list[Line]:
    return [line for line in lines if line.kept(request.fields)]


def _missing(filling: _Filling) -> list[Flag]:
    return [
        Flag(
            "missing",
            "warning",
            f"La demande ne dit pas : {label_of(key)} ; un blanc est laissé.",
            "",
            f"Ajouter « {key} : … ».",
        )
        for key in filling.missing
        if key not in NOT_ASKED
    ] + [
        Flag(
            "session_blanks",
            "advice",
            "Présences, vote, numéro, dates de transmission et de publication se complètent en séance et après elle.",
        )
    ]


def _ignored(request: Request) -> list[Flag]:
    return [
        Flag("unused", "advice", f"La clé « {name} » n'est pas connue : rien n'en est repris.")
        for name in request.unused
    ]


def _given(request: Request) -> list[Fact]:
    facts = [Fact(visa, "demande : visas") for visa in request.visas]
    return facts + [Fact(fact, "demande : faits") for fact in request.facts]


def _form_sources() -> list[tuple[str, str]]:
    return [(row["words"], f"base légale : {row['code']} {row['article']}") for row in form()["sources"]]


def _months(on: dt.date) -> str:
    row = latest("appeal", on=on)
    months = str(row["months"]) if row else ""
    return str(form()["months"].get(months, months))


@cache
def form() -> dict[str, Any]:
    """Return the words of a deliberation that no request gives (``data/form.toml``)."""
    text = files("beffroi.council.drafting").joinpath("data/form.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
