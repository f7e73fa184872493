"""A person's data is shown, handed over, erased; the ledger keeps a key without a name."""

import json
from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from beffroi.web.canteen.models import Upload, UploadState
from beffroi.web.platform.ledger import Operation, append_decision, append_event
from beffroi.web.platform.models import (
    Entry,
    EntryText,
    Erasure,
    Invitation,
    Membership,
    Person,
    Role,
    Tenant,
)
from beffroi.web.platform.models.ledger import Outcome
from beffroi.web.platform.rights import ErasureRefused, erase, known, links, personal_data, persons_of
from beffroi.web.platform.verification import verify

Browser = Callable[[Person], Client]


@pytest.fixture
def dpo(bourg: Tenant) -> Person:
    return joined(bourg, Role.DPO, "dpo@bourg.example")


def joined(tenant: Tenant, role: Role, email: str) -> Person:
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, "un mot de passe long", name=f"Camille {email.split('@', maxsplit=1)[0]}"
    )
    with scope(tenant=tenant):
        Membership.objects.create(tenant=tenant, person=person, role=role)
    return person


def worked(tenant: Tenant, person: Person) -> Entry:
    """Leave a trace of a person in every kind of place."""
    event = append_event(tenant, Operation(service="canteen", operation="forecast"), person=person)
    append_decision(tenant, event, outcome=Outcome.EDITED, person=person, reason="Sortie des CM2")
    with scope(tenant=tenant):
        Upload.objects.create(tenant=tenant, names=["a.csv"], person=person, state=UploadState.ACCEPTED)
    return event


def test_every_field_that_names_a_person_is_walked() -> None:
    found = {(link.model.__name__, link.field.name) for link in links()}
    assert {("Membership", "person"), ("Delegation", "absent"), ("Upload", "person"), ("Job", "person")} <= found


def test_a_person_gets_all_that_is_known(bourg: Tenant, agent: Person) -> None:
    worked(bourg, agent)
    told = personal_data(bourg, agent)
    assert told["person"]["email"] == agent.email
    assert told["rows"]["canteen.upload.person"][0]["names"] == ["a.csv"]
    assert told["rows"]["platform.membership.person"][0]["role"] == "agent"
    assert [(row["kind"], row["reason"]) for row in told["ledger"]] == [("event", ""), ("decision", "Sortie des CM2")]
    assert agent.password not in json.dumps(told)


def test_what_another_tenant_knows_stays_there(bourg: Tenant, autun: Tenant, agent: Person) -> None:
    joined(autun, Role.ADMIN, agent.email)
    worked(autun, agent)
    told = personal_data(bourg, agent)
    assert told["ledger"] == []
    assert "canteen.upload.person" not in told["rows"]
    assert [row["role"] for row in told["rows"]["platform.membership.person"]] == ["agent"]


def test_the_erased_have_no_name_anywhere_and_the_ledger_stays_whole(bourg: Tenant, agent: Person, dpo: Person) -> None:
    worked(bourg, agent)
    email, key = agent.email, agent.key
    AccessAttempt.objects.create(username=email, ip_address="192.0.2.1", failures_since_start=1)
    TOTPDevice.objects.create(user=agent, name="téléphone")
    with scope(tenant=bourg):
        Invitation.objects.create(
            tenant=bourg, email=email.upper(), role="agent", digest="d", expires_at=dpo.created_at
        )
    done = erase(bourg, agent, by=dpo)
    assert done.account
    blank = Person.objects.get(key=key)
    assert (blank.name, blank.subject, blank.is_active, blank.email) == ("", "", False, f"{key}@effacee.invalid")
    assert blank.erased_at
    assert not blank.has_usable_password()
    assert TOTPDevice.objects.count() == AccessAttempt.objects.count() == 0
    with scope(tenant=bourg):
        assert Upload.objects.get().person is None
        assert EntryText.objects.count() == Invitation.objects.count() == 0
        assert not Membership.objects.filter(person=blank).exists()
        assert list(Entry.objects.values_list("person", flat=True)) == [key, key, dpo.key]
        assert Entry.objects.get(operation="erase").subject == key
        assert Erasure.objects.get().key == key
    assert verify(bourg).whole


def test_the_erased_do_not_sign_in(bourg: Tenant, agent: Person, dpo: Person, browser: Browser) -> None:
    client = browser(agent)
    email = agent.email
    erase(bourg, agent, by=dpo)
    assert client.get("/bourg/").status_code == 302
    assert authenticate(HttpRequest(), username=email, password="un mot de passe long") is None


