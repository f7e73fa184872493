"""What awaits a decision at the telephone, for the week's letter."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from beffroi.territory.numbers import counted
from beffroi.web.phone.models import AnswerState, Message, MessageState, Proposal, ProposalState, Topic
from beffroi.web.phone.starting import SERVICE
from beffroi.web.platform.digest import Awaited, awaits
from beffroi.web.platform.models import Tenant


@awaits(SERVICE)
def left_to_do(tenant: Tenant) -> Iterator[Awaited]:
    """Return messages not dealt with, proposed topics, answers not approved."""
    messages = Message.objects.exclude(state=MessageState.DONE).count()
    if messages:
        yield Awaited(counted(messages, "message à traiter", "messages à traiter"), _page("phone-messages", tenant))
    proposed = Proposal.objects.filter(state=ProposalState.OPEN).count()
    if proposed:
        yield Awaited(counted(proposed, "sujet proposé"), _page("phone-unanswered", tenant))
    drafts = Topic.objects.filter(state=AnswerState.DRAFT).exclude(answer="").count()
    if drafts:
        yield Awaited(counted(drafts, "réponse à approuver", "réponses à approuver"), _page("phone-topics", tenant))


def _page(name: str, tenant: Tenant) -> str:
    return reverse(name, args=[tenant.slug])
