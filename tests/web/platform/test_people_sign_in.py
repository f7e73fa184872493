"""Sign-in by password: who gets in, who does not, and what an attacker may try."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from telephones import code_of, give_telephone

from beffroi.web.platform import second_factor
from beffroi.web.platform.models import Person, Role, Tenant
from web.conftest import enrol

PASSWORD = "un mot de passe long"
Browser = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def give_password(client: Client, person: Person, *, password: str = PASSWORD, **more: str) -> object:
    return client.post("/connexion/", {"username": person.email, "password": password, **more})


def inside(client: Client) -> bool:
    return SESSION_KEY in client.session


def test_a_password_lets_an_agent_in_and_back_to_the_page_that_was_wanted(client: Client, agent: Person) -> None:
    response = give_password(client, agent, next="/bourg/travaux/")
    assert response.status_code == 302
    assert response["Location"] == "/bourg/travaux/"
    assert client.get("/bourg/").status_code == 200


def test_the_address_is_read_whatever_its_case(client: Client, agent: Person) -> None:
    client.post("/connexion/", {"username": agent.email.upper(), "password": PASSWORD})
    assert inside(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client, agent: Person) -> None:
    wrong = give_password(client, agent, password="autre chose")
    unknown = client.post("/connexion/", {"username": "personne@bourg.example", "password": "autre chose"})
    assert "Courriel ou mot de passe inconnu" in wrong.text
    assert "Courriel ou mot de passe inconnu" in unknown.text
    assert not inside(client)


def test_a_closed_account_does_not_open(client: Client, agent: Person) -> None:
    agent.is_active = False
    agent.save()
    give_password(client, agent)
    assert not inside(client)


def test_closing_an_account_ends_its_session(browser: Browser, agent: Person) -> None:
    client = browser(agent)
    assert client.get("/bourg/").status_code == 200
    agent.is_active = False
    agent.save()
    assert client.get("/bourg/").status_code == 302


@pytest.mark.parametrize(
    "next_page", ["https://mechant.example/", "//mechant.example/", "javascript:alert(1)", "/\\m.example"]
)
def test_signing_in_never_leads_to_another_site(client: Client, agent: Person, next_page: str) -> None:
    assert give_password(client, agent, next=next_page)["Location"] == "/"


def test_the_code_step_never_leads_to_another_site(client: Client, agent: Person) -> None:
    device = give_telephone(agent)
    give_password(client, agent, next="https://mechant.example/")
    assert client.post("/connexion/code/", {"code": code_of(device)})["Location"] == "/"


def test_a_session_known_before_signing_in_is_worth_nothing_afterwards(client: Client, agent: Person) -> None:
    client.get("/connexion/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    give_password(client, agent)
    assert inside(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_session_known_before_the_code_is_worth_nothing_afterwards(client: Client, agent: Person) -> None:
    device = give_telephone(agent)
    give_password(client, agent)
    half = client.session.session_key
    client.post("/connexion/code/", {"code": code_of(device)})
    assert inside(client)
    assert client.session.session_key != half
    assert not Session.objects.filter(session_key=half).exists()


def fail_five_times(client: Client, email: str) -> object:
    answers = [client.post("/connexion/", {"username": email, "password": f"essai {n}"}) for n in range(5)]
    return answers[-1]


def test_five_wrong_passwords_suspend_the_account_even_for_the_right_one(client: Client, agent: Person) -> None:
    response = fail_five_times(client, agent.email)
    assert response.status_code == 429
    assert "Connexion suspendue" in response.text
    assert give_password(client, agent).status_code == 429
    assert not inside(client)


def test_writing_the_address_otherwise_does_not_give_more_tries(client: Client, agent: Person) -> None:
    for email in (agent.email, agent.email.upper(), agent.email.title(), f" {agent.email} ", agent.email.swapcase()):
        last = client.post("/connexion/", {"username": email, "password": "essai"})
    assert last.status_code == 429


def test_a_suspended_account_suspends_no_colleague_at_the_same_address(
    client: Client, bourg: Tenant, agent: Person
) -> None:
    colleague = enrol(bourg, Role.LEAD)
    fail_five_times(client, agent.email)
    give_password(client, colleague)
    assert inside(client)


def test_the_owner_at_another_address_is_not_suspended(client: Client, agent: Person) -> None:
    fail_five_times(client, agent.email)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    give_password(elsewhere, agent)
    assert inside(elsewhere)


def test_signing_in_forgets_earlier_mistakes(client: Client, agent: Person) -> None:
    for _ in range(2):
        for attempt in range(4):
            give_password(client, agent, password=f"essai {attempt}")
        assert give_password(client, agent).status_code == 302
        client.post("/connexion/fin/")


def test_who_has_a_telephone_is_a_stranger_until_the_code_is_given(client: Client, agent: Person) -> None:
    device = give_telephone(agent)
    assert give_password(client, agent)["Location"] == "/connexion/code/"
    assert not inside(client)
    for page in ("/bourg/", "/compte/", "/compte/second-facteur/", "/compte/mot-de-passe/", "/bourg/travaux/"):
        assert client.get(page)["Location"].startswith("/connexion/?next="), page
    assert client.post("/connexion/code/", {"code": code_of(device)}).status_code == 302
    assert client.get("/bourg/").status_code == 200


def test_the_code_page_without_a_password_leads_to_the_first_step(client: Client, agent: Person) -> None:
    device = give_telephone(agent)
    assert client.post("/connexion/code/", {"code": code_of(device)})["Location"] == "/connexion/"


def test_a_wrong_code_does_not_open_and_the_next_is_made_to_wait(client: Client, agent: Person) -> None:
    device = give_telephone(agent)
    give_password(client, agent)
    wrong = f"{(int(code_of(device)) + 1) % 1_000_000:06d}"
    assert "Code refusé" in client.post("/connexion/code/", {"code": wrong}).text
    device.refresh_from_db()
    assert device.throttling_failure_count == 1
    TOTPDevice.objects.update(throttling_failure_count=8)  # after eight in a row: two minutes
    assert "Code refusé" in client.post("/connexion/code/", {"code": code_of(device)}).text
    assert not inside(client)


def test_a_code_serves_once(client: Client, agent: Person) -> None:
    device = give_telephone(agent)
    code = code_of(device)
    give_password(client, agent)
    client.post("/connexion/code/", {"code": code})
    thief = Client()
    give_password(thief, agent)
    assert thief.post("/connexion/code/", {"code": code}).status_code == 200
    assert not inside(thief)


def test_the_code_of_another_person_does_not_open(client: Client, bourg: Tenant, agent: Person) -> None:
    give_telephone(agent)
    other = give_telephone(enrol(bourg, Role.LEAD))
    give_password(client, agent)
    client.post("/connexion/code/", {"code": code_of(other)})
    assert not inside(client)


def test_a_recovery_code_opens_once(client: Client, agent: Person) -> None:
    give_telephone(agent)
    code = second_factor.recovery_codes(agent)[0]
    give_password(client, agent)
    client.post("/connexion/code/", {"code": f" {code.upper()} "})
    assert inside(client)
    thief = Client()
    give_password(thief, agent)
    thief.post("/connexion/code/", {"code": code})
    assert not inside(thief)


def test_the_code_must_come_within_ten_minutes(client: Client, agent: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    device = give_telephone(agent)
    give_password(client, agent)
    monkeypatch.setattr(second_factor, "PENDING_S", 0)
    assert client.post("/connexion/code/", {"code": code_of(device)})["Location"] == "/connexion/"


def test_a_new_password_in_between_ends_the_first_step(client: Client, agent: Person) -> None:
    device = give_telephone(agent)
    give_password(client, agent)
    agent.set_password("un autre mot de passe long")
    agent.save()
    assert client.post("/connexion/code/", {"code": code_of(device)})["Location"] == "/connexion/"


def test_signing_out_is_a_form_and_closes(browser: Browser, agent: Person) -> None:
    client = browser(agent)
    assert client.get("/connexion/fin/").status_code == 405
    assert client.post("/connexion/fin/")["Location"] == "/"
    assert not inside(client)


def test_who_is_in_already_is_not_asked_again(browser: Browser, agent: Person) -> None:
    assert browser(agent).get("/connexion/").status_code == 302
