"""Messages taken, passed to another service, dealt with: each is a decision that cites the call in the ledger."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from beffroi.web.phone.errors import MessageEnded
from beffroi.web.phone.mailing import start_mail
from beffroi.web.phone.models import Message, MessageState, Service
from beffroi.web.platform.ledger import append_decision
from beffroi.web.platform.models import Person
from beffroi.web.platform.models.ledger import Outcome

CLOSED = "Ce message est déjà traité : il reste tel quel."


def _open(message: Message) -> Message:
    locked: Message = Message.objects.select_for_update().get(pk=message.pk)
    if locked.state == MessageState.DONE:
        raise MessageEnded(CLOSED)
    return locked


@transaction.atomic
def take(message: Message, *, person: Person) -> None:
    """Say that a person deals with it. Raises MessageEnded."""
    kept = _open(message)
    kept.state, kept.person, kept.taken_at = MessageState.TAKEN, person, timezone.now()
    kept.save()


@transaction.atomic
def finish(message: Message, *, note: str, person: Person) -> None:
    """Say what was done. Raises MessageEnded."""
    kept = _open(message)
    kept.state, kept.person, kept.done_at, kept.note = MessageState.DONE, person, timezone.now(), note
    kept.taken_at = kept.taken_at or kept.done_at
    kept.save()
    _decided(kept, Outcome.ACCEPTED, person, note)


@transaction.atomic
def forward(message: Message, *, service: Service, person: Person) -> None:
    """Pass a message to the service that it is for, and write to it. Raises MessageEnded."""
    kept = _open(message)
    kept.service, kept.state, kept.person, kept.taken_at = service, MessageState.NEW, None, None
    kept.save()
    start_mail(kept)
    _decided(kept, Outcome.EDITED, person, f"Transmis : {service.title}")


def _decided(message: Message, outcome: Outcome, person: Person, reason: str) -> None:
    if message.event:
        append_decision(
            message.tenant,
            message.event,
            outcome=outcome,
            person=person,
            reason=reason,
            subject=f"message {message.pk}",
        )
