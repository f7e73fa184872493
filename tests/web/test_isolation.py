"""Isolation: every address of the workspace, walked as a member of another town, a stranger, an operator."""

from collections.abc import Iterator, Mapping

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from towns import Town, make_town, signed_in, text_of
from walking import SAMPLES, Address, addresses

from beffroi.web.platform.access import Audience
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.tokens import create_token

# open to anyone, each with its reason; a new public address fails until it stands here
PUBLIC: Mapping[str, str] = {
    "home": "citizens find the registers",
    "accessibility": "decree 2019-768: the statement is public",
    "legal": "law 2004-575: the notice is public",
    "tenant-accessibility": "decree 2019-768: the statement is public, each publisher has its own",
    "tenant-legal": "law 2004-575: the notice is public, each publisher has its own",
    "tenant-style": "style sheet of the public pages: a colour",
    "tenant-logo": "logo of the public pages",
    "register": "citizens read which AI is used",
    "register-system": "citizens read which AI is used",
    "register-json": "the register as open data",
    "register-feed": "the register's news",
    "assistant-public": "residents ask where the town has opened the page; public documents only, nothing kept",
    "assistant-public-rights": "residents tell a situation where the town has opened the page; nothing kept",
    "assistant-known": "residents read what the assistant knows, where the town has opened the page",
    "assistant-public-original": "the public documents that answers are made of, where the town has opened the page",
    "phone-chat": "deaf residents, and whoever prefers to write, where the town has opened the page",
    "phone-chat-end": "who wrote ends the conversation, where the town has opened the page",
    "sign-in": "nobody is signed in yet",
    "sign-in-code": "nobody is signed in yet",
    "sign-out": "who is out already may go out again",
    "openid-sign-in": "nobody is signed in yet",
    "openid-callback": "the provider sends strangers back here",
    "password-forgotten": "who has forgotten the password cannot sign in",
    "password-choose": "the link in the e-mail is the right",
    "invitation": "who is invited has no account yet; the word in the address is the right",
    "health": "the monitoring asks without an account; counts, no tenant",
    "metrics": "the monitoring asks without an account; counts, no tenant",
    "api-v1:openapi-json": "the description of the API, the same for all",
    "api-v1:nowhere": "the answer to a wrong address, the same for all",
}
# addresses that hand over a file of the instance's folder, which these rows do not have
NEED_A_FILE = {"canteen-original", "export-file", "assistant-original", "water-file-original"}
METHODS = ("get", "post")


@pytest.fixture
def here(bourg: Tenant) -> Town:
    return make_town(bourg)


@pytest.fixture
def there(autun: Tenant) -> Town:
    return make_town(autun)


def closed_addresses() -> list[Address]:
    return [address for address in addresses() if address.in_tenant and address.audience is not Audience.PUBLIC]


def asked(client: Client, paths: list[tuple[str, str]], **headers: str) -> Iterator[tuple[str, HttpResponse]]:
    """Ask each address by GET and by POST."""
    for name, path in paths:
        for method in METHODS:
            yield f"{method} {name}", getattr(client, method)(path, headers=headers)


def test_every_view_says_to_whom_it_is_open() -> None:
    assert [address.name for address in addresses() if address.opening is None] == []


def test_every_address_has_a_name_of_its_own() -> None:
    names = [address.name for address in addresses()]
    assert sorted(names) == sorted(set(names))


def test_no_address_is_hidden_by_another(here: Town) -> None:
    """``/<tenant>/`` would take the instance's own words where it stood first."""
    found = {address.name: resolve(address.path(here.tenant, here.rows)).view_name for address in addresses()}
    assert {name: taken for name, taken in found.items() if name != taken} == {}


def test_the_public_addresses_are_the_listed_ones_each_with_its_reason() -> None:
    opened = {address.name for address in addresses() if address.audience is Audience.PUBLIC}
    assert opened == set(PUBLIC)
    assert all(address.opening.reason for address in addresses() if address.name in PUBLIC and address.opening)


def test_every_place_holder_has_a_sample() -> None:
    places = {(address.name, place) for address in addresses() for place in address.places if place != "tenant"}
    assert places - set(SAMPLES) == set()


def test_views_opened_to_persons_operators_and_software_stand_outside_towns() -> None:
    outside = {Audience.PERSON, Audience.OPERATOR, Audience.SOFTWARE}
    assert [a.name for a in addresses() if (a.audience in outside) == a.in_tenant and a.name not in PUBLIC] == []


def test_a_member_of_another_town_finds_nothing_at_any_address(here: Town, there: Town) -> None:
    paths = [(address.name, address.path(there.tenant, there.rows)) for address in closed_addresses()]
    answers = list(asked(signed_in(here.person), paths))
    assert [(name, answer.status_code) for name, answer in answers if answer.status_code != 404] == []
    assert [
        name for name, answer in answers if there.mark in text_of(answer) or there.tenant.name in text_of(answer)
    ] == []


