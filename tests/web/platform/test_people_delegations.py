"""Replacements: who stands in for whom, and that it ends by itself."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.web.platform.models import Delegation, Person, Role, Tenant
from beffroi.web.platform.tenancy import roles_of
from web.conftest import enrol

Browser = Callable[[Person], Client]
PAGE = "/bourg/absences/"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def colleague(bourg: Tenant) -> Person:
    return enrol(bourg, Role.LEAD, email="collegue@bourg.example")


def days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def kept(tenant: Tenant) -> list[Delegation]:
    with scope(tenant=tenant):
        return list(Delegation.objects.select_related("absent", "substitute"))


def test_an_agent_names_who_stands_in_and_that_person_is_told(
    browser: Browser, bourg: Tenant, agent: Person, colleague: Person, today: date
) -> None:
    browser(agent).post(PAGE, {"substitute": colleague.pk, **days(today, today + timedelta(days=7))})
    assert [(one.absent, one.substitute) for one in kept(bourg)] == [(agent, colleague)]
    assert mail.outbox[0].to == [colleague.email]


def test_the_roles_come_on_the_first_day_and_go_after_the_last(
    browser: Browser, bourg: Tenant, agent: Person, today: date
) -> None:
    elected = enrol(bourg, Role.ELECTED)
    first, last = today + timedelta(days=3), today + timedelta(days=5)
    browser(agent).post(PAGE, {"substitute": elected.pk, **days(first, last)})
    held = {day: (Role.AGENT, "") in roles_of(elected, bourg, day=first + timedelta(days=day)) for day in (-1, 0, 2, 3)}
    assert held == {-1: False, 0: True, 2: True, 3: False}


def test_the_page_asks_an_agent_only_about_their_own_absence(
    browser: Browser, bourg: Tenant, agent: Person, colleague: Person, today: date
) -> None:
    client = browser(agent)
    assert 'name="absent"' not in client.get(PAGE).text
    client.post(PAGE, {"absent": colleague.pk, "substitute": colleague.pk, **days(today, today)})
    assert [one.absent for one in kept(bourg)] == [agent]


def test_an_agent_cannot_take_the_roles_of_an_administrator(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person, today: date
) -> None:
    browser(agent).post(PAGE, {"absent": admin.pk, "substitute": agent.pk, **days(today, today)})
    assert kept(bourg) == []


def test_an_administrator_sets_the_absence_of_anyone(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person, colleague: Person, today: date
) -> None:
    browser(admin).post(PAGE, {"absent": agent.pk, "substitute": colleague.pk, **days(today, today)})
    assert [(one.absent, one.substitute) for one in kept(bourg)] == [(agent, colleague)]


def test_nobody_of_another_town_stands_in_or_is_absent(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person, agent: Person, today: date
) -> None:
    stranger = enrol(autun, Role.AGENT)
    client = browser(admin)
    assert str(stranger.email) not in client.get(PAGE).text
    for posted in ({"absent": agent.pk, "substitute": stranger.pk}, {"absent": stranger.pk, "substitute": agent.pk}):
        assert "errorlist" in client.post(PAGE, {**posted, **days(today, today)}).text
    assert kept(bourg) == []


def test_replacements_do_not_chain(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person, colleague: Person, today: date
) -> None:
    for absent, substitute in ((admin, agent), (agent, colleague)):
        Delegation(tenant=bourg, absent=absent, substitute=substitute, first=today, last=today).save()
    assert (Role.ADMIN, "") not in roles_of(colleague, bourg)


def test_days_out_of_order_in_the_past_too_long_or_shared_are_refused(
    browser: Browser, bourg: Tenant, agent: Person, colleague: Person, today: date
) -> None:
    Delegation(tenant=bourg, absent=agent, substitute=colleague, first=today, last=today + timedelta(days=9)).save()
    client = browser(agent)
    wrong = {
        "pas avant le premier": days(today + timedelta(days=30), today + timedelta(days=20)),
        "aujourd&#x27;hui ou plus tard": days(today - timedelta(days=9), today - timedelta(days=2)),
        "un an au plus": days(today + timedelta(days=30), today + timedelta(days=500)),
        "couvre déjà": days(today + timedelta(days=9), today + timedelta(days=12)),
    }
    for message, period in wrong.items():
        assert message in client.post(PAGE, {"substitute": colleague.pk, **period}).text
    assert len(kept(bourg)) == 1


def test_nobody_stands_in_for_themselves(browser: Browser, bourg: Tenant, admin: Person, today: date) -> None:
    answer = browser(admin).post(PAGE, {"absent": admin.pk, "substitute": admin.pk, **days(today, today)})
    assert "quelqu&#x27;un d&#x27;autre" in answer.text
    assert kept(bourg) == []


def test_ending_one_takes_the_roles_back_at_once(browser: Browser, bourg: Tenant, agent: Person, today: date) -> None:
    elected = enrol(bourg, Role.ELECTED)
    running = Delegation(
        tenant=bourg, absent=agent, substitute=elected, first=today - timedelta(days=2), last=today + timedelta(days=2)
    )
    running.save()
    assert (Role.AGENT, "") in roles_of(elected, bourg)
    browser(agent).post(f"{PAGE}{running.pk}/fin/")
    assert (Role.AGENT, "") not in roles_of(elected, bourg)


def test_only_the_absent_person_or_an_administrator_ends_it(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person, agent: Person, colleague: Person, today: date
) -> None:
    one = Delegation(tenant=bourg, absent=agent, substitute=colleague, first=today, last=today)
    one.save()
    assert browser(colleague).post(f"{PAGE}{one.pk}/fin/").status_code == 404
    assert browser(enrol(autun, Role.ADMIN)).post(f"/autun/absences/{one.pk}/fin/").status_code == 404
    assert browser(admin).post(f"{PAGE}{one.pk}/fin/").status_code == 302
    assert kept(bourg) == []


def test_a_person_sees_their_own_replacements_only(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person, colleague: Person, today: date
) -> None:
    other = enrol(bourg, Role.REFERENT)
    other.name = "Ursule"
    other.save()
    Delegation(tenant=bourg, absent=other, substitute=colleague, first=today, last=today).save()
    assert '<th scope="row">Ursule</th>' not in browser(agent).get(PAGE).text
    assert '<th scope="row">Ursule</th>' in browser(admin).get(PAGE).text
    assert '<th scope="row">Ursule</th>' in browser(colleague).get(PAGE).text


@pytest.mark.parametrize("many", [2, 20])
def test_the_page_asks_the_same_number_of_questions_whatever_its_length(
    browser: Browser,
    bourg: Tenant,
    admin: Person,
    agent: Person,
    today: date,
    many: int,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(many):
        day = today + timedelta(days=number)
        Delegation(tenant=bourg, absent=agent, substitute=admin, first=day, last=day).save()
    client = browser(admin)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert client.get(PAGE).status_code == 200
