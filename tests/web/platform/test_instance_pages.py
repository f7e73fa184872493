"""Accessibility statement, legal notice, pages of errors."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection
from django.test import Client

from beffroi.web.platform.models import Person, Tenant
from web.conftest import make_tenant

Browser = Callable[[Person], Client]


def test_the_statement_is_that_of_each_publisher_and_claims_no_audit(client: Client, bourg: Tenant) -> None:
    bourg.contact = "acces@bourg.example"
    bourg.save()
    text = client.get("/bourg/accessibilite/").text
    assert "non conforme" in text
    assert "aucun audit n'a encore été mené" in text
    assert "mailto:acces@bourg.example" in text
    assert bourg.siret in text
    for part in ("Ce qui est essayé", "Ce qui n'est pas essayé", "Voies de recours", "Défenseur des droits"):
        assert part in text


def test_the_statement_of_the_instance_names_no_publisher(client: Client, bourg: Tenant) -> None:
    text = client.get("/accessibilite/").text
    assert "Chaque collectivité publie la sienne" in text
    assert bourg.name not in text


def test_the_notice_tells_publisher_host_and_how_long_each_service_keeps_data(client: Client, bourg: Tenant) -> None:
    lead = make_tenant("cluny", "Grand Cluny", "21710137700015")
    bourg.lead = lead
    bourg.save()
    text = client.get("/bourg/mentions/").text
    assert bourg.siret in text
    assert "Grand Cluny, collectivité cheffe de file" in text
    assert "1\u202f095" in text
    assert "adresser une plainte à la CNIL" in text


@pytest.mark.parametrize("path", ["/bourg/nulle-part/", "/bourg/travaux/999999/", "/nulle-part/x/"])
def test_an_absent_page_helps_and_keeps_the_way_out(browser: Browser, agent: Person, path: str) -> None:
    answer = browser(agent).get(path)
    assert answer.status_code == 404
    assert "Page introuvable" in answer.text
    assert "Revenir à l'accueil" in answer.text


def test_a_stranger_is_not_told_the_name_of_a_town_whose_pages_are_closed(
    browser: Browser, agent: Person, autun: Tenant
) -> None:
    assert "Autun" not in browser(agent).get("/autun/").text


def test_a_forged_form_is_told_what_to_do(agent: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/connexion/", {"username": agent.email})
    assert answer.status_code == 403
    assert "Rien n'a été enregistré" in answer.text


def refuse(*_args: object) -> None:
    raise OperationalError("the database is away")


def test_where_the_database_is_away_a_page_stands_alone_and_tells_no_detail(browser: Browser, admin: Person) -> None:
    client = browser(admin)
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        answer = client.get("/bourg/consommation/")
    assert answer.status_code == 500
    assert "Une erreur est survenue" in answer.text
    assert "dites à votre opérateur" in answer.text
    assert "database" not in answer.text
    assert "default-src 'none'" in answer["Content-Security-Policy"]
