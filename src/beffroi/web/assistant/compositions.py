"""Notes, letters and syntheses: drafted from documents that an agent chose, edited and accepted by the agent."""

from __future__ import annotations

from contextlib import nullcontext
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from beffroi import __version__
from beffroi.territory.errors import BadInput
from beffroi.web.assistant.asking import WORDS, question_digest
from beffroi.web.assistant.letters import quote_record
from beffroi.web.assistant.models import Draft, Signatory
from beffroi.web.assistant.models.settings import assistant_settings
from beffroi.web.assistant.rewording import language_model, turn
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.assistant.store import opened_corpus
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.quotas import within_quota

if TYPE_CHECKING:
    from beffroi.assistant.composing import Composition, Order


def compose_draft(tenant: Tenant, order: Order, *, signatory: Signatory | None, rewords: bool, person: Person) -> Draft:
    """Draft and keep it for the agent. Raises ServiceOff, QuotaReached, LanguageError, BadInput."""
    from beffroi.assistant.composing import compose  # noqa: PLC0415  # heavy
    from beffroi.assistant.replying import Signature  # noqa: PLC0415  # heavy

    within_quota(tenant, SERVICE)
    place = assistant_settings().letter_place
    signature = Signature(signatory.name, signatory.function, place) if signatory else Signature(place=place)
    model = language_model() if rewords else None
    with Meter(thread_only=True) as meter, opened_corpus(tenant) as opened, turn() if model else nullcontext():
        if opened is None:
            raise BadInput("L'assistant n'a encore rien lu : déposez d'abord des documents.")
        made = compose(
            opened.corpus,
            order,
            embedder=opened.embedder,
            today=timezone.localdate(),
            signature=signature,
            model=model,
        )
    return _keep(tenant, order, made, signatory=signatory, person=person, meter=meter)


@transaction.atomic
def _keep(
    tenant: Tenant, order: Order, made: Composition, *, signatory: Signatory | None, person: Person, meter: Meter
) -> Draft:
    draft = Draft(
        tenant=tenant,
        kind=order.kind.value,
        person=person,
        signatory=signatory,
        subject=order.title,
        message="\n".join(order.points),
        drafted=made.body,
        body=made.body,
        quotes=[quote_record(one) for section in made.sections for one in section.citations],
        unanswered=list(made.missing),
    )
    draft.event = append_event(tenant, _operation(tenant, order, made, meter), person=person)
    draft.save()
    return draft


def _operation(tenant: Tenant, order: Order, made: Composition, meter: Meter) -> Operation:
    return Operation(
        service=SERVICE,
        operation="compose",
        subject=order.kind.value,
        model=made.spent.model[:80] or WORDS,
        version=__version__,
        input_digest=question_digest(repr(order)),
        duration_ms=meter.duration_ms + round(made.spent.seconds * 1000),
        energy_wh=meter.energy_wh + Decimal(made.spent.wh),
        measured=meter.measured and not made.spent.model,
        cost_cents=made.spent.cents or meter.cost_cents(tenant),
        result=f"{sum(len(one.citations) for one in made.sections)} citations",
    )


def unfounded_in(made: Draft, body: str) -> tuple[str, ...]:
    """Return the numbers, dates, amounts and names that the agent's text has and neither draft nor quotes have."""
    from beffroi.assistant.composing import unfounded  # noqa: PLC0415  # heavy

    return unfounded(body, [made.drafted, made.message, made.subject, *(quote["quote"] for quote in made.quotes)])
