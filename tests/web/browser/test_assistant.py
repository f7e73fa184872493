"""The assistant in a real browser: a rewording that follows the quotes, a form without JavaScript, narrow screens."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from assistant.conftest import add
from browser.conftest import Visit
from django.urls import reverse
from django_scopes import scope
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from beffroi.web.assistant.asking import ask
from beffroi.web.assistant.models import Asked, AssistantSettings, Trial
from beffroi.web.assistant.unwritten import note_unwritten
from beffroi.web.platform.models import Person, Tenant, TenantService

pytestmark = pytest.mark.browser
PRICE = "Le tarif de 120 € est acquitté par l'association lors de la remise des clés, avant le 3 mars 2026."
PLAIN = "L'association paie le tarif de 120 € à la remise des clés, avant le 3 mars 2026."
QUESTION = "Quel tarif est acquitté par l'association lors de la remise des clés de la salle ?"
NARROW = 380


@pytest.fixture
def asked(live_server: LiveServer, bourg: Tenant, agent: Person, settings: Any, tmp_path: Path) -> Asked:
    settings.MEDIA_ROOT, settings.HOME, settings.EMBEDDINGS = tmp_path / "files", tmp_path / "home", "letters:"
    with scope(tenant=bourg):
        TenantService.objects.create(tenant=bourg, service="assistant")
        AssistantSettings.objects.create(tenant=bourg, public_open=True, reach_a_person="Accueil, 03 53 01 24 00")
    add(bourg, "salle.pdf", PRICE, day=date(2026, 1, 5))
    reverse("assistant", args=["bourg"])  # all addresses are imported here, not by the browser's first request
    with scope(tenant=bourg):
        note_unwritten(bourg, "La patinoire revient-elle ?", resident=True)
        Trial.objects.create(tenant=bourg, text=QUESTION, sources=["salle.pdf"])
        return ask(bourg, QUESTION, person=agent)


def test_a_rewording_comes_by_itself_after_the_quotes(visit: Visit, agent: Person, asked: Asked, settings: Any) -> None:
    settings.LANGUAGE_MODEL = f"echo:{quote(f'1. {PLAIN}')}"
    page = visit(agent)
    page.goto(f"/bourg/assistant/reponse/{asked.pk}/")
    expect(page.get_by_role("heading", name="En plus simple")).to_be_visible()
    assert PLAIN in page.inner_text("main")
    assert PRICE in page.inner_text("main")


def test_a_resident_asks_without_javascript(chromium: Browser, live_server: LiveServer, asked: Asked) -> None:
    page = chromium.new_context(java_script_enabled=False, base_url=live_server.url).new_page()
    page.goto("/bourg/assistant/public/")
    page.get_by_role("textbox", name="Votre question").fill(QUESTION)
    page.get_by_role("button", name="Demander").click()
    assert "120 €" in page.inner_text("main")
    page.context.close()


@pytest.mark.parametrize(
    "path", ["", "historique/", "sources/", "sans-reponse/", "qualite/", "courriers/", "public/", "public/documents/"]
)
def test_no_page_is_wider_than_a_telephone(visit: Visit, agent: Person, asked: Asked, path: str) -> None:
    page = visit(agent)
    page.set_viewport_size({"width": NARROW, "height": 700})
    page.goto(f"/bourg/assistant/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
