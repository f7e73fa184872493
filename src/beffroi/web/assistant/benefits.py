"""Rights and benefits asked on a page: found, told in the ledger; nothing of the situation is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beffroi import __version__
from beffroi.web.assistant.asking import WORDS, question_digest
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.assistant.store import opened_corpus
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.quotas import within_quota

if TYPE_CHECKING:
    from beffroi.assistant.benefits import Rights


def rights_of(tenant: Tenant, situation: str, *, resident: bool, person: Person | None = None) -> Rights | None:
    """Return what may concern a situation; None where nothing was read yet. Raises ServiceOff, QuotaReached."""
    from beffroi.assistant.answering import AGENT, RESIDENT  # noqa: PLC0415  # heavy
    from beffroi.assistant.benefits import find_rights  # noqa: PLC0415  # heavy

    within_quota(tenant, SERVICE)
    with Meter(thread_only=True) as meter, opened_corpus(tenant) as opened:
        found = None
        model = opened.embedder.name if opened and opened.embedder else WORDS
        if opened is not None:
            audience = RESIDENT if resident else AGENT
            found = find_rights(opened.corpus, situation, embedder=opened.embedder, audience=audience)
    operation = Operation(
        service=SERVICE,
        operation="rights",
        subject="agent" if person else "public",
        model=model,
        version=__version__,
        input_digest=question_digest(situation),
        duration_ms=meter.duration_ms,
        energy_wh=meter.energy_wh,
        measured=meter.measured,
        cost_cents=meter.cost_cents(tenant),
        result="ok" if found and found.benefits else "abstention",
    )
    append_event(tenant, operation, person=person)
    return found
