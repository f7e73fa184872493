"""The gate, view by view: who is let in, who is sent to sign in, who finds nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.utils import timezone
from django_scopes import ScopeError, scope

from beffroi.territory.errors import BadInput
from beffroi.web.platform.access import (
    ADMINS,
    EVERYONE,
    LEADS,
    WORKERS,
    Audience,
    Opening,
    lead_authority,
    members,
    operators,
    public,
    signed_in,
    with_token,
)
from beffroi.web.platform.models import Delegation, Membership, Person, Role, Tenant, TenantService
from beffroi.web.platform.tenancy import Gate, leads, roles_of, service_enabled

DAY = date(2026, 3, 10)
BY_PASSWORD = "django.contrib.auth.backends.ModelBackend"
Seen = dict[str, Any]


def person_with(tenant: Tenant, role: Role | None, *, email: str = "p@example.org", service: str = "") -> Person:
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(email)
    if role:
        with scope(tenant=tenant):
            Membership.objects.create(tenant=tenant, person=person, role=role, service=service)
    return person


def ask(
    view: Callable[..., HttpResponse], slug: str | None, user: Any, *, path: str = "/bourg/x/?a=1", **words: Any
) -> HttpResponse:
    """Let the gate decide on a request of a user for a view; ``by`` is the way they signed in."""
    request = RequestFactory().get(path)
    request.user = user
    request.session = {BACKEND_SESSION_KEY: words.pop("by", "openid")}  # type: ignore[assignment]
    if not isinstance(user, AnonymousUser):
        user.is_verified = lambda: False
    kwargs = words if slug is None else {"tenant": slug, **words}
    return Gate(lambda _: HttpResponse()).process_view(request, view, (), kwargs)


def seeing(mark: Callable[..., Any], seen: Seen | None = None) -> Callable[..., HttpResponse]:
    """A view that notes what the gate gave it."""
    noted = seen if seen is not None else {}

    def view(request: Any, **words: Any) -> HttpResponse:
        noted.update(
            tenant=getattr(request, "tenant", None),
            roles=getattr(request, "roles", None),
            zone=str(timezone.get_current_timezone()),
            words=words,
        )
        return HttpResponse("ouvert")

    return mark(view)  # type: ignore[no-any-return]


STRANGER = AnonymousUser()


# Outside tenants


def test_a_closed_view_does_not_exist(bourg: Tenant) -> None:
    with pytest.raises(Http404):
        ask(lambda _: HttpResponse(), None, person_with(bourg, Role.ADMIN))


@pytest.mark.parametrize("mark", [public("a reason"), with_token])
def test_public_pages_and_those_of_software_open_to_strangers(mark: Callable[..., Any]) -> None:
    assert ask(seeing(mark), None, STRANGER).content == b"ouvert"


@pytest.mark.parametrize("mark", [signed_in, operators, members(EVERYONE), lead_authority])
def test_other_pages_send_strangers_to_sign_in_and_back(mark: Callable[..., Any]) -> None:
    response = ask(seeing(mark), None, STRANGER)
    assert (response.status_code, response["Location"]) == (302, "/connexion/?next=%2Fbourg%2Fx%2F%3Fa%3D1")


def test_a_page_for_persons_opens_to_anyone_signed_in(bourg: Tenant) -> None:
    assert ask(seeing(signed_in), None, person_with(bourg, None)).content == b"ouvert"


@pytest.mark.parametrize("mark", [operators, members(EVERYONE), lead_authority])
def test_other_pages_outside_do_not_exist_for_a_person(bourg: Tenant, mark: Callable[..., Any]) -> None:
    with pytest.raises(Http404):
        ask(seeing(mark), None, person_with(bourg, Role.ADMIN))


def test_the_operators_pages_open_to_operators_only(bourg: Tenant) -> None:
    operator = person_with(bourg, None)
    operator.is_operator = True
    assert ask(seeing(operators), None, operator).content == b"ouvert"
    with pytest.raises(Http404):
        ask(seeing(members(EVERYONE)), None, operator)


def test_an_operator_who_came_by_password_sets_up_a_second_factor_first(bourg: Tenant) -> None:
    operator = person_with(bourg, None)
    operator.is_operator = True
    response = ask(seeing(operators), None, operator, by=BY_PASSWORD)
    assert response["Location"].endswith("?next=%2Fbourg%2Fx%2F%3Fa%3D1")
    assert not response["Location"].startswith("/connexion/?")


# Inside a tenant


def test_a_member_is_let_in_with_roles_tenant_scope_and_clock(bourg: Tenant) -> None:
    bourg.time_zone = "Indian/Reunion"
    bourg.save()
    seen: Seen = {}
    person = person_with(bourg, Role.AGENT)
    assert ask(seeing(members(WORKERS), seen), "bourg", person, number=3).content == b"ouvert"
    assert seen == {
        "tenant": bourg,
        "roles": frozenset({Role.AGENT}),
        "zone": "Indian/Reunion",
        "words": {"number": 3},
    }
    assert str(timezone.get_current_timezone()) == "Europe/Paris"


def test_a_view_inside_reads_its_tenants_rows_only(bourg: Tenant, autun: Tenant) -> None:
    found: list[Tenant] = []

    @members(EVERYONE)
    def view(request: HttpRequest) -> HttpResponse:
        found.extend(row.tenant for row in TenantService.objects.all())
        return HttpResponse()

    ask(view, "bourg", person_with(bourg, Role.AGENT))
    assert found == [bourg]
    with pytest.raises(ScopeError):
        list(TenantService.objects.all())


@pytest.mark.parametrize("mark", [members(EVERYONE), lead_authority])
@pytest.mark.parametrize("slug", ["bourg", "nulle-part"])
def test_a_stranger_learns_nothing_of_which_tenants_exist(bourg: Tenant, mark: Callable[..., Any], slug: str) -> None:
    assert ask(seeing(mark), slug, STRANGER).status_code == 302


@pytest.mark.parametrize(
    ("role", "opened"), [(Role.ADMIN, ADMINS), (Role.LEAD, LEADS), (Role.ELECTED, frozenset({Role.ELECTED}))]
)
def test_a_role_that_is_asked_for_opens(bourg: Tenant, role: Role, opened: frozenset[Role]) -> None:
    assert ask(seeing(members(opened)), "bourg", person_with(bourg, role)).content == b"ouvert"


@pytest.mark.parametrize("role", [None, Role.AGENT, Role.DPO])
def test_another_role_finds_nothing(bourg: Tenant, role: Role | None) -> None:
    with pytest.raises(Http404):
        ask(seeing(members(LEADS)), "bourg", person_with(bourg, role))


def test_a_role_in_another_tenant_opens_nothing(bourg: Tenant, autun: Tenant) -> None:
    with pytest.raises(Http404):
        ask(seeing(members(EVERYONE)), "bourg", person_with(autun, Role.ADMIN))


@pytest.mark.parametrize("slug", ["nulle-part", "bourg"])
def test_a_tenant_that_is_unknown_or_closed_has_no_page(bourg: Tenant, slug: str) -> None:
    Tenant.objects.update(active=False)
    with pytest.raises(Http404):
        ask(seeing(public("a reason")), slug, STRANGER)


def test_a_public_page_gives_no_role_even_to_a_member(bourg: Tenant) -> None:
    seen: Seen = {}
    ask(seeing(public("a reason"), seen), "bourg", person_with(bourg, Role.ADMIN))
    assert (seen["tenant"], seen["roles"]) == (bourg, frozenset())


@pytest.mark.parametrize("mark", [members(EVERYONE, service="canteen"), public("a reason", service="canteen")])
def test_a_service_that_is_off_has_no_page(bourg: Tenant, mark: Callable[..., Any]) -> None:
    person = person_with(bourg, Role.AGENT)
    assert ask(seeing(mark), "bourg", person).content == b"ouvert"
    with scope(tenant=bourg):
        TenantService.objects.update(enabled=False)
        assert not service_enabled("canteen")
    with pytest.raises(Http404):
        ask(seeing(mark), "bourg", person)


def test_a_service_is_switched_on_tenant_by_tenant(bourg: Tenant, autun: Tenant) -> None:
    with scope(tenant=autun):
        TenantService.objects.all().delete()
        assert service_enabled("canteen") is False
    with scope(tenant=bourg):
        assert service_enabled("canteen") is True
        assert service_enabled("water") is False


@pytest.mark.parametrize(
    ("held", "asked", "open_"),
    [("", "canteen", True), ("canteen", "canteen", True), ("water", "canteen", False), ("water", "", True)],
)
def test_a_role_for_one_service_opens_that_service(bourg: Tenant, held: str, asked: str, open_: bool) -> None:
    person = person_with(bourg, Role.LEAD, service=held)
    view = seeing(members(LEADS, service=asked))
    if open_:
        assert ask(view, "bourg", person).content == b"ouvert"
    else:
        with pytest.raises(Http404):
            ask(view, "bourg", person)


def test_only_the_roles_that_count_for_the_service_are_told(bourg: Tenant) -> None:
    person_with(bourg, Role.LEAD, service="water")
    seen: Seen = {}
    ask(seeing(members(EVERYONE, service="canteen"), seen), "bourg", person_with(bourg, Role.AGENT))
    assert seen["roles"] == frozenset({Role.AGENT})


@pytest.mark.parametrize("opening", [Opening(Audience.PERSON), Opening(Audience.OPERATOR), Opening(Audience.SOFTWARE)])
def test_an_opening_meant_for_outside_opens_nothing_inside(bourg: Tenant, opening: Opening) -> None:
    view = seeing(members(EVERYONE))
    view.opening = opening  # type: ignore[attr-defined]
    with pytest.raises(Http404):
        ask(view, "bourg", person_with(bourg, Role.ADMIN))


def test_an_administrator_who_came_by_password_sets_up_a_second_factor_first(bourg: Tenant) -> None:
    admin = person_with(bourg, Role.ADMIN)
    view = seeing(members(EVERYONE))
    assert ask(view, "bourg", admin, by=BY_PASSWORD).status_code == 302
    assert ask(view, "bourg", admin).content == b"ouvert"
    assert ask(seeing(public("a reason")), "bourg", admin, by=BY_PASSWORD).content == b"ouvert"
    assert ask(view, "bourg", person_with(bourg, Role.AGENT, email="a@example.org"), by=BY_PASSWORD).status_code == 200


def test_what_a_person_can_mend_is_told_in_its_sentence(bourg: Tenant) -> None:
    @members(EVERYONE)
    def view(request: HttpRequest) -> HttpResponse:
        raise BadInput("Choisissez un autre jour.")

    response = ask(view, "bourg", person_with(bourg, Role.AGENT))
    assert response.status_code == 409
    assert "Choisissez un autre jour." in response.content.decode()


def test_a_template_is_rendered_inside_the_scope(bourg: Tenant) -> None:
    @members(EVERYONE)
    def view(request: HttpRequest) -> TemplateResponse:
        return TemplateResponse(request, "404.html")

    response = ask(view, "bourg", person_with(bourg, Role.AGENT))
    assert isinstance(response, TemplateResponse)
    assert response.is_rendered


def test_a_template_that_is_rendered_already_is_left_as_it_is(bourg: Tenant) -> None:
    @members(EVERYONE)
    def view(request: HttpRequest) -> TemplateResponse:
        response = TemplateResponse(request, "404.html").render()
        response.content = b"rendu"
        return response

    assert ask(view, "bourg", person_with(bourg, Role.AGENT)).content == b"rendu"


# Lead authorities


@pytest.fixture
def led(bourg: Tenant, autun: Tenant) -> Tenant:
    bourg.lead = autun
    bourg.save()
    return bourg


def test_a_lead_authoritys_administrator_opens_its_pages_of_a_member(led: Tenant, autun: Tenant) -> None:
    seen: Seen = {}
    assert ask(seeing(lead_authority, seen), "bourg", person_with(autun, Role.ADMIN)).content == b"ouvert"
    assert (seen["tenant"], seen["roles"]) == (led, frozenset())


def test_a_members_own_administrator_opens_them_too(led: Tenant) -> None:
    seen: Seen = {}
    assert ask(seeing(lead_authority, seen), "bourg", person_with(led, Role.ADMIN)).content == b"ouvert"
    assert seen["roles"] == frozenset({Role.ADMIN})


def test_a_lead_authority_never_opens_content(led: Tenant, autun: Tenant) -> None:
    with pytest.raises(Http404):
        ask(seeing(members(EVERYONE)), "bourg", person_with(autun, Role.ADMIN))


@pytest.mark.parametrize("role", [Role.AGENT, Role.DPO])
def test_other_roles_of_a_lead_authority_open_nothing(led: Tenant, autun: Tenant, role: Role) -> None:
    person = person_with(autun, role)
    assert not leads(person, led)
    with pytest.raises(Http404):
        ask(seeing(lead_authority), "bourg", person)


def test_a_tenant_without_a_lead_authority_is_led_by_nobody(bourg: Tenant, autun: Tenant) -> None:
    assert leads(person_with(autun, Role.ADMIN), bourg) is False


def test_a_lead_authoritys_administrator_who_came_by_password_sets_up_a_second_factor(
    led: Tenant, autun: Tenant
) -> None:
    person = person_with(autun, Role.ADMIN)
    assert ask(seeing(lead_authority), "bourg", person, by=BY_PASSWORD).status_code == 302


# Delegations


@pytest.mark.parametrize(
    ("first", "last", "stands_in"),
    [(0, 0, True), (-3, 0, True), (0, 3, True), (1, 3, False), (-3, -1, False), (-1, 1, True)],
)
def test_a_substitute_holds_the_roles_of_the_absent_both_days_included(
    bourg: Tenant, first: int, last: int, stands_in: bool
) -> None:
    absent = person_with(bourg, Role.ADMIN)
    substitute = person_with(bourg, Role.AGENT, email="s@example.org", service="canteen")
    with scope(tenant=bourg):
        Delegation.objects.create(
            tenant=bourg,
            absent=absent,
            substitute=substitute,
            first=DAY + timedelta(days=first),
            last=DAY + timedelta(days=last),
        )
    own = {(Role.AGENT, "canteen")}
    assert roles_of(substitute, bourg, day=DAY) == own | ({(Role.ADMIN, "")} if stands_in else set())
    assert roles_of(absent, bourg, day=DAY) == {(Role.ADMIN, "")}


def test_a_delegation_counts_today_where_no_day_is_said(bourg: Tenant) -> None:
    absent, substitute = person_with(bourg, Role.DPO), person_with(bourg, None, email="s@example.org")
    today = timezone.localdate()
    with scope(tenant=bourg):
        Delegation.objects.create(tenant=bourg, absent=absent, substitute=substitute, first=today, last=today)
    assert roles_of(substitute, bourg) == {(Role.DPO, "")}
    assert roles_of(substitute, bourg, day=today + timedelta(days=1)) == frozenset()


# What is kept by browsers and proxies


@pytest.mark.parametrize(
    ("known", "said", "kept"),
    [
        (True, None, "private, no-store"),
        (True, "max-age=300", "max-age=300"),
        (False, None, None),
    ],
)
def test_what_a_signed_in_person_sees_stays_out_of_every_cache(
    bourg: Tenant, known: bool, said: str | None, kept: str | None
) -> None:
    request = RequestFactory().get("/bourg/")
    request.user = person_with(bourg, None) if known else STRANGER
    headers = {"Cache-Control": said} if said else {}
    response = Gate(lambda _: HttpResponse("page", headers=headers))(request)
    assert response.content == b"page"
    assert set((response.get("Cache-Control") or "").split(", ")) == set((kept or "").split(", "))
