"""Two text models judged blind on the town's own questions: prepared by a job, voted, then revealed with costs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string

from beffroi import __version__
from beffroi.assistant.comparing import FIRST, SECOND, Attempt, Tally, by_chance, pair, tally, voted_for
from beffroi.engines.language.errors import LanguageError
from beffroi.territory.errors import BadInput
from beffroi.web.assistant.asking import find
from beffroi.web.assistant.citing import MOST_QUOTES
from beffroi.web.assistant.models import Ballot, Comparison, ComparisonState, Trial
from beffroi.web.assistant.rewording import model_at, turn
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.platform.ledger import Operation, append_decision, append_event
from beffroi.web.platform.measure import cost_cents
from beffroi.web.platform.models import Entry, Person, Tenant
from beffroi.web.platform.models.ledger import Outcome

if TYPE_CHECKING:
    from beffroi.assistant.answering import Citation

MOST_QUESTIONS, LONGEST_LABEL = 20, 28
Progress = Callable[[float, str], None]
GONE = "Un des deux modèles n'est plus branché : recommencez une comparaison."
NOTHING = "Aucune question d'essai n'a de réponse à reformuler : écrivez-en sur la page Qualité."


def key_of(address: str) -> str:
    """Return the fingerprint of an address: it may hold a key, which stays in the settings."""
    return hashlib.sha256(address.encode()).hexdigest()


def label_of(address: str) -> str:
    """Return how a model is called, without its key."""
    parts = urlsplit(address)
    named = parse_qs(parts.query).get("model", [""])[0]
    told = f"{named} ({parts.hostname})" if parts.hostname else address.split("?", maxsplit=1)[0][:LONGEST_LABEL]
    return told[:120]


def choices() -> list[tuple[str, str]]:
    """Return the models that the operator lets be compared: fingerprint, name."""
    return [(key_of(address), label_of(address)) for address in settings.LANGUAGE_TRIALS]


def begin(tenant: Tenant, *, first: str, second: str, person: Person) -> Comparison:
    """Keep a comparison of two models, by their fingerprints."""
    names = dict(choices())
    made: Comparison = Comparison.objects.create(
        tenant=tenant,
        person=person,
        first=names[first],
        second=names[second],
        first_key=first,
        second_key=second,
        seed=int(get_random_string(8, "123456789")),
    )
    return made


def prepare(comparison: Comparison, *, progress: Progress) -> None:
    """Have both models reword the same quotes; keep the ballots, or what went wrong."""
    addresses = {key_of(address): address for address in settings.LANGUAGE_TRIALS}
    Ballot.objects.filter(comparison=comparison).delete()
    try:
        if not {comparison.first_key, comparison.second_key} <= set(addresses):
            raise BadInput(GONE)
        first, second = (model_at(addresses[key]) for key in (comparison.first_key, comparison.second_key))
        trials = list(Trial.objects.filter(answerable=True)[:MOST_QUESTIONS])
        for place, trial in enumerate(trials):
            progress(place / len(trials), f"Question {place + 1} sur {len(trials)}")
            quoted = _quoted(comparison.tenant, trial)
            if not quoted:
                continue
            with turn():
                made = pair(
                    trial.text,
                    [one.quote for one in quoted],
                    first=first,
                    second=second,
                    seed=comparison.seed,
                    place=place,
                )
            Ballot.objects.create(
                tenant=comparison.tenant,
                comparison=comparison,
                place=place,
                question=trial.text,
                quotes=[{"source": one.source, "title": one.title, "quote": one.quote} for one in quoted],
                first_text=made.first.text,
                second_text=made.second.text,
                swapped=made.swapped,
                costs={FIRST: _cost(made.first), SECOND: _cost(made.second)},
            )
        if not Ballot.objects.filter(comparison=comparison).exists():
            raise BadInput(NOTHING)
    except (BadInput, LanguageError) as error:
        comparison.trouble = str(error)


def _quoted(tenant: Tenant, trial: Trial) -> list[Citation]:
    found = find(tenant, trial.text, resident=trial.resident)
    return [one for one in found.citations if one.quote and not one.superseded_by][:MOST_QUOTES]


def _cost(attempt: Attempt) -> dict[str, object]:
    return {"seconds": attempt.seconds, "wh": str(attempt.wh), "cents": str(attempt.cents)}


def finish(comparison: Comparison) -> None:
    """Tell both models' work in the ledger and open the votes; inside the job's transaction."""
    ballots = list(Ballot.objects.filter(comparison=comparison))
    for of in (FIRST, SECOND):
        told = _operation(comparison.tenant, of, getattr(comparison, of), _attempts(ballots, of))
        setattr(comparison, f"{of}_event", append_event(comparison.tenant, told, person=comparison.person))
    comparison.state = ComparisonState.CLOSED if comparison.trouble else ComparisonState.OPEN
    comparison.save()


def _attempts(ballots: list[Ballot], of: str) -> list[Attempt]:
    found = []
    for ballot in ballots:
        cost = ballot.cost(of)
        text = ballot.first_text if of == FIRST else ballot.second_text
        found.append(Attempt(text, float(cost["seconds"]), Decimal(cost["wh"]), Decimal(cost["cents"])))
    return found


def _operation(tenant: Tenant, of: str, model: str, attempts: list[Attempt]) -> Operation:
    spent = tally(attempts, [], of=of)
    duration_ms = round(spent.seconds * 1000)
    return Operation(
        service=SERVICE,
        operation="compare",
        subject=f"{spent.made} questions",
        model=model[:80],
        version=__version__,
        duration_ms=duration_ms,
        energy_wh=spent.wh,
        cost_cents=spent.cents or cost_cents(tenant, energy_wh=spent.wh, duration_ms=duration_ms),
        result=f"{spent.passed} acceptées au contrôle",
    )


@dataclass(frozen=True)
class Revealed:
    """What was behind the letters: each model's name and figures, and how often chance would part the votes so."""

    lines: tuple[tuple[str, Tally], tuple[str, Tally]]
    voted: int
    same: int
    chance: float


def revealed(comparison: Comparison) -> Revealed:
    """Count the votes of a comparison."""
    ballots = list(Ballot.objects.filter(comparison=comparison))
    votes = [voted_for(ballot.vote, swapped=ballot.swapped) for ballot in ballots if ballot.vote]
    first, second = (tally(_attempts(ballots, of), votes, of=of) for of in (FIRST, SECOND))
    return Revealed(
        ((comparison.first, first), (comparison.second, second)),
        voted=len(votes),
        same=len(votes) - first.preferred - second.preferred,
        chance=by_chance(votes),
    )


@transaction.atomic
def close(comparison: Comparison, *, person: Person) -> None:
    """End the votes; the ledger keeps which model was preferred, as a decision on each one's work."""
    found = revealed(comparison)
    (_, first), (_, second) = found.lines
    for event, own, other in (
        (comparison.first_event, first, second),
        (comparison.second_event, second, first),
    ):
        _decide(comparison.tenant, event, own, other, voted=found.voted, person=person)
    comparison.state = ComparisonState.CLOSED
    comparison.save(update_fields=["state"])


def _decide(tenant: Tenant, event: Entry | None, own: Tally, other: Tally, *, voted: int, person: Person) -> None:
    if event is not None:
        outcome = Outcome.REJECTED if own.preferred < other.preferred else Outcome.ACCEPTED
        append_decision(tenant, event, outcome=outcome, person=person, subject=f"{own.preferred} voix sur {voted}")
