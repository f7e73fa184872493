"""Rehearsal: what the agent would have done of requests made before it was there."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from beffroi.phone import introduction
from beffroi.phone.intents import INTENTS
from beffroi.phone.town import Town
from beffroi.phone.understanding import Understander, Understanding
from beffroi.web.phone.errors import PastUnreadable
from beffroi.web.phone.masking import masked
from beffroi.web.phone.models import PastRequest, Verdict
from beffroi.web.phone.starting import SERVICE
from beffroi.web.phone.trying import ACTIONS
from beffroi.web.phone.unanswered import known_words
from beffroi.web.platform.ledger import append_decision
from beffroi.web.platform.models import Entry, Evaluation, Person, Tenant
from beffroi.web.platform.models.ledger import Outcome

MOST, AT_ONCE = 3000, 20
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Past:
    """One past request as it was sent: its words, the family that was right, where it was told."""

    text: str
    expected: str = ""


def read_past(sent: bytes, pasted: str) -> list[Past]:
    """Read lines of a file and pasted ones; "demande ; famille" where a family is told. Raises PastUnreadable."""
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = sent.decode("cp1252", errors="replace")
    found = [*_rows(text), *_rows(pasted)]
    if not found:
        raise PastUnreadable("Aucune demande lue : écrivez-en une par ligne.")
    if len(found) > MOST:
        raise PastUnreadable(f"{len(found)} demandes : envoyez-en au plus {MOST} à la fois.")
    return found


def _rows(text: str) -> Iterator[Past]:
    titles = {title.casefold(): name for name, title in INTENTS.items()} | {name: name for name in INTENTS}
    for cells in csv.reader(io.StringIO(text), delimiter=";"):
        words = " ".join(cells[0].split()) if cells else ""
        if not words or words.casefold() in {"demande", "texte"}:
            continue
        told = cells[1].strip().casefold() if len(cells) > 1 else ""
        if told and told not in titles:
            raise PastUnreadable(f"Famille inconnue : « {told} » ; choisissez parmi {', '.join(INTENTS)}.")
        yield Past(words, titles.get(told, ""))


def keep_past(tenant: Tenant, requests: Iterable[Past], *, person: Person | None) -> int:
    """Keep past requests without what names a caller; return how many."""
    places = known_words()
    rows = [
        PastRequest(tenant=tenant, text=masked(one.text, places=places), expected=one.expected, sender=person)
        for one in requests
    ]
    return len(PastRequest.objects.bulk_create(rows))


def rehearse_all(requests: list[PastRequest], *, town: Town, understander: Understander, progress: Progress) -> None:
    """Fill each request with what the agent would have understood, done and said."""
    for start in range(0, len(requests), AT_ONCE):
        progress(start / len(requests), f"{start} demandes sur {len(requests)}")
        some = requests[start : start + AT_ONCE]
        past = [introduction.Past(one.text) for one in some]
        made = introduction.rehearse(past, town=town, understander=understander, now=timezone.now())
        for one, found in zip(some, made, strict=True):
            _fill(one, found, understander.understand(one.text))


def _fill(one: PastRequest, found: introduction.Rehearsed, understood: Understanding) -> None:
    """Write what was found; a verdict holds as long as the agent does the same."""
    before = (one.intent, one.action)
    best = understood.best
    one.intent = found.intent or (best.intent if best else "")
    one.topic = found.topic or (best.topic if best else "")
    one.confidence, one.action, one.say = understood.confidence, found.does, found.says
    if before != (one.intent, one.action):
        one.verdict = Verdict.UNSAID


def keep_rehearsed(requests: list[PastRequest], event: Entry) -> None:
    """Write what the rehearsal found."""
    for one in requests:
        one.event = event
    fields = ["intent", "topic", "confidence", "action", "say", "verdict", "event"]
    PastRequest.objects.bulk_update(requests, fields, batch_size=200)


def as_evaluation(tenant: Tenant, requests: list[PastRequest]) -> Evaluation | None:
    """Return the figures for the register: those requests whose family was told, beside the commonest family."""
    told = [one for one in requests if one.expected]
    if not told:
        return None
    commonest = Counter(one.expected for one in told).most_common(1)[0][1]
    right = sum(one.intent == one.expected for one in told)
    alone = [one for one in told if one.action in ("answer", "transfer")]
    right_alone = sum(one.intent == one.expected for one in alone)
    today = timezone.localdate()
    figures = [
        _figure("Famille reconnue", right / len(told), commonest / len(told)),
        _figure("Traitées sans redemander", len(alone) / len(told), 0.0),
        _figure("Justes parmi celles-ci", right_alone / len(alone) if alone else 0.0, commonest / len(told)),
    ]
    return Evaluation(
        tenant=tenant,
        service=SERVICE,
        made_at=timezone.now(),
        first=today,
        last=today,
        figures=figures,
        detail={"questions": len(told)},
    )


def _figure(label: str, value: float, baseline: float) -> dict[str, object]:
    return {"label": label, "value": round(100 * value, 1), "baseline": round(100 * baseline, 1), "unit": "%"}


@dataclass(frozen=True)
class Summary:
    """What the agent would have done of all past requests. right: among those judged by a person."""

    requests: int
    actions: tuple[tuple[str, int], ...]
    judged: int
    right: int


def summary() -> Summary:
    """Count what the last rehearsal found."""
    rows = list(PastRequest.objects.exclude(action="").values_list("action", "verdict"))
    actions = Counter(action for action, _ in rows)
    verdicts = Counter(verdict for _, verdict in rows)
    told = tuple((ACTIONS.get(action, action), count) for action, count in actions.most_common())
    return Summary(len(rows), told, verdicts[Verdict.RIGHT] + verdicts[Verdict.WRONG], verdicts[Verdict.RIGHT])


@transaction.atomic
def judge(request: PastRequest, *, right: bool, person: Person) -> None:
    """Say whether the agent would have done right: a decision that cites the rehearsal."""
    request.verdict = Verdict.RIGHT if right else Verdict.WRONG
    request.save(update_fields=["verdict"])
    if request.event:
        append_decision(
            request.tenant,
            request.event,
            outcome=Outcome.ACCEPTED if right else Outcome.REJECTED,
            person=person,
            subject=f"demande {request.pk}",
        )
