"""An answer's quotes in another language, on request: what passed its check, beside the French that alone counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from beffroi import __version__
from beffroi.assistant.languages import languages
from beffroi.web.assistant.asking import question_digest
from beffroi.web.assistant.citing import MOST_QUOTES
from beffroi.web.assistant.models import Asked, Cited
from beffroi.web.assistant.models.settings import assistant_settings
from beffroi.web.assistant.rewording import language_model, turn
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import cost_cents
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.quotas import within_quota

if TYPE_CHECKING:
    from beffroi.assistant.translating import Translation


def offered_languages() -> list[tuple[str, str]]:
    """Return the languages that may be asked for, by code and French name: none without a model, or where it is off."""
    if not (settings.LANGUAGE_MODEL and assistant_settings().rewords):
        return []
    return [(code, language.name) for code, language in languages().items()]


def translated(
    tenant: Tenant, question: str, quotes: Sequence[str], code: str, *, person: Person | None = None
) -> dict[str, Any]:
    """Return quotes in another language: ``lines`` of French and translation, and by which model.

    Raises LanguageError, ModelBusy, ServiceOff, QuotaReached.
    """
    from beffroi.assistant.translating import translate  # noqa: PLC0415  # heavy

    within_quota(tenant, SERVICE)
    model, language = language_model(), languages()[code]
    with turn():
        made = translate(question, list(quotes)[:MOST_QUOTES], language=language, model=model)
    append_event(tenant, _operation(tenant, question, made, language.name), person=person)
    lines = [[one.source, one.text] for one in made.sentences if one.text]
    return {"code": code, "language": language.name, "own": language.own, "lines": lines, "by": made.model[:80]}


def translate_answer(asked: Asked, code: str, *, person: Person) -> None:
    """Keep an answer's quotes in another language. Raises LanguageError, ModelBusy, ServiceOff, QuotaReached."""
    quotes = Cited.objects.filter(asked=asked, superseded_by="", removed=False).values_list("quote", flat=True)
    told = translated(asked.tenant, asked.text, list(quotes), code, person=person)
    with transaction.atomic():
        asked.translation = told
        asked.save(update_fields=["translation"])


def _operation(tenant: Tenant, question: str, made: Translation, language: str) -> Operation:
    duration_ms = round(made.seconds * 1000)
    return Operation(
        service=SERVICE,
        operation="translate",
        subject=language,
        model=made.model[:80],
        version=__version__,
        input_digest=question_digest(question),
        duration_ms=duration_ms,
        energy_wh=made.wh,
        cost_cents=made.cents or cost_cents(tenant, energy_wh=made.wh, duration_ms=duration_ms),
        result="ok" if made.text else "écartée au contrôle",
    )
