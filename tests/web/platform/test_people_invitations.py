"""Invitations: one link, one use, one town, one address."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.web.platform.invitations import Offer, invite, prepare, send_all
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.models import Invitation, Job, Membership, Person, Role, Tenant
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.people_mail import MailNotSent
from web.conftest import enrol

Browser = Callable[[Person], Client]
PASSWORD = {"password1": "coquelicot-tambour-7", "password2": "coquelicot-tambour-7"}


def link(number: int = -1) -> str:
    """The path of the link in a sent e-mail."""
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", str(mail.outbox[number].body))
    assert found
    return found[1]


def roles(tenant: Tenant, email: str) -> set[tuple[str, str]]:
    with scope(tenant=tenant):
        return set(Membership.objects.filter(person__email=email).values_list("role", "service"))


def offer(tenant: Tenant, *, email: str = "lea@bourg.example", role: Role = Role.AGENT) -> Invitation:
    return invite(tenant, Offer(email=email, role=role, name="Léa"))


def test_an_invited_person_opens_their_account_and_works(browser: Browser, bourg: Tenant, admin: Person) -> None:
    browser(admin).post(
        "/bourg/personnes/inviter/",
        {"email": "Lea@Bourg.example", "name": "Léa", "role": "agent", "service": "canteen"},
    )
    assert mail.outbox[0].to == ["lea@bourg.example"]
    assert "Bourg vous invite" in mail.outbox[0].subject
    assert "cantines scolaires" in str(mail.outbox[0].body)
    client = Client()
    assert "Ouvrir votre compte" in client.get(link()).text
    assert client.post(link(), {"name": "Léa Martin", **PASSWORD})["Location"] == "/bourg/"
    assert roles(bourg, "lea@bourg.example") == {("agent", "canteen")}
    assert client.get("/bourg/").status_code == 200


def test_the_word_of_the_link_is_not_kept(bourg: Tenant) -> None:
    kept = offer(bourg)
    kept.refresh_from_db()
    assert kept.digest not in link()
    assert len(kept.digest) == 64


def test_a_link_serves_once(bourg: Tenant) -> None:
    offer(bourg)
    Client().post(link(), {"name": "Léa", **PASSWORD})
    again = Client()
    answer = again.post(link(), {"name": "Voleur", **PASSWORD})
    assert answer.status_code == 404
    assert "a déjà servi" in answer.text
    assert SESSION_KEY not in again.session
    assert Person.objects.filter(email="lea@bourg.example").count() == 1


def test_a_link_ends_after_a_week(bourg: Tenant) -> None:
    offer(bourg)
    with scope(tenant=bourg):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(link()).status_code == 404
    assert Client().post(link(), {"name": "Léa", **PASSWORD}).status_code == 404
    assert not Person.objects.exists()


def test_a_link_of_one_town_gives_nothing_in_another(bourg: Tenant, autun: Tenant) -> None:
    offer(bourg, role=Role.ADMIN)
    elsewhere = link().replace("/bourg/", "/autun/")
    assert Client().post(elsewhere, {"name": "Léa", **PASSWORD, "tenant": autun.pk}).status_code == 404
    assert roles(autun, "lea@bourg.example") == set()


def test_what_is_posted_does_not_change_what_was_offered(bourg: Tenant, autun: Tenant) -> None:
    offer(bourg)
    posted = {"name": "Léa", **PASSWORD, "role": "admin", "email": "chef@bourg.example", "tenant": autun.pk}
    Client().post(link(), posted)
    assert roles(bourg, "lea@bourg.example") == {("agent", "")}
    assert not Person.objects.filter(email="chef@bourg.example").exists()
    assert roles(autun, "lea@bourg.example") == set()


def test_an_account_that_exists_must_sign_in_to_accept(browser: Browser, bourg: Tenant, autun: Tenant) -> None:
    known = enrol(autun, Role.AGENT, email="lea@bourg.example")
    offer(bourg)
    stranger = Client()
    assert "connectez-vous, vous reviendrez ici" in stranger.get(link()).text
    stranger.post(link(), {"name": "Voleur", **PASSWORD})
    assert roles(bourg, known.email) == set()
    assert SESSION_KEY not in stranger.session
    client = browser(known)
    assert "Accepter" in client.get(link()).text
    client.post(link())
    assert roles(bourg, known.email) == {("agent", "")}


def test_another_person_cannot_accept_it(browser: Browser, bourg: Tenant, autun: Tenant) -> None:
    other = enrol(autun, Role.AGENT)
    offer(bourg, role=Role.ADMIN)
    assert "une autre adresse" in browser(other).post(link()).text
    assert roles(bourg, other.email) == set()


@pytest.mark.parametrize("password", ["court", "lea@bourg.example", "1q2w3e4r5t6y", "482915736205"])
def test_a_weak_password_opens_no_account(bourg: Tenant, password: str) -> None:
    offer(bourg)
    answer = Client().post(link(), {"name": "Léa", "password1": password, "password2": password})
    assert answer.status_code == 200
    assert "errorlist" in answer.text
    assert not Person.objects.exists()


def test_an_invited_administrator_sets_up_the_second_factor_first(bourg: Tenant) -> None:
    offer(bourg, role=Role.ADMIN)
    client = Client()
    client.post(link(), {"name": "Léa", **PASSWORD})
    assert client.get("/bourg/personnes/")["Location"].startswith("/compte/second-facteur/")


def test_someone_already_here_is_not_invited(browser: Browser, bourg: Tenant, admin: Person, agent: Person) -> None:
    answer = browser(admin).post("/bourg/personnes/inviter/", {"email": agent.email, "role": "lead", "service": ""})
    assert "déjà là" in answer.text
    assert mail.outbox == []


def test_someone_of_another_town_is_invited_like_anyone(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person
) -> None:
    """The page must not tell who has an account elsewhere."""
    enrol(autun, Role.AGENT, email="luc@autun.example")
    answer = browser(admin).post(
        "/bourg/personnes/inviter/", {"email": "luc@autun.example", "role": "agent", "service": ""}
    )
    assert answer.status_code == 302
    assert len(mail.outbox) == 1


def test_sending_again_ends_the_first_link(browser: Browser, bourg: Tenant, admin: Person) -> None:
    kept = offer(bourg)
    browser(admin).post(f"/bourg/invitations/{kept.pk}/renvoyer/")
    assert Client().get(link(0)).status_code == 404
    assert Client().get(link(1)).status_code == 200


def test_inviting_again_to_the_same_role_replaces_the_first(bourg: Tenant) -> None:
    offer(bourg)
    offer(bourg)
    with scope(tenant=bourg):
        assert Invitation.objects.count() == 1
    assert Client().get(link(0)).status_code == 404


def test_a_withdrawn_invitation_opens_nothing(browser: Browser, bourg: Tenant, admin: Person) -> None:
    kept = offer(bourg)
    browser(admin).post(f"/bourg/invitations/{kept.pk}/retirer/")
    assert Client().get(link()).status_code == 404


@pytest.mark.parametrize("verb", ["renvoyer", "retirer"])
def test_the_invitations_of_another_town_are_out_of_reach(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person, verb: str
) -> None:
    theirs = offer(autun)
    assert browser(admin).post(f"/bourg/invitations/{theirs.pk}/{verb}/").status_code == 404
    assert Client().get(link()).status_code == 200


def test_a_mail_server_that_is_down_loses_no_invitation(
    browser: Browser, bourg: Tenant, admin: Person, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = browser(admin).post(
        "/bourg/personnes/inviter/", {"email": "lea@bourg.example", "role": "agent", "service": ""}, follow=True
    )
    assert "Le courriel n&#x27;a pas pu partir" in answer.text
    assert "Pas encore partie" in answer.text


def test_the_worker_sends_what_is_prepared_and_nothing_twice(bourg: Tenant, admin: Person) -> None:
    offer(bourg, email="deja@bourg.example")
    for number in range(3):
        prepare(bourg, Offer(email=f"p{number}@bourg.example", role=Role.AGENT))
    for _ in range(2):
        run_job.call(send_all(bourg, person=admin).pk)
    assert sorted(message.to[0] for message in mail.outbox) == [
        "deja@bourg.example",
        "p0@bourg.example",
        "p1@bourg.example",
        "p2@bourg.example",
    ]
    with scope(tenant=bourg):
        assert {job.state for job in Job.objects.all()} == {JobState.DONE}


def test_a_link_leads_to_the_public_address_whatever_host_the_request_names(
    browser: Browser, bourg: Tenant, admin: Person, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = browser(admin)
    client.post(
        "/bourg/personnes/inviter/",
        {"email": "lea@bourg.example", "role": "agent", "service": ""},
        headers={"host": "mechant.example"},
    )
    assert "mechant" not in str(mail.outbox[0].body)
    assert link().startswith("/bourg/invitation/")


def test_a_name_puts_nothing_into_the_head_of_a_letter(bourg: Tenant) -> None:
    bourg.name = "Bourg\nBcc: tous@bourg.example"
    bourg.save()
    offer(bourg)
    assert mail.outbox[0].recipients() == ["lea@bourg.example"]
    assert "\n" not in mail.outbox[0].subject


def test_a_letter_that_cannot_be_sent_is_said(bourg: Tenant, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(MailNotSent, match="BEFFROI_MAIL"):
        offer(bourg)
