"""Shared by the tests of screens: two towns, people with a role, a signed-in browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django_scopes import scope

from beffroi.web.platform import guard
from beffroi.web.platform.models import Membership, Person, Role, Tenant, TenantService
from web.instances import Instance, copy_of, new_instance


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Gather style sheets and scripts as ``serve`` does."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Django's own hasher takes a third of a second for each password, on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def ledger_lifted_before_a_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """The end of a transactional test empties the tables, which the ledger's triggers refuse; flush puts them back."""
    marker = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(request.fixturenames)
    if asked or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        yield
        guard.remove(connection)
    else:
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance of its own, made ready and never run: the tests of commands begin with a copy."""
    with new_instance(tmp_path_factory.mktemp("prepared") / "instance") as made:
        made.script("from beffroi.web.preparing import prepare\nprepare()\ntold = True")
        yield made


@pytest.fixture
def instance(prepared: Instance, tmp_path: Path) -> Iterator[Instance]:
    """A ready instance with nobody in it."""
    with copy_of(prepared, tmp_path / "instance") as made:
        yield made


def make_tenant(slug: str, name: str, siret: str, **fields: object) -> Tenant:
    tenant = Tenant.objects.create(slug=slug, name=name, siret=siret, population=6000, **fields)
    with scope(tenant=tenant):
        TenantService.objects.create(tenant=tenant, service="canteen")
    return tenant


@pytest.fixture
def bourg(db: None) -> Tenant:
    return make_tenant("bourg", "Bourg", "21010053300012")


@pytest.fixture
def autun(db: None) -> Tenant:
    return make_tenant("autun", "Autun", "21710014800014")


def enrol(tenant: Tenant, role: Role, *, email: str = "", service: str = "") -> Person:
    """Make a person with one role in a tenant."""
    person = Person.objects.create_user(
        email or f"{role}@{tenant.slug}.example", "un mot de passe long", name=str(role.label)
    )
    with scope(tenant=tenant):
        Membership.objects.create(tenant=tenant, person=person, role=role, service=service)
    return person


# the provider of OpenID Connect has its own second factor: administrators open their pages at once
BY_PROVIDER = "beffroi.web.platform.openid_backend.OpenIdBackend"


@pytest.fixture
def browser() -> Callable[[Person], Client]:
    """Return a client signed in as a person."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend=BY_PROVIDER)
        return client

    return sign_in


@pytest.fixture
def agent(bourg: Tenant) -> Person:
    return enrol(bourg, Role.AGENT)


@pytest.fixture
def admin(bourg: Tenant) -> Person:
    return enrol(bourg, Role.ADMIN)