def test_numbers_of_another_town_do_not_exist_in_ones_own(here: Town, there: Town) -> None:
    numbered = [address for address in closed_addresses() if address.numbered]
    assert numbered
    paths = [(address.name, address.path(here.tenant, there.rows)) for address in numbered]
    answers = list(asked(signed_in(here.person), paths))
    assert [(name, a.status_code) for name, a in answers if a.status_code not in {404, 405}] == []


def test_ones_own_numbers_do_exist(here: Town) -> None:
    """Otherwise the test before would find nothing whatever the view does."""
    for address in closed_addresses():
        if address.numbered and address.name not in NEED_A_FILE:
            path = address.path(here.tenant, here.rows)
            found = {signed_in(here.person).get(path).status_code, signed_in(here.person).post(path).status_code}
            assert found - {404, 405}, address.name


def test_no_page_of_a_town_shows_anything_of_another(here: Town, there: Town) -> None:
    client = signed_in(here.person)
    own = [address for address in addresses() if address.audience not in {Audience.OPERATOR, Audience.SOFTWARE}]
    paths = [(address.name, address.path(here.tenant, here.rows)) for address in own if address.name != "sign-out"]
    shown = {name: text_of(client.get(path, follow=True)) for name, path in paths}
    assert [name for name, text in shown.items() if there.mark in text] == []
    assert sum(here.mark in text for text in shown.values()) > 1, "the marks are not shown at all: nothing was tested"


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client, here: Town) -> None:
    open_to_all = {Audience.PUBLIC, Audience.SOFTWARE}
    closed = [address for address in addresses() if address.audience not in open_to_all]
    answers = list(asked(client, [(a.name, a.path(here.tenant, here.rows)) for a in closed]))
    wrong = [
        n for n, a in answers if a.status_code != 404 and not a.get("Location", "").startswith("/connexion/?next=%2F")
    ]
    assert wrong == []


def test_only_operators_open_the_pages_of_the_operator(here: Town, there: Town) -> None:
    theirs = [address for address in addresses() if address.audience is Audience.OPERATOR]
    paths = [(address.name, address.path(there.tenant, there.rows)) for address in theirs]
    assert {answer.status_code for _, answer in asked(signed_in(here.person), paths)} == {404}


def test_an_operator_without_a_role_sees_no_content_of_a_town(here: Town, there: Town) -> None:
    here.person.is_operator = True
    here.person.save()
    client = signed_in(here.person)
    paths = [(address.name, address.path(there.tenant, there.rows)) for address in closed_addresses()]
    assert {answer.status_code for _, answer in asked(client, paths)} == {404}
    operator = [a.path(there.tenant, there.rows) for a in addresses() if a.audience is Audience.OPERATOR]
    assert [path for path in operator if there.mark in text_of(client.get(path))] == []


def test_a_lead_authority_opens_usage_and_services_of_its_member_and_nothing_else(here: Town, there: Town) -> None:
    there.tenant.lead = here.tenant
    there.tenant.save()
    client = signed_in(here.person)
    for address in closed_addresses():
        answer = client.get(address.path(there.tenant, there.rows))
        expected = {200, 405} if address.audience is Audience.LEAD_AUTHORITY else {404}
        assert answer.status_code in expected, address.name
        assert there.mark not in text_of(answer), address.name


def test_a_member_sees_nothing_of_its_lead_authority(here: Town, there: Town) -> None:
    here.tenant.lead = there.tenant
    here.tenant.save()
    paths = [(address.name, address.path(there.tenant, there.rows)) for address in closed_addresses()]
    assert {answer.status_code for _, answer in asked(signed_in(here.person), paths)} == {404}


def test_a_closed_town_has_no_address_left(here: Town) -> None:
    here.tenant.active = False
    here.tenant.save()
    inside = [(a.name, a.path(here.tenant, here.rows)) for a in addresses() if a.in_tenant]
    assert {answer.status_code for _, answer in asked(signed_in(here.person), inside)} == {404}


def test_a_key_opens_nothing_of_another_town(client: Client, here: Town, there: Town) -> None:
    _, word = create_token(here.tenant, "essai")
    software = [address for address in addresses() if address.audience is Audience.SOFTWARE]
    paths = [(address.name, address.path(there.tenant, there.rows)) for address in software]
    for name, answer in asked(client, paths, authorization=f"Bearer {word}"):
        assert there.mark not in text_of(answer), name
        assert there.tenant.siret not in text_of(answer), name
    numbers = [address.path(there.tenant, there.rows) for address in software if address.places]
    assert {client.get(path, headers={"authorization": f"Bearer {word}"}).status_code for path in numbers} == {404}


def test_software_without_a_key_is_refused(client: Client, here: Town) -> None:
    software = [a for a in addresses() if a.audience is Audience.SOFTWARE and a.name != "api-v1:api-root"]
    assert {client.get(address.path(here.tenant, here.rows)).status_code for address in software} == {401}
