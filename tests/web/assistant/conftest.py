"""A town with a few documents read, as its screens need them: small stores, vectors of letters."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from beffroi.assistant.indexing import index_words
from beffroi.engines.search.passages import Entry, Passage
from beffroi.web.assistant import store
from beffroi.web.assistant.models import Document, DocumentState, Rights
from beffroi.web.assistant.reading import stamp_of
from beffroi.web.assistant.sources import Sent, origin_of, receive
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.models import Job, Person, Tenant, TenantService
from beffroi.web.platform.models.jobs import JobState

Browser = Callable[[Person], Client]
TARIFFS = "Un repas à la cantine coûte 3,40 euros pour un enfant de la commune. Le repas d'un adulte coûte 6,10 euros."
OLD_TARIFFS = "Un repas à la cantine coûte 3,10 euros pour un enfant de la commune."
POOL = "La piscine ouvre le samedi de 10 heures à 18 heures. Elle ferme en août."
POSTER = "Le samedi, la piscine ouvre de 9 heures à 12 heures."
NOTE = "Note interne. La famille Durand doit 212 euros de cantine. Ne pas diffuser."


@pytest.fixture(autouse=True)
def folders_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Keep each test's files apart, and the vectors quick."""
    settings.MEDIA_ROOT, settings.HOME, settings.EMBEDDINGS = tmp_path / "files", tmp_path / "home", "letters:"


@pytest.fixture
def town(bourg: Tenant) -> Tenant:
    """A town where the assistant is in service, with nothing read."""
    with scope(tenant=bourg):
        TenantService.objects.create(tenant=bourg, service="assistant")
    return bourg


def add(tenant: Tenant, name: str, text: str, *, day: date = date(2026, 1, 5), public: bool = True) -> Document:
    """Put one document into table, folder and store as a reading would, at once."""
    with scope(tenant=tenant):
        rights = Rights.PUBLIC if public else Rights.SERVICE
        told = {"title": name.rsplit(".", 1)[0].capitalize(), "date": day, "rights": rights}
        document = receive(tenant, [Sent(name, text.encode())], person=None, told=told)[0]
        entry = Entry(name, told["title"], (Passage(text, 1),), date=day, public=public, origin=origin_of(document))
        with store.opened(tenant, create=True) as kept:
            index_words(kept, [entry], with_titles=True)
        document.state, document.public, document.stamp = DocumentState.READ, public, stamp_of(document)
        document.pages = document.passages = document.entries = 1
        document.save()
    return document


@pytest.fixture
def library(town: Tenant) -> Tenant:
    """The town with its tariffs, its pool, an internal note."""
    add(town, "tarifs.pdf", TARIFFS)
    add(town, "piscine.pdf", POOL)
    add(town, "note.pdf", NOTE, public=False)
    return town


def work_off(tenant: Tenant) -> list[Job]:
    """Do the jobs that wait, and those that they start; return them."""
    done = []
    with scope(tenant=tenant):
        while job := Job.objects.filter(state=JobState.WAITING).order_by("pk").first():
            run_job.call(job.pk)
            job.refresh_from_db()
            done.append(job)
    return done
