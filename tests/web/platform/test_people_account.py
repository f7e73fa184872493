"""The account: name and digest, passwords, sessions; letters to choose a password."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django_scopes import scope

from beffroi.web.platform.models import Membership, Person, Role, Tenant

Browser = Callable[[Person], Client]
OLD, NEW = "un mot de passe long", "coquelicot-tambour-7"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def signed_in(person: Person) -> Client:
    client = Client()
    client.post("/connexion/", {"username": person.email, "password": OLD})
    return client


def can_enter(person: Person, password: str) -> bool:
    client = Client()
    client.post("/connexion/", {"username": person.email, "password": password})
    return client.get("/compte/").status_code == 200


def letter_link() -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def choose(path: str, password: str = NEW) -> Any:
    client = Client()
    form = client.get(path, follow=True)
    return client.post(form.redirect_chain[-1][0], {"new_password1": password, "new_password2": password}, follow=True)


def test_a_person_sets_their_name_and_the_weekly_letter(browser: Browser, bourg: Tenant, agent: Person) -> None:
    browser(agent).post("/compte/", {"name": "Léa Martin"})
    agent.refresh_from_db()
    assert (agent.name, agent.wants_digest) == ("Léa Martin", False)


def test_the_account_shows_the_roles_in_every_town_of_the_person_only(
    browser: Browser, bourg: Tenant, autun: Tenant, agent: Person, admin: Person
) -> None:
    Membership(tenant=autun, person=agent, role=Role.DPO).save()
    text = browser(agent).get("/compte/").text
    assert "Bourg&nbsp;: agent" in text
    assert "Autun&nbsp;: délégué à la protection des données" in text
    assert "administrateur" not in text


def test_signing_out_everywhere_keeps_this_session_with_a_new_key(bourg: Tenant, agent: Person) -> None:
    here, there = signed_in(agent), signed_in(agent)
    before = here.session.session_key
    here.post("/compte/sessions/")
    assert here.get("/bourg/").status_code == 200
    assert here.session.session_key != before
    assert there.get("/bourg/").status_code == 302


def test_changing_the_password_ends_the_other_sessions(bourg: Tenant, agent: Person) -> None:
    here, there = signed_in(agent), signed_in(agent)
    here.post("/compte/mot-de-passe/", {"old_password": OLD, "new_password1": NEW, "new_password2": NEW})
    assert here.get("/bourg/").status_code == 200
    assert there.get("/bourg/").status_code == 302
    assert can_enter(agent, NEW)
    assert not can_enter(agent, OLD)


@pytest.mark.parametrize("posted", [{"old_password": "faux"}, {"new_password1": "court", "new_password2": "court"}])
def test_the_password_changes_only_for_who_knows_it_and_to_a_long_one(
    bourg: Tenant, agent: Person, posted: dict[str, str]
) -> None:
    answer = signed_in(agent).post(
        "/compte/mot-de-passe/", {"old_password": OLD, "new_password1": NEW, "new_password2": NEW, **posted}
    )
    assert "errorlist" in answer.text
    assert can_enter(agent, OLD)


def test_who_comes_from_the_provider_has_no_password_to_change(browser: Browser, bourg: Tenant) -> None:
    person = Person.objects.create_user("sans@bourg.example")
    assert browser(person).get("/compte/mot-de-passe/")["Location"] == "/compte/"


def test_a_forgotten_password_is_chosen_again_by_letter_once(client: Client, bourg: Tenant, agent: Person) -> None:
    client.post("/connexion/oubli/", {"email": agent.email.upper()})
    assert mail.outbox[0].to == [agent.email]
    assert "connectez-vous" in choose(letter_link()).text
    assert can_enter(agent, NEW)
    assert "n'est plus valable" in Client().get(letter_link(), follow=True).text


def test_choosing_a_password_lifts_the_suspension_and_ends_sessions(
    client: Client, bourg: Tenant, agent: Person
) -> None:
    open_session = signed_in(agent)
    for attempt in range(5):
        last = client.post("/connexion/", {"username": agent.email, "password": f"essai {attempt}"})
    assert last.status_code == 429
    client.post("/connexion/oubli/", {"email": agent.email})
    choose(letter_link())
    assert can_enter(agent, NEW)
    assert open_session.get("/bourg/").status_code == 302


def test_the_page_says_the_same_of_unknown_addresses(client: Client, agent: Person) -> None:
    known = client.post("/connexion/oubli/", {"email": agent.email}, follow=True).text
    unknown = Client().post("/connexion/oubli/", {"email": "personne@bourg.example"}, follow=True).text
    assert "Si un compte existe" in known
    assert "Si un compte existe" in unknown
    assert len(mail.outbox) == 1


def test_an_address_gets_one_letter_a_minute(client: Client, agent: Person) -> None:
    for email in (agent.email, agent.email.upper(), agent.email):
        client.post("/connexion/oubli/", {"email": email})
    assert len(mail.outbox) == 1


def test_closed_accounts_and_those_of_the_provider_get_no_letter(client: Client, agent: Person) -> None:
    agent.is_active = False
    agent.save()
    Person.objects.create_user("sans@bourg.example")
    client.post("/connexion/oubli/", {"email": agent.email})
    client.post("/connexion/oubli/", {"email": "sans@bourg.example"})
    assert mail.outbox == []


def test_the_letter_names_the_public_address_whatever_host_is_asked(
    client: Client, agent: Person, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/connexion/oubli/", {"email": agent.email}, headers={"host": "mechant.example"})
    assert "mechant" not in str(mail.outbox[0].body)
    assert letter_link().startswith("/connexion/choisir/")


def test_a_mail_server_that_is_down_gives_no_account_away(client: Client, agent: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = client.post("/connexion/oubli/", {"email": agent.email}, follow=True)
    assert "Si un compte existe" in answer.text


def test_a_letter_ends_when_another_password_was_chosen_meanwhile(client: Client, bourg: Tenant, agent: Person) -> None:
    client.post("/connexion/oubli/", {"email": agent.email})
    path = letter_link()
    agent.set_password("un tout autre mot")
    agent.save()
    assert "n'est plus valable" in Client().get(path, follow=True).text


def test_a_person_without_any_role_has_an_account_and_no_town(browser: Browser, bourg: Tenant) -> None:
    person = Person.objects.create_user("sans@bourg.example")
    client = browser(person)
    assert "Aucun&nbsp;: attendez l'invitation" in client.get("/compte/").text
    assert client.get("/bourg/").status_code == 404
    with scope(tenant=bourg):
        assert not Membership.objects.filter(person=person).exists()
