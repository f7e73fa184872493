"""A question put to the town's documents: answered, measured, told in the ledger, kept for whom it is private to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from beffroi import __version__
from beffroi.web.assistant.models import Asked, Cited, Document
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.assistant.store import Opened, opened_corpus
from beffroi.web.assistant.unwritten import note_unwritten
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.quotas import within_quota

if TYPE_CHECKING:
    from beffroi.assistant.answering import Answer, Citation

LONGEST = 600
WORDS = "mots"


@dataclass(frozen=True)
class Found:
    """An answer, which of its citations disagree, and what it cost."""

    answer: Answer | None
    disputed: frozenset[int]
    meter: Meter
    model: str
    understood: str = ""

    @property
    def abstained(self) -> bool:
        """Whether nothing is stated."""
        return self.answer is None or self.answer.abstained

    @property
    def citations(self) -> Sequence[Citation]:
        """Quotes, or near documents where it abstains."""
        return self.answer.citations if self.answer else ()


def find(tenant: Tenant, question: str, *, resident: bool, before: str = "") -> Found:
    """Answer a question; ``before``: the one it may lean on. Measures this thread alone."""
    with Meter(thread_only=True) as meter, opened_corpus(tenant) as opened:
        if opened is None:
            return Found(None, frozenset(), meter, WORDS)
        return _found(opened, question, resident=resident, before=before, meter=meter)


def _found(opened: Opened, question: str, *, resident: bool, before: str, meter: Meter) -> Found:
    # the libraries of arrays and vectors load with the first question, not with the pages
    from beffroi.assistant.answering import AGENT, RESIDENT, answer  # noqa: PLC0415
    from beffroi.assistant.following import standing_alone  # noqa: PLC0415

    understood = standing_alone(question, before)
    audience = RESIDENT if resident else AGENT
    made = answer(opened.corpus, understood, embedder=opened.embedder, audience=audience, today=timezone.localdate())
    model = opened.embedder.name if opened.embedder else WORDS
    told = understood if understood != question.strip() else ""
    return Found(made, _disputed(made), meter, model, told)


def _disputed(made: Answer) -> frozenset[int]:
    """Return the places of the two citations in force that disagree, as the answer found them."""
    from beffroi.assistant.answering import SHOWN, conflict_of  # noqa: PLC0415

    if not made.conflict:
        return frozenset()
    places = [place for place, one in enumerate(made.citations[:SHOWN]) if not one.superseded_by]
    pair = conflict_of([made.citations[place] for place in places])
    return frozenset(places[one] for one in pair) if pair else frozenset()


def ask(
    tenant: Tenant, question: str, *, person: Person, resident: bool = False, follows: Asked | None = None
) -> Asked:
    """Answer an agent's question and keep it for them. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    before = (follows.understood or follows.text) if follows else ""
    found = find(tenant, question, resident=resident, before=before)
    with transaction.atomic():
        asked = _keep(tenant, question, found, person=person, follows=follows)
        if found.abstained:
            note_unwritten(tenant, found.understood or question, resident=False)
        asked.event = append_event(tenant, _operation(tenant, question, found, subject="agent"), person=person)
        asked.save(update_fields=["event"])
    return asked


def ask_as_resident(tenant: Tenant, question: str) -> Found:
    """Answer a resident; nothing is kept but what nobody has written, and the fact. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    found = find(tenant, question, resident=True)
    with transaction.atomic():
        if found.abstained:
            note_unwritten(tenant, question, resident=True)
        append_event(tenant, _operation(tenant, question, found, subject="public"))
    return found


def _keep(tenant: Tenant, question: str, found: Found, *, person: Person, follows: Asked | None) -> Asked:
    asked: Asked = Asked.objects.create(
        tenant=tenant,
        person=person,
        follows=follows,
        dossier=follows.dossier if follows else None,
        text=question,
        understood=found.understood,
        abstained=found.abstained,
        conflict=bool(found.disputed),
        duration_ms=found.meter.duration_ms,
    )
    titles = _titles(found.citations)
    Cited.objects.bulk_create(
        Cited(
            tenant=tenant,
            asked=asked,
            place=place,
            source=one.source[:200],
            title=one.title[:300],
            page=one.page,
            date=one.date,
            quote=one.quote,
            url=one.url[:500],
            score=one.score,
            superseded_by=titles.get(one.superseded_by, one.superseded_by)[:300],
            amends=titles.get(one.amends, one.amends)[:300],
            disputed=place in found.disputed,
        )
        for place, one in enumerate(found.citations)
    )
    return asked


def _titles(citations: Sequence[Citation]) -> dict[str, str]:
    """Return how the documents that took another's place, or are changed by another, are called."""
    named = {name for one in citations for name in (one.superseded_by, one.amends)} - {""}
    return {one.source: one.shown_title for one in Document.objects.filter(current=True, source__in=named)}


def _operation(tenant: Tenant, question: str, found: Found, *, subject: str) -> Operation:
    result = "abstention" if found.abstained else "désaccord" if found.disputed else "ok"
    return Operation(
        service=SERVICE,
        operation="ask",
        subject=subject,
        model=found.model,
        version=__version__,
        input_digest=question_digest(question),
        duration_ms=found.meter.duration_ms,
        energy_wh=found.meter.energy_wh,
        measured=found.meter.measured,
        cost_cents=found.meter.cost_cents(tenant),
        result=result,
    )


def question_digest(question: str) -> str:
    """Return the question's fingerprint under the instance's secret: a short question is not guessed back from it."""
    return salted_hmac("beffroi.assistant.question", question, algorithm="sha256").hexdigest()
