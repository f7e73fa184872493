"""What a person does with an answer: judges it, keeps it in a folder."""

from __future__ import annotations

from django.db import transaction

from beffroi.web.assistant.models import Asked, Dossier
from beffroi.web.assistant.unwritten import note_unwritten
from beffroi.web.platform.ledger import append_decision
from beffroi.web.platform.models import Person
from beffroi.web.platform.models.ledger import Outcome


@transaction.atomic
def judge(asked: Asked, *, helps: bool, reason: str, person: Person) -> None:
    """Keep whether an answer helped; the ledger has the decision, the documentalist what did not help."""
    asked.thumb, asked.reason = (1, "") if helps else (-1, reason)
    asked.save(update_fields=["thumb", "reason"])
    if not helps and not asked.abstained:
        note_unwritten(asked.tenant, asked.understood or asked.text, resident=False)
    if asked.event:
        outcome = Outcome.ACCEPTED if helps else Outcome.REJECTED
        append_decision(asked.tenant, asked.event, outcome=outcome, person=person, reason=asked.reason)


@transaction.atomic
def file_into(asked: Asked, dossier: Dossier | None, *, new: str, person: Person) -> None:
    """Put a question into a folder, a new one where a name is given."""
    if new:
        dossier = Dossier.objects.create(tenant=asked.tenant, person=person, name=new)
    asked.dossier = dossier
    asked.save(update_fields=["dossier"])
