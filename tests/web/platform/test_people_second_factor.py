"""The second factor: forced for some, offered to others, never skipped."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from telephones import code_of, give_telephone

from beffroi.settings import SecondFactorUnreadable
from beffroi.settings import second_factor as second_factor_setting
from beffroi.web.platform import second_factor
from beffroi.web.platform.models import Delegation, Person, Role, Tenant
from web.conftest import enrol

Browser = Callable[[Person], Client]
ENROL = "/compte/second-facteur/"
CHANGE = "/compte/second-facteur/changer/"


def by_password(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=second_factor.MODEL_BACKEND)
    return client


def by_code(person: Person) -> tuple[Client, TOTPDevice]:
    device = give_telephone(person)
    client = Client()
    client.post("/connexion/", {"username": person.email, "password": "un mot de passe long"})
    client.post("/connexion/code/", {"code": code_of(device, ahead=-1)})
    return client, device


@pytest.mark.parametrize("role", [Role.ADMIN, Role.DPO])
@pytest.mark.parametrize("page", ["/bourg/", "/bourg/travaux/", "/bourg/absences/"])
def test_administrators_and_dpos_work_only_with_a_second_factor(bourg: Tenant, role: Role, page: str) -> None:
    response = by_password(enrol(bourg, role)).get(page)
    assert response.status_code == 302
    assert response["Location"].startswith(f"{ENROL}?next=%2Fbourg%2F")


def test_a_form_cannot_be_posted_around_the_second_factor(bourg: Tenant, admin: Person, agent: Person) -> None:
    response = by_password(admin).post(f"/bourg/personnes/{agent.pk}/", {"role": "admin", "service": ""})
    assert response["Location"].startswith(ENROL)


def test_operators_work_only_with_a_second_factor(client: Client, agent: Person) -> None:
    agent.is_operator = True
    agent.save()
    response = by_password(agent).get("/exploitation/")
    assert response.status_code == 302
    assert response["Location"].startswith(ENROL)


def test_an_agent_works_without_one_and_is_offered_one(bourg: Tenant, agent: Person) -> None:
    client = by_password(agent)
    assert client.get("/bourg/").status_code == 200
    assert "Mettre en service" in client.get("/compte/").text


def test_who_stands_in_for_an_administrator_needs_one_too(bourg: Tenant, admin: Person, agent: Person) -> None:
    from django.utils import timezone

    today = timezone.localdate()
    Delegation.objects.model(tenant=bourg, absent=admin, substitute=agent, first=today, last=today).save()
    assert by_password(agent).get("/bourg/")["Location"].startswith(ENROL)


def test_who_comes_from_the_provider_has_given_it_there(browser: Browser, admin: Person) -> None:
    assert browser(admin).get("/bourg/personnes/").status_code == 200


def test_enrolment_takes_the_first_code_and_gives_ten_recovery_codes_once(bourg: Tenant, admin: Person) -> None:
    client = by_password(admin)
    page = client.get(f"{ENROL}?next=/bourg/personnes/")
    assert page.status_code == 200
    picture = client.get(f"{ENROL}qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")
    device = TOTPDevice.objects.get(user=admin)
    answer = client.post(ENROL, {"code": code_of(device), "next": "/bourg/personnes/"})
    assert answer.text.count("<li><code>") == 10
    assert 'href="/bourg/personnes/"' in answer.text
    assert client.get("/bourg/personnes/").status_code == 200
    assert second_factor.codes_left(admin) == 10


def test_a_wrong_first_code_enrols_nothing(bourg: Tenant, admin: Person) -> None:
    client = by_password(admin)
    client.get(ENROL)
    device = TOTPDevice.objects.get(user=admin)
    wrong = f"{(int(code_of(device)) + 7) % 1_000_000:06d}"
    assert "Code refusé" in client.post(ENROL, {"code": wrong}).text
    assert not second_factor.enrolled(admin)
    assert client.get("/bourg/personnes/").status_code == 302


def test_the_page_after_enrolment_is_never_another_site(agent: Person) -> None:
    client = by_password(agent)
    assert "mechant" not in client.get(f"{ENROL}?next=https://mechant.example/").text


def test_the_secret_of_a_telephone_in_use_is_never_shown_again(agent: Person) -> None:
    client, device = by_code(agent)
    assert client.get(f"{ENROL}qr.svg").status_code == 404
    assert client.get(ENROL)["Location"] == "/compte/"
    assert second_factor.secret(device) not in client.get(CHANGE).text


def test_a_session_from_before_the_enrolment_must_give_the_code(bourg: Tenant, admin: Person) -> None:
    client = by_password(admin)
    device = give_telephone(admin)
    assert client.get(client.get("/bourg/personnes/")["Location"])["Location"] == "/connexion/code/"
    assert client.get("/bourg/personnes/")["Location"].startswith("/connexion/")
    assert client.post("/connexion/code/", {"code": code_of(device)})["Location"] == "/bourg/personnes/"
    assert client.get("/bourg/personnes/").status_code == 200


def test_enrolment_ends_the_other_sessions(agent: Person) -> None:
    client, elsewhere = by_password(agent), by_password(agent)
    client.get(ENROL)
    client.post(ENROL, {"code": code_of(TOTPDevice.objects.get(user=agent))})
    assert client.get("/bourg/").status_code == 200
    assert elsewhere.get("/bourg/").status_code == 302


def test_removing_it_asks_for_a_code(agent: Person) -> None:
    client, device = by_code(agent)
    client.post(CHANGE, {"code": "000000" if code_of(device) != "000000" else "111111", "remove": "1"})
    assert second_factor.enrolled(agent)
    TOTPDevice.objects.update(throttling_failure_count=0)
    client.post(CHANGE, {"code": code_of(device), "remove": "1"})
    assert not second_factor.enrolled(agent)
    assert second_factor.codes_left(agent) == 0
    assert client.get("/bourg/").status_code == 200


def test_new_recovery_codes_end_the_old(agent: Person) -> None:
    client, device = by_code(agent)
    old = second_factor.recovery_codes(agent)
    answer = client.post(CHANGE, {"code": code_of(device), "codes": "1"})
    assert answer.text.count("<li><code>") == 10
    assert second_factor.verify(agent, old[0]) is None


def test_without_a_telephone_there_is_nothing_to_change(agent: Person) -> None:
    assert by_password(agent).get(CHANGE)["Location"] == "/compte/"


def test_who_has_no_password_needs_no_telephone(browser: Browser, bourg: Tenant) -> None:
    person = Person.objects.create_user("sans@bourg.example")
    assert browser(person).get(ENROL)["Location"] == "/compte/"


def test_an_administrator_may_remove_the_second_factor_of_a_colleague(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person
) -> None:
    give_telephone(agent)
    session = by_password(agent)
    browser(admin).post(f"/bourg/personnes/{agent.pk}/facteur/")
    assert not second_factor.enrolled(agent)
    assert session.get("/bourg/").status_code == 302


@pytest.mark.parametrize("how", ["operator", "elsewhere"])
def test_but_not_of_an_operator_nor_of_someone_who_also_works_elsewhere(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person, agent: Person, how: str
) -> None:
    from beffroi.web.platform.models import Membership

    give_telephone(agent)
    if how == "operator":
        agent.is_operator = True
        agent.save()
    else:
        Membership(tenant=autun, person=agent, role=Role.AGENT).save()
    assert browser(admin).post(f"/bourg/personnes/{agent.pk}/facteur/").status_code == 403
    assert second_factor.enrolled(agent)


def test_the_demonstration_may_only_offer_it(settings: Any, bourg: Tenant, admin: Person) -> None:
    settings.SECOND_FACTOR = "offered"
    assert by_password(admin).get("/bourg/personnes/").status_code == 200


@pytest.mark.parametrize(
    ("environment", "value"),
    [
        ({}, "required"),
        ({"BEFFROI_SECOND_FACTOR": "offered"}, "offered"),
        ({"BEFFROI_SECOND_FACTOR": "offered", "BEFFROI_ADDRESS": "http://localhost:8001"}, "offered"),
        ({"BEFFROI_SECOND_FACTOR": "required", "BEFFROI_ADDRESS": "https://ia.bourg.example"}, "required"),
    ],
)
def test_the_setting_reads(environment: dict[str, str], value: str) -> None:
    assert second_factor_setting(environment) == value


@pytest.mark.parametrize(
    "environment",
    [
        {"BEFFROI_SECOND_FACTOR": "offered", "BEFFROI_ADDRESS": "https://ia.bourg.example"},
        {"BEFFROI_SECOND_FACTOR": "non"},
    ],
)
def test_a_public_instance_cannot_do_without_it(environment: dict[str, str]) -> None:
    with pytest.raises(SecondFactorUnreadable, match="BEFFROI_SECOND_FACTOR"):
        second_factor_setting(environment)
