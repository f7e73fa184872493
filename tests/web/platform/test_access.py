"""A view is closed unless it says to whom it is open."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse

from beffroi.web.platform.access import (
    ADMINS,
    DELEGATES,
    EVERYONE,
    LEADS,
    OVERSEERS,
    PROTECTORS,
    READERS,
    WORKERS,
    Audience,
    Opening,
    lead_authority,
    members,
    opening_of,
    operators,
    public,
    signed_in,
    with_token,
)
from beffroi.web.platform.models import Role


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ouvert")


def a_view() -> Callable[[HttpRequest], HttpResponse]:
    def fresh(request: HttpRequest) -> HttpResponse:
        return HttpResponse("ouvert")

    return fresh


def test_a_view_that_says_nothing_is_closed() -> None:
    assert opening_of(view) is None


@pytest.mark.parametrize(
    ("mark", "opening"),
    [
        (members(ADMINS), Opening(Audience.MEMBERS, ADMINS)),
        (members(LEADS, service="canteen"), Opening(Audience.MEMBERS, LEADS, "canteen")),
        (public("a reason"), Opening(Audience.PUBLIC, frozenset(), "", "a reason")),
        (public("why", service="canteen"), Opening(Audience.PUBLIC, frozenset(), "canteen", "why")),
        (signed_in, Opening(Audience.PERSON)),
        (operators, Opening(Audience.OPERATOR)),
        (lead_authority, Opening(Audience.LEAD_AUTHORITY)),
        (with_token, Opening(Audience.SOFTWARE)),
    ],
)
def test_each_mark_opens_to_its_audience(
    mark: Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]], opening: Opening
) -> None:
    fresh = a_view()
    assert mark(fresh) is fresh
    assert opening_of(fresh) == opening


def test_marks_made_while_a_test_runs_say_the_same() -> None:
    assert opening_of(members(ADMINS)(a_view())) == Opening(Audience.MEMBERS, ADMINS, "", "")
    assert opening_of(members(ADMINS, service="x")(a_view())) == Opening(Audience.MEMBERS, ADMINS, "x", "")
    assert opening_of(public("r")(a_view())) == Opening(Audience.PUBLIC, frozenset(), "", "r")
    assert opening_of(public("r", service="x")(a_view())) == Opening(Audience.PUBLIC, frozenset(), "x", "r")


def test_roles_hold_what_their_names_say() -> None:
    assert frozenset(Role) == EVERYONE | DELEGATES
    assert not EVERYONE & DELEGATES
    assert {Role.AGENT, Role.LEAD, Role.ADMIN} == WORKERS
    assert READERS == EVERYONE
    assert {Role.LEAD, Role.ADMIN} == LEADS
    assert {Role.ADMIN, Role.REFERENT, Role.DPO} == OVERSEERS
    assert {Role.ADMIN, Role.DPO} == PROTECTORS
    assert {Role.ADMIN} == ADMINS
