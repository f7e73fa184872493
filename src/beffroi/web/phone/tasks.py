"""Long work of the telephone, run by a worker: e-mails of messages, grouping, rehearsal, simulation."""

from __future__ import annotations

from contextlib import suppress
from datetime import time

from beffroi.engines.search.embeddings import connect_embeddings
from beffroi.web.phone import retention  # noqa: F401 - registers what a purge removes
from beffroi.web.phone.errors import NothingToGroup, NothingToRehearse, NothingToUnderstand
from beffroi.web.phone.grouping import grouped, keep_groups, waiting, without_persons
from beffroi.web.phone.mailing import send_mail
from beffroi.web.phone.models import Message, PastRequest
from beffroi.web.phone.rehearsal import as_evaluation, keep_rehearsed, rehearse_all
from beffroi.web.phone.simulation import simulated
from beffroi.web.phone.starting import SERVICE, start_nightly
from beffroi.web.phone.town import town_of
from beffroi.web.phone.trying import tell
from beffroi.web.phone.understander import embedder, understander_of
from beffroi.web.platform.jobs import Work, work
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.schedule import every_day

BY_LETTERS = "letters:"


@work("phone.mail")
def run_mail(work: Work) -> None:
    """Write to the service of a message; one that was erased meanwhile is let go."""
    found = Message.objects.select_related("service", "tenant").filter(pk=work.arguments["message"]).first()
    if found:
        send_mail(found)


@work("phone.learn")
def run_learning(work: Work) -> None:
    """Train on the topics; a town that has too few is let be."""
    with suppress(NothingToUnderstand):
        understander_of(town_of(work.tenant))


@work("phone.group")
def run_grouping(work: Work) -> None:
    """Group the requests without an answer, and propose topics."""
    with Meter() as meter:
        understander = understander_of(town_of(work.tenant))
        requests = without_persons(waiting(), understander)
        if not requests:
            raise NothingToGroup("Aucune demande n'est restée sans réponse.")
        vectors = embedder() or connect_embeddings(BY_LETTERS)
        assert vectors is not None
        groups = grouped(requests, vectors, progress=work.progress)
    with work.commit({"groups": len(groups), "requests": len(requests)}):
        event = tell(work.tenant, "group", meter, person=work.person, subject=f"{len(requests)} demandes")
        keep_groups(work.tenant, groups, understander=understander, event=event)


@work("phone.rehearse")
def run_rehearsal(work: Work) -> None:
    """Say what the agent would have done of each past request."""
    with Meter() as meter:
        requests: list[PastRequest] = list(PastRequest.objects.all())
        if not requests:
            raise NothingToRehearse("Envoyez d'abord des demandes passées.")
        town = town_of(work.tenant)
        rehearse_all(requests, town=town, understander=understander_of(town), progress=work.progress)
    with work.commit({"requests": len(requests)}):
        if judged := as_evaluation(work.tenant, requests):
            judged.save()
        event = tell(work.tenant, "rehearse", meter, person=work.person, subject=f"{len(requests)} demandes")
        keep_rehearsed(requests, event)


@work("phone.simulate")
def run_simulation(work: Work) -> None:
    """Simulate the town's switchboard with and without the agent."""
    with Meter() as meter:
        found = simulated(
            work.tenant,
            calls_per_day=int(work.arguments["calls_per_day"]),
            operators=int(work.arguments["operators"]),
            progress=work.progress,
        )
    with work.commit(found):
        tell(work.tenant, "simulate", meter, person=work.person, subject=work.job.key)


every_day("phone.nightly", at=time(3, 10), service=SERVICE, start=start_nightly)
