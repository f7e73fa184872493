"""Pages of rights, drafts, other languages, comparisons, sites and mailbox in a real browser: axe, narrow screens."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from assistant.conftest import add, work_off
from browser.conftest import Visit
from browser.test_accessible import seen_by_axe
from django.urls import reverse
from django_scopes import scope
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from beffroi.web.assistant.models import AssistantSettings, Mailbox, Signatory, Site, Trial
from beffroi.web.platform.models import Person, Role, Tenant, TenantService
from web.conftest import enrol

pytestmark = pytest.mark.browser
CARE = (
    "Aide à domicile des personnes âgées.\nBénéficiaires\nVous devez être âgé d'au moins 60 ans.\n"
    "Où s'adresser ?\nLa demande se fait auprès du CCAS, 2 place du Marché."
)
PRICE = "Un repas à la cantine coûte 3,40 euros pour un enfant de la commune."
PLAIN = "Un repas à la cantine vous coûte 3,40 euros pour un enfant de la commune."
ENGLISH = "A meal at the canteen costs 3.40 euros for a child of the town."
QUESTION = "Combien coûte un repas à la cantine ?"
NARROW = 380


@pytest.fixture
def lead(live_server: LiveServer, bourg: Tenant, settings: Any, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT, settings.HOME, settings.EMBEDDINGS = tmp_path / "files", tmp_path / "home", "letters:"
    settings.LANGUAGE_TRIALS = (f"echo:{quote(f'1. {PLAIN}')}", "echo:rien")
    settings.LANGUAGE_MODEL = f"echo:{quote(f'1. {ENGLISH}')}"
    with scope(tenant=bourg):
        TenantService.objects.create(tenant=bourg, service="assistant")
        AssistantSettings.objects.create(tenant=bourg, public_open=True, reach_a_person="Accueil, 03 53 01 24 00")
        Signatory.objects.create(tenant=bourg, theme="Cantine", name="Ana Roy")
        Trial.objects.create(tenant=bourg, text=QUESTION, sources=["tarifs.pdf"])
        Site.objects.create(tenant=bourg, address="https://www.bourg.example/sitemap.xml", trouble="Ne répond pas.")
        Mailbox.objects.create(tenant=bourg, host="imap.bourg.example", user="mairie", enabled=True, trouble="Éteinte.")
    add(bourg, "aide.pdf", CARE, day=date(2026, 1, 5))
    add(bourg, "tarifs.pdf", PRICE, day=date(2026, 1, 5))
    reverse("assistant", args=["bourg"])  # all addresses are imported here, not by the browser's first request
    return enrol(bourg, Role.LEAD)


def fits(page: Page, name: str) -> None:
    """Nothing for axe, in light and dark; nothing wider than a telephone."""
    assert seen_by_axe(page) == [], name
    page.set_viewport_size({"width": NARROW, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, name
    page.set_viewport_size({"width": 1280, "height": 800})


def test_rights_pages_show_questions_quotes_and_places(visit: Visit, lead: Person) -> None:
    for person, path in ((lead, "/bourg/assistant/droits/"), (None, "/bourg/assistant/public/droits/")):
        page = visit(person)
        page.goto(path)
        page.get_by_label("La situation").fill("Ma mère a 82 ans, elle ne peut plus se laver seule")
        page.get_by_role("button", name="Chercher").click()
        assert "Êtes-vous âgé d'au moins 60 ans ?" in page.inner_text("main")
        fits(page, f"droits-{'agent' if person else 'public'}")


def test_a_text_is_drafted_then_what_is_added_is_answered_for(visit: Visit, lead: Person) -> None:
    page = visit(lead)
    page.goto("/bourg/assistant/rediger/")
    fits(page, "rediger")
    page.get_by_label("Objet").fill("Tarifs de la cantine")
    page.get_by_label("Documents").select_option(label="Tarifs")
    page.get_by_label("Points à traiter").fill(QUESTION)
    page.get_by_role("button", name="Préparer le texte").click()
    body = page.get_by_label("Texte", exact=True)
    body.fill(f"{body.input_value()}\nLe goûter coûte 1,20 euro.")
    page.get_by_role("button", name="Accepter ce texte").click()
    assert "1,20 euro" in page.get_by_role("alert").inner_text()
    fits(page, "texte")


def test_an_answer_is_said_again_in_english_beside_the_french(visit: Visit, lead: Person) -> None:
    page = visit(lead)
    page.goto("/bourg/assistant/")
    page.get_by_label("Votre question").fill(QUESTION)
    page.get_by_role("button", name="Demander").click()
    page.get_by_label("Autre langue").select_option(label="anglais")
    page.get_by_role("button", name="Redire dans cette langue").click()
    assert ENGLISH in page.inner_text("main")
    fits(page, "langue")


def test_two_models_are_judged_blind(visit: Visit, lead: Person, bourg: Tenant) -> None:
    page = visit(lead)
    page.goto("/bourg/assistant/qualite/comparer/")
    fits(page, "comparer")
    page.get_by_role("button", name="Préparer la comparaison").click()
    work_off(bourg)
    page.reload()
    fits(page, "comparaison")
    page.get_by_role("button", name="A est meilleure").click()
    page.get_by_role("button", name="Clore les votes et révéler").click()
    fits(page, "resultat")


@pytest.mark.parametrize("name", ["boite", "courriers", "reglages", "sites"])
def test_pages_of_sources_and_settings_fit(visit: Visit, lead: Person, name: str) -> None:
    page = visit(lead)
    page.goto(f"/bourg/assistant/{name}/")
    fits(page, name)
