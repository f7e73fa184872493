"""Long work of the assistant, run by a worker: words, vectors, the measure on the town's questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time

from django.utils import timezone

from beffroi import __version__
from beffroi.assistant.indexing import index_vectors
from beffroi.engines.documents import Reader
from beffroi.engines.search import Store
from beffroi.engines.search.corpus import open_corpus
from beffroi.web.assistant import retention  # noqa: F401 - registers what a purge removes
from beffroi.web.assistant.comparisons import finish, prepare
from beffroi.web.assistant.mail import read_mailbox
from beffroi.web.assistant.models import Ballot, Comparison, Document, Mailbox, Site
from beffroi.web.assistant.quality import measure
from beffroi.web.assistant.reading import read_into, to_read
from beffroi.web.assistant.sites import read_site
from beffroi.web.assistant.sources import scan_folder
from beffroi.web.assistant.starting import (
    SERVICE,
    start_after_change,
    start_hourly_mail,
    start_indexing,
    start_nightly,
    start_nightly_sites,
    start_vectors,
)
from beffroi.web.assistant.store import VECTORS_AT, embedder, opened
from beffroi.web.platform.jobs import MayPass, Work, work
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.models import Job
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.schedule import every_day

WORDS = "mots"
MANY = 10**9


class GivesWay(Exception):
    """Documents wait to be read: their words come before the vectors of others."""


@contextmanager
def _patient(work: Work) -> Iterator[Store]:
    """Open the store; another writer at work is waited for by a later attempt."""
    try:
        with opened(work.tenant, create=True) as store:
            yield store
    except sqlite3.OperationalError as error:
        raise MayPass from error


@work("assistant.index")
def run_indexing(work: Work) -> None:
    """Read what is new or changed, one document after the other, each searchable as soon as it is read."""
    work.progress(0.0, "Dossier de l'instance")
    scan_folder(work.tenant)
    passages = documents = 0
    with Meter() as meter, _patient(work) as store, Reader() as reader:
        while waiting := to_read(store):
            for number, document in enumerate(waiting):
                work.progress(number / len(waiting), document.source)
                passages += _read(work, store, document, reader, at=number / len(waiting), share=1 / len(waiting))
                documents += 1
        # the words are counted here rather than by the first question
        open_corpus(store)
    with work.commit({"documents": documents, "passages": passages}):
        if documents:
            told = _operation("index", meter, work, model=WORDS, subject=f"{documents} documents")
            append_event(work.tenant, told, person=work.person)
            start_vectors(work.tenant, person=work.person)


def _read(work: Work, store: Store, document: Document, reader: Reader, *, at: float, share: float) -> int:
    def tell(done: float) -> None:
        work.progress(at + share * done, document.source)

    return read_into(store, work.tenant, document, reader=reader, progress=tell)


@work("assistant.sites")
def run_sites(work: Work) -> None:
    """Fetch the town's own pages and the national archive where they changed, then read them."""
    sites = list(Site.objects.all())
    changed = 0
    for number, site in enumerate(sites):
        work.progress(number / len(sites), site.address)
        changed += read_site(work.tenant, site)
    with work.commit({"sites": len(sites), "changed": changed}):
        if changed:
            start_indexing(work.tenant, person=work.person)


@work("assistant.compare")
def run_comparison(work: Work) -> None:
    """Have two text models reword the same quotes, for a blind vote."""
    comparison = Comparison.objects.get(pk=work.arguments["comparison"])
    prepare(comparison, progress=work.progress)
    with work.commit({"ballots": Ballot.objects.filter(comparison=comparison).count()}):
        finish(comparison)


@work("assistant.mail")
def run_mail(work: Work) -> None:
    """Read the town's mailbox and draft an answer to each new message."""
    box = Mailbox.objects.filter(enabled=True).first()
    drafted = read_mailbox(box) if box else 0
    with work.commit({"drafted": drafted}):
        work.progress(1.0, f"{drafted} brouillons")


@work("assistant.vectors")
def run_vectors(work: Work) -> None:
    """Embed the passages that wait, then measure again; documents that wait to be read go first."""
    model = embedder()
    done = 0
    with Meter() as meter, _patient(work) as store:
        total = len(store.waiting(most=MANY)) if model else 0

        def tell(count: int, _: int) -> None:
            nonlocal done
            done = count
            work.progress(count / max(total, 1), f"{count} passages sur {total}")
            if Job.objects.filter(operation="assistant.index", state=JobState.WAITING).exists():
                raise GivesWay

        try:
            if model and total:
                index_vectors(store, model, progress=tell)
        except GivesWay:
            work.progress(done / total, "Des documents attendent : la suite après eux")
        store.note(VECTORS_AT, timezone.now().isoformat())
    with work.commit({"passages": done}):
        if done and model:
            told = _operation("vectors", meter, work, model=model.name, subject=f"{done} passages")
            append_event(work.tenant, told, person=work.person)
        if done == total:
            start_after_change(work.tenant, person=work.person)


@work("assistant.evaluate")
def run_evaluation(work: Work) -> None:
    """Ask the town's own questions, with the vectors and by words alone."""
    with Meter() as meter:
        judged = measure(work.tenant, progress=work.progress)
    with work.commit({"questions": judged.detail["questions"]}):
        judged.save()
        model = embedder()
        told = _operation("evaluate", meter, work, model=model.name if model else WORDS)
        append_event(work.tenant, told, person=work.person)


def _operation(name: str, meter: Meter, work: Work, *, model: str, subject: str = "") -> Operation:
    return Operation(
        service=SERVICE,
        operation=name,
        subject=subject,
        model=model,
        version=__version__,
        duration_ms=meter.duration_ms,
        energy_wh=meter.energy_wh,
        measured=meter.measured,
        cost_cents=meter.cost_cents(work.tenant),
    )


for hour in range(7, 20):
    every_day(f"assistant.mail-{hour}", at=time(hour, 5), service=SERVICE, start=start_hourly_mail)
every_day("assistant.pages", at=time(3, 10), service=SERVICE, start=start_nightly_sites)
every_day("assistant.nightly", at=time(3, 40), service=SERVICE, start=start_nightly)
