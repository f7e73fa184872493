"""The pages about people in a browser: nothing for axe to find, every form guarded, nothing inline."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright
from telephones import code_of, give_telephone
from towns import make_town, signed_in
from walking import addresses

from beffroi.web.addresses import OpenId
from beffroi.web.platform.invitations import Offer, invite
from beffroi.web.platform.models import Delegation, Person, Role, Tenant
from beffroi.web.platform.urls import people as urls
from web.conftest import BY_PROVIDER, enrol

NAMES = {pattern.name for pattern in urls.urlpatterns}
CHROMIUM = "/usr/bin/chromium"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_nothing_is_posted_from_another_site(name: str, bourg: Tenant) -> None:
    town = make_town(bourg)
    address = next(address for address in addresses() if address.name == name)
    answer = signed_in(town.person, checks_forms=True).post(address.path(town.tenant, town.rows))
    assert answer.status_code == 403
    assert "Ce formulaire a expiré" in answer.text


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_page_has_anything_inline(name: str, bourg: Tenant) -> None:
    town = make_town(bourg)
    address = next(address for address in addresses() if address.name == name)
    text = signed_in(town.person).get(address.path(town.tenant, town.rows), follow=True).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Page]:
    # the server of pytest-django serves style sheets by their own names only
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    # playwright runs a loop of its own in this thread; the questions to the database are the test's own
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1100, "height": 800})
        browser.close()
        # inside that loop the test has a connection of its own: open, PostgreSQL could not drop the database
        connection.close()


def enter(page: Page, address: str, person: Person, backend: str = BY_PROVIDER) -> None:
    client = Client()
    client.force_login(person, backend=backend)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def found(page: Page) -> list[str]:
    wrongs = Axe().run(page).response["violations"]
    return [f"{wrong['id']} {page.url} {node['html']}" for wrong in wrongs for node in wrong["nodes"]]


INSIDE = (
    "/compte/",
    "/compte/mot-de-passe/",
    "/compte/second-facteur/",
    "/bourg/personnes/",
    "/bourg/personnes/inviter/",
    "/bourg/personnes/importer/",
    "/bourg/absences/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_inside(
    page: Page, live_server: object, bourg: Tenant, scheme: str, pictures: Callable[[Page, str], None]
) -> None:
    address = str(live_server)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    admin, agent = enrol(bourg, Role.ADMIN), enrol(bourg, Role.AGENT)
    invite(bourg, Offer(email="lea@bourg.example", role=Role.LEAD, service="canteen"))
    today = timezone.localdate()
    Delegation(tenant=bourg, absent=agent, substitute=admin, first=today, last=today).save()
    enter(page, address, admin)
    for path in (*INSIDE, f"/bourg/personnes/{agent.pk}/"):
        page.goto(f"{address}{path}")
        pictures(page, f"{scheme}-{path.strip('/').replace('/', '-')}")
        assert found(page) == []


def test_axe_finds_nothing_on_answers_of_forms(
    page: Page, live_server: object, bourg: Tenant, pictures: Callable[[Page, str], None]
) -> None:
    address = str(live_server)
    enter(page, address, enrol(bourg, Role.ADMIN))
    page.goto(f"{address}/bourg/personnes/importer/")
    page.get_by_label("Ou les lignes elles-mêmes").fill("courriel;nom;rôle\nlea@bourg.example;Léa;chef\nx;y;agent\n")
    page.get_by_role("button", name="Vérifier").click()
    pictures(page, "import-wrong")
    assert found(page) == []
    page.get_by_label("Ou les lignes elles-mêmes").fill("courriel;nom;rôle\nlea@bourg.example;Léa;agent\n")
    page.get_by_role("button", name="Vérifier").click()
    pictures(page, "import-right")
    assert found(page) == []
    page.get_by_role("button", name="Confirmer").click()
    pictures(page, "people-after-import")
    assert "Invitations en cours d'envoi : 1" in page.content()
    page.goto(f"{address}/bourg/absences/")
    page.get_by_role("button", name="Enregistrer").click()
    assert found(page) == []


def test_axe_finds_nothing_on_the_way_in(
    page: Page, live_server: object, bourg: Tenant, pictures: Callable[[Page, str], None]
) -> None:
    address = str(live_server)
    agent = enrol(bourg, Role.AGENT)
    device = give_telephone(agent)
    for path in ("/connexion/", "/connexion/oubli/", "/connexion/choisir/MQ/faux/", "/bourg/invitation/faux/"):
        page.goto(f"{address}{path}")
        pictures(page, path.strip("/").replace("/", "-"))
        assert found(page) == []
    page.goto(f"{address}/connexion/")
    page.get_by_label("Courriel").fill(agent.email)
    page.get_by_role("textbox", name="Mot de passe").fill("faux")
    page.get_by_role("button", name="Se connecter").click()
    pictures(page, "sign-in-wrong")
    assert found(page) == []
    page.get_by_role("textbox", name="Mot de passe").fill("un mot de passe long")
    page.get_by_role("button", name="Se connecter").click()
    pictures(page, "sign-in-code")
    assert found(page) == []
    page.get_by_label("Code").fill(code_of(device))
    page.keyboard.press("Enter")
    page.wait_for_url("**/bourg/")


def test_axe_finds_nothing_where_there_is_a_provider(
    page: Page, live_server: object, bourg: Tenant, settings: Any, pictures: Callable[[Page, str], None]
) -> None:
    address = str(live_server)
    settings.OPENID = OpenId("https://auth.agentconnect.gouv.fr/api/v2", "beffroi", "un mot")
    for name, path in (("connexion-proconnect", "/connexion/"), ("refus", "/connexion/openid/retour/?error=non")):
        page.goto(f"{address}{path}")
        pictures(page, name)
        assert found(page) == []
    enter(page, address, enrol(bourg, Role.AGENT))
    page.goto(f"{address}/compte/")
    page.get_by_role("button", name="Relier à ProConnect").click()
    pictures(page, "relier")
    assert found(page) == []


def test_axe_finds_nothing_on_the_page_of_the_suspended(
    page: Page, live_server: object, bourg: Tenant, pictures: Callable[[Page, str], None]
) -> None:
    page.goto(f"{live_server}/connexion/")
    for _ in range(5):
        page.get_by_label("Courriel").fill("agent@bourg.example")
        page.get_by_role("textbox", name="Mot de passe").fill("faux")
        page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("heading", name="Connexion suspendue").wait_for()
    pictures(page, "suspendue")
    assert found(page) == []


def test_setting_up_the_second_factor_by_keyboard_alone(
    page: Page, live_server: object, bourg: Tenant, pictures: Callable[[Page, str], None]
) -> None:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from beffroi.web.platform.second_factor import MODEL_BACKEND

    address = str(live_server)
    admin = enrol(bourg, Role.ADMIN)
    enter(page, address, admin, MODEL_BACKEND)
    page.goto(f"{address}/bourg/personnes/")
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 100
    page.keyboard.type(code_of(TOTPDevice.objects.get(user=admin)))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Vos codes de secours").wait_for()
    pictures(page, "recovery-codes")
    assert found(page) == []
    page.get_by_role("link", name="Je les ai gardés").press("Enter")
    page.wait_for_url("**/bourg/personnes/")


def test_an_invited_person_comes_in(
    page: Page, live_server: object, bourg: Tenant, mailoutbox: list[object], pictures: Callable[[Page, str], None]
) -> None:
    invite(bourg, Offer(email="lea@bourg.example", role=Role.AGENT, name="Léa"))
    path = re.search(r"http://[^/]+(/\S+)", str(mailoutbox[0].body))  # type: ignore[attr-defined]
    assert path
    page.goto(f"{live_server}{path[1]}")
    pictures(page, "invitation")
    assert found(page) == []
    page.get_by_role("textbox", name="Mot de passe").fill("coquelicot-tambour-7")
    page.get_by_label("Le même").fill("coquelicot-tambour-7")
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.wait_for_url("**/bourg/")


@pytest.fixture
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Page, str], None]:
    """Keep a picture of a page among pytest's temporary folders."""
    folder: Path = tmp_path_factory.getbasetemp() / "pictures"
    folder.mkdir(exist_ok=True)
    return lambda page, name: page.screenshot(path=folder / f"{name}.png", full_page=True) and None  # type: ignore[func-returns-value]
