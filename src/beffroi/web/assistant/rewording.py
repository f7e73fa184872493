"""A plainer wording of an answer by the connected text model: kept only where it passed its check."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from beffroi import __version__
from beffroi.settings import packs_folder
from beffroi.territory.errors import BadInput
from beffroi.web.assistant.asking import question_digest
from beffroi.web.assistant.citing import MOST_QUOTES
from beffroi.web.assistant.models import Asked, Cited
from beffroi.web.assistant.models.settings import assistant_settings
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import cost_cents
from beffroi.web.platform.models import Person
from beffroi.web.platform.quotas import within_quota

if TYPE_CHECKING:
    from beffroi.assistant.rewording import Rewording
    from beffroi.engines.language import LanguageModel

PATIENCE = 30.0
# one at a time: an embedded model takes a core, and the pages need the others
_TURN = threading.Semaphore(1)


class ModelBusy(BadInput):
    """The text model is at work for somebody else."""


def offered(asked: Asked) -> bool:
    """Tell whether this answer may still be reworded: a model is connected, the town wants it, quotes agree."""
    fits = not (asked.abstained or asked.conflict or asked.reworded_at)
    return bool(settings.LANGUAGE_MODEL) and fits and assistant_settings().rewords


def language_model() -> LanguageModel:
    """Return the connected text model, made once a process. Raises LanguageError."""
    return model_at(settings.LANGUAGE_MODEL)


@contextmanager
def turn() -> Iterator[None]:
    """Have the text model for oneself. Raises ModelBusy."""
    if not _TURN.acquire(timeout=PATIENCE):
        raise ModelBusy("Le modèle de texte est occupé : réessayez dans une minute. Les citations suffisent.")
    try:
        yield
    finally:
        _TURN.release()


@cache
def model_at(address: str) -> LanguageModel:
    """Return the text model at an address, made once a process. Raises LanguageError."""
    from beffroi.engines.language import connect  # noqa: PLC0415  # heavy

    return connect(address, packs=packs_folder(os.environ))


def reword_answer(asked: Asked, *, person: Person) -> None:
    """Keep a plainer wording of an answer's quotes, or that none passed.

    Raises LanguageError, ModelBusy, ServiceOff, QuotaReached.
    """
    from beffroi.assistant.rewording import reword  # noqa: PLC0415  # heavy

    within_quota(asked.tenant, SERVICE)
    model = language_model()
    quotes = list(Cited.objects.filter(asked=asked, superseded_by="", removed=False).values_list("quote", flat=True))
    with turn():
        made = reword(asked.text, quotes[:MOST_QUOTES], model=model)
    with transaction.atomic():
        operation = _operation(asked, made)
        event = append_event(asked.tenant, operation, person=person)
        asked.rewording, asked.reworded_by, asked.reworded_at = made.text or "", made.model[:80], event.at
        asked.save(update_fields=["rewording", "reworded_by", "reworded_at"])


def _operation(asked: Asked, made: Rewording) -> Operation:
    duration_ms = round(made.seconds * 1000)
    own = cost_cents(asked.tenant, energy_wh=made.wh, duration_ms=duration_ms)
    return Operation(
        service=SERVICE,
        operation="reword",
        subject=f"ligne {asked.event.seq}" if asked.event else "",
        model=made.model[:80],
        version=__version__,
        input_digest=question_digest(asked.text),
        duration_ms=duration_ms,
        energy_wh=Decimal(made.wh),
        cost_cents=made.cents or own,
        result="ok" if made.text else "écartée au contrôle",
    )
