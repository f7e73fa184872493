"""A town whose telephone knows a few topics: vectors of letters, so that each test is quick."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from beffroi.phone import town as known
from beffroi.web.phone.models import Topic
from beffroi.web.phone.shipping import take_town
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.models import Job, Person, Tenant, TenantService
from beffroi.web.platform.models.jobs import JobState

Browser = Callable[[Person], Client]
WEEK = (known.Opening((0, 1, 2, 3, 4, 5, 6), time(0, 0), time(23, 59)),)
TOWN = known.Town(
    name="Bourg",
    switchboard="100",
    topics=(
        known.Topic(
            "carte_identite",
            "identite",
            "une carte d'identité",
            ("refaire ma carte d'identité", "ma carte d'identité est périmée", "carte d'identité perdue", "une cni"),
            "Prenez rendez-vous au {number}. Le guichet est ouvert {hours}.",
            "https://bourg.example/cni",
            "etat_civil",
        ),
        known.Topic(
            "encombrants",
            "dechets",
            "les encombrants",
            ("jeter un vieux canapé", "ramassage des encombrants", "j'ai un matelas à jeter", "enlever un frigo"),
            "Les encombrants passent le premier mardi du mois.",
            "",
            "accueil",
        ),
        known.Topic(
            "permis",
            "urbanisme",
            "un permis de construire",
            ("permis de construire", "je veux agrandir ma maison", "déclaration de travaux", "construire une véranda"),
            "",
            "",
            "urbanisme",
            "transfer",
        ),
        known.Topic(
            "personne",
            "agent",
            "une personne",
            ("je veux parler à quelqu'un", "passez-moi une personne", "un être humain", "le standard s'il vous plaît"),
        ),
    ),
    services=(
        known.Service("accueil", "l'accueil", WEEK, "100", "03 53 01 24 00", "1 place du Beffroi", ""),
        known.Service("etat_civil", "l'état civil", WEEK, "110", "03 53 01 24 10", email="etat-civil@bourg.example"),
        known.Service("urbanisme", "l'urbanisme", WEEK, "140"),
    ),
    duties=(known.DutyOfficer("eau", "03 53 01 24 61", "l'astreinte de l'eau"),),
    places=(known.Place("rue des Tanneurs", "rue"), known.Place("quai de l'Aune", "rue", "quai de l'onne")),
)


@pytest.fixture(autouse=True)
def quick_vectors(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors of letters, and trained models in a folder that lasts for the session."""
    settings.EMBEDDINGS = "letters:"
    settings.MEDIA_ROOT, settings.HOME = tmp_path / "files", tmp_path / "home"


@pytest.fixture
def empty_town(bourg: Tenant) -> Tenant:
    """A town where the telephone is in service and knows nothing."""
    with scope(tenant=bourg):
        TenantService.objects.create(tenant=bourg, service="phone")
    return bourg


@pytest.fixture
def town(empty_town: Tenant, agent: Person) -> Tenant:
    """The town with its topics, approved by its agent."""
    with scope(tenant=empty_town):
        take_town(empty_town, TOWN, person=agent, approve=True)
    return empty_town


def topic(tenant: Tenant, name: str) -> Topic:
    """Return a topic of a town."""
    with scope(tenant=tenant):
        found: Topic = Topic.objects.select_related("service").get(name=name)
    return found


def work_off(tenant: Tenant) -> list[Job]:
    """Do the jobs that wait, and those that they start; return them."""
    done = []
    with scope(tenant=tenant):
        while job := Job.objects.filter(state=JobState.WAITING).order_by("pk").first():
            run_job.call(job.pk)
            job.refresh_from_db()
            done.append(job)
    return done


def without_extensions() -> known.Town:
    """Return the town where no service can be reached by a transfer."""
    return replace(TOWN, services=tuple(replace(one, extension="") for one in TOWN.services))
