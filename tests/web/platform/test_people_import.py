"""Import of a table of people: read, shown with its errors, taken in whole or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from beffroi.web.platform import people_csv
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.models import Invitation, Job, Membership, Person, Role, Tenant
from beffroi.web.platform.people_csv import MOST_BYTES, TableUnreadable, decode, read
from web.conftest import enrol

Browser = Callable[[Person], Client]
PAGE = "/bourg/personnes/importer/"
GOOD = (
    "courriel;nom;rôle;service\n"
    "lea@bourg.example;Léa Martin;Agent;Cantines scolaires\n"
    "Luc@Bourg.example;Luc;responsable de service;\n"
    "eve@bourg.example;Ève;élu;tous\n"
)


def kept(tenant: Tenant) -> set[tuple[str, str, str]]:
    with scope(tenant=tenant):
        return set(Invitation.objects.values_list("email", "role", "service"))


def test_a_table_is_shown_first_and_nothing_is_kept(browser: Browser, bourg: Tenant, admin: Person) -> None:
    answer = browser(admin).post(PAGE, {"text": GOOD, "preview": "1"})
    assert "3 lignes lues, aucune erreur" in answer.text
    assert "Confirmer" in answer.text
    assert kept(bourg) == set()


def test_a_confirmed_table_invites_and_the_worker_sends(browser: Browser, bourg: Tenant, admin: Person) -> None:
    browser(admin).post(PAGE, {"text": GOOD, "confirm": "1"})
    assert kept(bourg) == {
        ("lea@bourg.example", "agent", "canteen"),
        ("luc@bourg.example", "lead", ""),
        ("eve@bourg.example", "elected", ""),
    }
    with scope(tenant=bourg):
        run_job.call(Job.objects.get().pk)
    assert len(mail.outbox) == 3


def test_people_already_here_get_the_role_without_a_letter(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person
) -> None:
    browser(admin).post(PAGE, {"text": f"courriel;rôle\n{agent.email};dpo\n", "confirm": "1"})
    with scope(tenant=bourg):
        assert Membership.objects.filter(person=agent, role=Role.DPO).exists()
    assert kept(bourg) == set()


def test_people_of_another_town_are_invited_like_anyone(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person
) -> None:
    enrol(autun, Role.AGENT, email="luc@autun.example")
    browser(admin).post(PAGE, {"text": "courriel;rôle\nluc@autun.example;agent\n", "confirm": "1"})
    with scope(tenant=bourg):
        assert not Membership.objects.filter(person__email="luc@autun.example").exists()
    assert kept(bourg) == {("luc@autun.example", "agent", "")}


WRONG = {
    "lea@bourg;Léa;agent;": "n&#x27;est pas une adresse de courriel",
    "lea@bourg.example;Léa;chef;": "Rôle inconnu : « chef »",
    "lea@bourg.example;Léa;agent;piscine": "Service inconnu : « piscine »",
    "lea@bourg.example;Léa;dpo;cantines scolaires": "vaut pour toute la collectivité",
    "admin@bourg.example;;administrateur;": "a déjà ce rôle",
    "luc@bourg.example;Luc;responsable;": "répète une ligne",
    f"lea@bourg.example;{'L' * 121};agent;": "trop long",
}


@pytest.mark.parametrize("line", WRONG)
def test_one_wrong_line_is_named_and_nothing_is_taken_in(
    browser: Browser, bourg: Tenant, admin: Person, line: str
) -> None:
    answer = browser(admin).post(PAGE, {"text": f"{GOOD}{line}\n", "confirm": "1"})
    assert answer.status_code == 200
    assert "1 ligne à corriger sur 4" in answer.text
    assert WRONG[line] in answer.text
    assert '<th scope="row" class="n">5</th>' in answer.text
    assert "Confirmer" not in answer.text
    assert kept(bourg) == set()


def test_what_was_pasted_comes_back_to_be_corrected(browser: Browser, bourg: Tenant, admin: Person) -> None:
    answer = browser(admin).post(PAGE, {"text": f"{GOOD}x;y;z;\n"})
    assert "lea@bourg.example;Léa Martin;Agent;Cantines scolaires" in answer.text


UNREADABLE = {
    "": "Rien à lire",
    "courriel;rôle\n": "Aucune personne",
    "nom;prénom\nMartin;Léa\n": "doit donner les titres",
    'courriel;rôle\n"lea@bourg.example;agent\n': "guillemet",
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_table_that_is_none_is_said_in_french(browser: Browser, bourg: Tenant, admin: Person, text: str) -> None:
    answer = browser(admin).post(PAGE, {"text": text, "confirm": "1"})
    assert UNREADABLE[text] in answer.text
    assert "errorlist" in answer.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_files_of_every_spreadsheet_are_read(
    browser: Browser, bourg: Tenant, admin: Person, encoding: str, separator: str, ending: str
) -> None:
    content = GOOD.replace(";", separator).replace("\n", ending).encode(encoding)
    answer = browser(admin).post(PAGE, {"file": SimpleUploadedFile("agents.csv", content)})
    assert "3 lignes lues, aucune erreur" in answer.text
    assert "Léa Martin" in answer.text


def test_a_workbook_is_refused_with_what_to_do(browser: Browser, bourg: Tenant, admin: Person) -> None:
    answer = browser(admin).post(PAGE, {"file": SimpleUploadedFile("agents.xlsx", b"PK\x03\x04\0\0")})
    assert "enregistrez-le au format CSV" in answer.text


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(TableUnreadable, match="1 Mo"):
        decode(b"x" * (MOST_BYTES + 1))


def test_too_many_lines_are_refused(bourg: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_csv, "MOST_LINES", 2)
    with scope(tenant=bourg), pytest.raises(TableUnreadable, match="Plus de 2 lignes"):
        read(GOOD)


def test_a_failure_in_the_middle_leaves_nothing(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person, settings: Any
) -> None:
    """The table names a service that the database of roles refuses only at its last line."""
    from beffroi.web.platform.invitations import Offer
    from beffroi.web.platform.people_import import take_in
    from beffroi.web.platform.people_roles import RoleForWhole

    offers = [
        Offer(email="lea@bourg.example", role=Role.AGENT),
        Offer(email=agent.email, role=Role.LEAD),
        Offer(email=admin.email, role=Role.DPO, service="canteen"),
    ]
    with scope(tenant=bourg), pytest.raises(RoleForWhole):
        take_in(bourg, offers, by=admin)
    assert kept(bourg) == set()
    with scope(tenant=bourg):
        assert not Membership.objects.filter(person=agent, role=Role.LEAD).exists()


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        lines = people_csv._lines(text)
        people_csv._columns(lines[0])
    except TableUnreadable:
        return
    assert lines
