"""What the telephone removes when it has outlived its retention."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from beffroi.web.phone.models import (
    Call,
    CallEnding,
    Channel,
    Line,
    Message,
    MessageState,
    PastRequest,
    Proposal,
    ProposalState,
    Turn,
    Unanswered,
    phone_settings,
)
from beffroi.web.phone.starting import SERVICE
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.retention import purges

LEFT_OPEN = timedelta(hours=6)


@purges(SERVICE)
def purge(tenant: Tenant, *, before: datetime) -> int:  # noqa: ARG001 - rows are those of the scope
    """Remove what was said and callers' numbers, messages dealt with, then calls and requests past the service's days.

    A message that nobody has dealt with stays, however old: nothing is lost.
    """
    kept, now = phone_settings(), timezone.now()
    said = max(before, now - timedelta(days=kept.turns_days))
    dealt = max(before, now - timedelta(days=kept.messages_days))
    gone = Turn.objects.filter(call__began_at__lt=said).delete()[0]
    Call.objects.filter(began_at__lt=said).exclude(caller="").update(caller="")
    gone += Message.objects.filter(state=MessageState.DONE, done_at__lt=dealt).delete()[0]
    gone += Unanswered.objects.filter(at__lt=before).delete()[0]
    gone += PastRequest.objects.filter(sent_at__lt=before).delete()[0]
    gone += Proposal.objects.exclude(state=ProposalState.OPEN).filter(made_at__lt=before).delete()[0]
    gone += Call.objects.filter(began_at__lt=before).delete()[0]
    Line.objects.filter(at__lt=now - LEFT_OPEN).delete()
    _close_written(now)
    return int(gone)


def _close_written(now: datetime) -> None:
    """End the written conversations that their writer left."""
    left = Call.objects.filter(channel=Channel.CHAT, ended_at=None, began_at__lt=now - LEFT_OPEN)
    left.update(ended_at=now, ending=CallEnding.HUNG_UP)
