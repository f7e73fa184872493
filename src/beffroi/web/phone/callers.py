"""What is held of a caller, found by number: shown, handed over, erased (GDPR, articles 15 and 17)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from beffroi.web.phone.models import Call, Message, Turn
from beffroi.web.phone.starting import SERVICE
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Person, Tenant

FIGURES = 9


@dataclass(frozen=True)
class Held:
    """Calls from a number, what was said in them, messages that give it."""

    calls: Sequence[Call]
    turns: Sequence[Turn]
    messages: Sequence[Message]

    @property
    def count(self) -> int:
        """Rows in all."""
        return len(self.calls) + len(self.turns) + len(self.messages)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values; a recording is handed over by itself."""
        return {
            "appels": [{"debut": one.began_at.isoformat(), "duree_s": one.seconds} for one in self.calls],
            "phrases": [{"qui": one.speaker, "texte": one.text} for one in self.turns],
            "messages": [
                {"le": one.left_at.isoformat(), "objet": one.subject, "texte": one.text, "son": bool(one.sound)}
                for one in self.messages
            ],
        }


def last_figures(number: str) -> str:
    """Return the last nine figures of a number, the same however it is written; empty where there are too few."""
    figures = re.sub(r"\D", "", number)
    return figures[-FIGURES:] if len(figures) >= FIGURES else ""


def held_of(number: str) -> Held:
    """Return what the tenant in scope holds of a number. Numbers are kept as written: each is read."""
    wanted = last_figures(number)
    if not wanted:
        return Held((), (), ())
    numbers = Call.objects.exclude(caller="").values_list("pk", "caller")
    calls = Call.objects.filter(pk__in=[key for key, caller in numbers if last_figures(caller) == wanted])
    left = Message.objects.exclude(number="").values_list("pk", "number")
    messages = Message.objects.filter(pk__in=[key for key, caller in left if last_figures(caller) == wanted])
    return Held(list(calls), list(Turn.objects.filter(call__in=calls)), list(messages.defer("sound")))


@transaction.atomic
def erase_caller(tenant: Tenant, number: str, *, by: Person) -> int:
    """Erase a caller: messages and what was said go, calls lose the number; return how many rows were touched."""
    held = held_of(number)
    Turn.objects.filter(pk__in=[one.pk for one in held.turns]).delete()
    Message.objects.filter(pk__in=[one.pk for one in held.messages]).delete()
    Call.objects.filter(pk__in=[one.pk for one in held.calls]).update(caller="")
    append_event(tenant, Operation(service=SERVICE, operation="erase", result=f"{held.count} lignes"), person=by)
    return held.count
