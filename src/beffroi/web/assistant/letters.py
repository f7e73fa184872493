"""Answers to residents: drafted from quotes, edited and accepted by an agent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from beffroi import __version__
from beffroi.territory.errors import BadInput
from beffroi.web.assistant.asking import WORDS, question_digest
from beffroi.web.assistant.models import Draft, DraftState, Signatory
from beffroi.web.assistant.models.settings import assistant_settings
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.assistant.store import opened_corpus
from beffroi.web.assistant.unwritten import note_unwritten
from beffroi.web.platform.ledger import Operation, append_decision, append_event
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.models.ledger import Outcome
from beffroi.web.platform.quotas import within_quota

if TYPE_CHECKING:
    from beffroi.assistant.answering import Citation

TO_COMPLETE = "[à compléter"


@dataclass(frozen=True)
class Mail:
    """The message that came by mail: its key in the mailbox, who wrote, about what."""

    key: str = ""
    sender: str = ""
    subject: str = ""


NOT_MAILED = Mail()


def draft(
    tenant: Tenant, message: str, *, signatory: Signatory | None, person: Person | None, mail: Mail = NOT_MAILED
) -> Draft:
    """Draft a letter and keep it for the agent, for any of them where it came by mail.

    Raises ServiceOff, QuotaReached, BadInput where nothing was read.
    """
    from beffroi.assistant.replying import Signature, draft_letter  # noqa: PLC0415  # heavy

    within_quota(tenant, SERVICE)
    place = assistant_settings().letter_place
    signature = Signature(signatory.name, signatory.function, place) if signatory else Signature(place=place)
    with Meter(thread_only=True) as meter, opened_corpus(tenant) as opened:
        if opened is None:
            raise BadInput("L'assistant n'a encore rien lu : déposez d'abord des documents.")
        model = opened.embedder.name if opened.embedder else WORDS
        letter = draft_letter(
            opened.corpus, message, embedder=opened.embedder, today=timezone.localdate(), signature=signature
        )
    with transaction.atomic():
        made = Draft(
            tenant=tenant,
            person=person,
            signatory=signatory,
            message=message,
            drafted=letter.body,
            body=letter.body,
            quotes=[quote_record(one) for one in letter.citations],
            unanswered=list(letter.unanswered),
            mail_key=mail.key,
            sender=mail.sender,
            subject=mail.subject,
        )
        for question in letter.unanswered:
            note_unwritten(tenant, question, resident=True)
        operation = _operation(tenant, message, meter, model=model, quotes=len(letter.citations))
        made.event = append_event(tenant, operation, person=person)
        made.save()
    return made


def quote_record(citation: Citation) -> dict[str, Any]:
    """Return a quote as a draft keeps it."""
    return {
        "source": citation.source,
        "title": citation.title,
        "page": citation.page,
        "date": citation.date.isoformat() if citation.date else None,
        "quote": citation.quote,
        "url": citation.url,
    }


def _operation(tenant: Tenant, message: str, meter: Meter, *, model: str, quotes: int) -> Operation:
    return Operation(
        service=SERVICE,
        operation="draft",
        subject=f"{quotes} citations",
        model=model,
        version=__version__,
        input_digest=question_digest(message),
        duration_ms=meter.duration_ms,
        energy_wh=meter.energy_wh,
        measured=meter.measured,
        cost_cents=meter.cost_cents(tenant),
    )


@transaction.atomic
def accept(made: Draft, body: str, *, person: Person) -> None:
    """Keep the letter as the agent made it. Raises BadInput where something is left to complete."""
    if TO_COMPLETE in body:
        raise BadInput("Il reste des passages à compléter, entre crochets : remplissez-les ou effacez-les.")
    edited = _plain(body) != _plain(made.drafted)
    made.body, made.state, made.person = body, DraftState.ACCEPTED, person
    made.save(update_fields=["body", "state", "person"])
    if made.event:
        outcome = Outcome.EDITED if edited else Outcome.ACCEPTED
        append_decision(made.tenant, made.event, outcome=outcome, person=person)


@transaction.atomic
def reject(made: Draft, *, person: Person) -> None:
    """Put a draft aside."""
    made.state, made.person = DraftState.REJECTED, person
    made.save(update_fields=["state", "person"])
    if made.event:
        append_decision(made.tenant, made.event, outcome=Outcome.REJECTED, person=person)


def _plain(text: str) -> str:
    """Return a text without what a browser changes by itself: line ends, spaces at the end."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
