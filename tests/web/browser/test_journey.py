"""A person's journey in a real browser on a real instance: from the town's files to the citizens' register.

Screenshots are kept in ``build/journey`` (or in the folder of JOURNEY_SHOTS).
"""

import os
import re
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from web.instances import new_instance

PASSWORD = "un mot de passe assez long"
AGENT = "agent@nantes.example"
TOWN = """
from beffroi.web.preparing import prepare
prepare()
town = Tenant.objects.create(slug="nantes", name="Nantes", siret="21440109300015", population=320_000)
person = Person.objects.create_user("{email}", "{password}", name="Alix Agent")
with scope(tenant=town):
    TenantService.objects.create(tenant=town, service="canteen")
    Membership.objects.create(tenant=town, person=person, role=Role.AGENT)
told = town.pk
"""
SHOTS = Path(os.environ.get("JOURNEY_SHOTS", "build/journey"))
NUMBERS = count(1)

pytestmark = [pytest.mark.browser, pytest.mark.data]


def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{next(NUMBERS)}-{name}.png", full_page=True)


def test_from_the_towns_files_to_the_citizens_register(chromium: Browser, shared_data: Path, tmp_path: Path) -> None:
    with new_instance(tmp_path / "instance") as instance:
        instance.script(TOWN.format(email=AGENT, password=PASSWORD))
        with instance.serve() as site:
            page = chromium.new_page(viewport={"width": 1200, "height": 900}, locale="fr-FR")
            sign_in(page, site.address)
            send_files(page, shared_data / "canteen")
            wait_for_the_forecast(page)
            ordered = correct_an_order(page)
            look_as_a_citizen(chromium, site.address)
    assert ordered


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/nantes/cantines/")
    page.get_by_role("textbox", name="Courriel").fill(AGENT)
    page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
    shoot(page, "connexion")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prévoir les repas des cantines")
    shoot(page, "premier-jour")


def send_files(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Envoyer des fichiers").click()
    page.locator("input[type=file]").set_input_files(sorted(folder.glob("*.csv*")))
    page.get_by_role("button", name="Envoyer et vérifier").click()
    expect(page.get_by_text("Joint aux données")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Aucun repas en mars 2015.")).to_be_visible()
    shoot(page, "fichiers")


def wait_for_the_forecast(page: Page) -> None:
    """Follow the job's page until it is done, as its own polling shows it."""
    page.get_by_role("link", name="Suivre le calcul").click()
    page.get_by_role("link", name="Prévision des repas").first.click()
    expect(page.get_by_text(re.compile("^Terminé")).first).to_be_visible(timeout=240_000)
    shoot(page, "travail")


def correct_an_order(page: Page) -> int:
    """Order nine meals more for the first canteen; return the order."""
    page.get_by_role("link", name="Cantines scolaires").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Semaine du 4 septembre")
    shoot(page, "semaine")
    page.locator(".card h2 a").first.click()
    field = page.locator("input[type=number]").first
    wanted = int(field.input_value()) + 9
    field.fill(str(wanted))
    page.get_by_label("Pourquoi ces changements").fill("Rentrée décalée dans cette école")
    page.get_by_role("button", name="Valider les commandes du jour").click()
    expect(page.get_by_text("1 commande corrigée, 86 acceptées")).to_be_visible()
    shoot(page, "commande-corrigee")
    return wanted


def look_as_a_citizen(chromium: Browser, address: str) -> None:
    """The register, read by someone who is not signed in, tells that an agent changed a result."""
    page = chromium.new_context(viewport={"width": 1200, "height": 900}).new_page()
    page.goto(f"{address}/nantes/registre/")
    expect(page.get_by_text("Cantines scolaires").first).to_be_visible()
    expect(page.get_by_text("50\u00a0%")).to_be_visible()
    shoot(page, "registre")