def test_a_person_whom_another_tenant_knows_keeps_the_account(
    bourg: Tenant, autun: Tenant, agent: Person, dpo: Person, browser: Browser, admin: Person
) -> None:
    joined(autun, Role.AGENT, agent.email)
    worked(bourg, agent)
    worked(autun, agent)
    assert not erase(bourg, agent, by=dpo).account
    agent.refresh_from_db()
    assert agent.is_active
    assert agent.name not in browser(admin).get("/bourg/journal/").text
    with scope(tenant=autun):
        assert Upload.objects.get().person == agent
        assert EntryText.objects.count() == 1


@pytest.mark.parametrize("who", ["operator", "oneself", "the only administrator"])
def test_some_persons_cannot_be_erased(bourg: Tenant, admin: Person, dpo: Person, agent: Person, who: str) -> None:
    agent.is_operator = who == "operator"
    person = {"operator": agent, "oneself": dpo, "the only administrator": admin}[who]
    with pytest.raises(ErasureRefused):
        erase(bourg, person, by=dpo)
    with scope(tenant=bourg):
        assert Membership.objects.filter(person=person).exists()


def test_an_administrator_goes_where_another_stays(bourg: Tenant, admin: Person, dpo: Person) -> None:
    joined(bourg, Role.ADMIN, "autre@bourg.example")
    assert erase(bourg, admin, by=dpo).account


def test_the_page_finds_persons_by_name_or_address(browser: Browser, dpo: Person, agent: Person) -> None:
    client = browser(dpo)
    assert agent.email in client.get("/bourg/droits/").text
    assert agent.email not in client.get("/bourg/droits/?q=dpo").text
    assert agent.email in client.get(f"/bourg/droits/?q={agent.email[:6].upper()}").text
    assert "zorro" in client.get("/bourg/droits/?q=zorro").text.split('class="empty"')[1]


def test_agents_do_not_open_the_page(browser: Browser, agent: Person) -> None:
    for path in ("", f"personnes/{agent.pk}/", f"personnes/{agent.pk}/donnees.json", "export/1.zip"):
        assert browser(agent).get(f"/bourg/droits/{path}").status_code == 404
    assert browser(agent).post("/bourg/droits/export/").status_code == 404


def test_persons_of_another_tenant_are_not_found(browser: Browser, dpo: Person, autun: Tenant) -> None:
    stranger = joined(autun, Role.AGENT, "agent@autun.example")
    client = browser(dpo)
    assert client.get(f"/bourg/droits/personnes/{stranger.pk}/").status_code == 404
    assert client.post(f"/bourg/droits/personnes/{stranger.pk}/", {"sure": "on"}).status_code == 404
    assert stranger.email not in client.get("/bourg/droits/").text


def test_the_file_of_a_person_is_handed_over(browser: Browser, dpo: Person, agent: Person, bourg: Tenant) -> None:
    worked(bourg, agent)
    response = browser(dpo).get(f"/bourg/droits/personnes/{agent.pk}/donnees.json")
    assert json.loads(response.text)["person"]["email"] == agent.email
    assert "attachment" in response["Content-Disposition"]


def test_an_erasure_is_said_twice(browser: Browser, dpo: Person, agent: Person) -> None:
    client = browser(dpo)
    page = client.post(f"/bourg/droits/personnes/{agent.pk}/", {})
    assert "Cochez la case" in page.text
    agent.refresh_from_db()
    assert agent.erased_at is None
    page = client.post(f"/bourg/droits/personnes/{agent.pk}/", {"sure": "on"}, follow=True)
    assert "Le compte est effacé" in page.text
    assert client.get(f"/bourg/droits/personnes/{agent.pk}/").status_code == 404


def test_an_erasure_refused_says_why(browser: Browser, dpo: Person, admin: Person) -> None:
    page = browser(dpo).post(f"/bourg/droits/personnes/{admin.pk}/", {"sure": "on"})
    assert "le seul administrateur" in page.text


def test_queries_do_not_grow_with_persons(
    browser: Browser, dpo: Person, bourg: Tenant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(dpo)
    for count in (1, 15):
        for place in range(count):
            worked(bourg, joined(bourg, Role.AGENT, f"p{count}-{place}@bourg.example"))
        with django_assert_max_num_queries(14):
            assert client.get("/bourg/droits/").status_code == 200


def test_counts_are_those_of_the_tenant(bourg: Tenant, autun: Tenant, agent: Person) -> None:
    worked(bourg, agent)
    worked(autun, agent)
    found = known(bourg, agent)
    assert (found.links, found.texts, dict(found.rows)["envoi de fichiers"]) == (2, 1, 1)
    assert agent in persons_of(bourg)
