"""Two towns with a row in every table, and persons who may open everything in one of them."""

from dataclasses import dataclass

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django_scopes import scope
from filling import Rows, fill, mark

from beffroi.web.platform.access import EVERYONE
from beffroi.web.platform.models import Membership, Person, Tenant


@dataclass(frozen=True)
class Town:
    """A town, a person with every role in it, one row of every table."""

    tenant: Tenant
    person: Person
    rows: Rows

    @property
    def mark(self) -> str:
        return mark(self.tenant)


def make_town(tenant: Tenant) -> Town:
    person = Person.objects.create_user(f"tout@{tenant.slug}.example", name="Camille")
    rows = fill(tenant, person)
    with scope(tenant=tenant):
        for role in EVERYONE:
            Membership.objects.get_or_create(tenant=tenant, person=person, role=role, service="")
    return Town(tenant, person, rows)


def signed_in(person: Person, *, checks_forms: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks_forms, raise_request_exception=True)
    client.force_login(person, backend="beffroi.web.platform.openid_backend.OpenIdBackend")
    return client


def text_of(answer: HttpResponseBase) -> str:
    """The whole answer, streamed or not."""
    assert isinstance(answer, HttpResponse | StreamingHttpResponse)
    return bytes(answer.getvalue()).decode("utf-8", "replace")
