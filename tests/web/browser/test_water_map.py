"""The water service's maps in Chromium: drawn by Leaflet, nothing from elsewhere, axe and the keyboard content."""

from typing import Any
from urllib.parse import urlparse

import pytest
from browser.conftest import Visit
from browser.test_accessible import seen_by_axe, watched
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from beffroi.web.platform.models import Person
from beffroi.web.water.models import Leak
from web.water.conftest import bourg, leak, own_files, placed, ranked, search, send  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live_server", "ranked", "placed")]
READY = "[data-map][data-ready]"


@pytest.fixture
def page(visit: Visit, agent: Person) -> Page:
    return visit(agent)


def leak_address() -> str:
    with scopes_disabled():
        return f"/bourg/eau/fuites/{Leak.objects.get().pk}/"


def test_leaflet_draws_the_network_with_nothing_from_elsewhere(page: Page, live_server: LiveServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    told = watched(page)
    page.goto("/bourg/eau/reseau/")
    page.wait_for_selector(READY)
    assert page.locator(".leaflet-overlay-pane path.pipe").count() == 41
    assert page.locator(".leaflet-overlay-pane path.risk-1").count() == 4
    assert not page.locator("[data-plan]").is_visible()
    assert {urlparse(url).netloc for url in asked} == {urlparse(live_server.url).netloc}
    assert told == []
    assert seen_by_axe(page) == []


def test_a_leak_on_the_map_opens_with_the_keyboard_and_leads_to_its_page(page: Page) -> None:
    page.goto("/bourg/eau/reseau/")
    page.wait_for_selector(READY)
    page.locator(".mark.leak").focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup")
    popup.wait_for()
    assert popup.get_by_role("button", name="Fermer").count() == 1
    popup.locator("a[href*='/fuites/']").click()
    page.wait_for_url(f"**{leak_address()}")


def test_layers_are_hidden_by_their_boxes(page: Page) -> None:
    page.goto("/bourg/eau/reseau/")
    page.wait_for_selector(READY)
    page.get_by_label("Fuites", exact=True).uncheck()
    assert page.locator(".mark.leak").count() == 0
    page.get_by_label("Fuites", exact=True).check()
    assert page.locator(".mark.leak").count() == 1


def test_the_map_of_a_leak_has_its_circle_and_axe_finds_nothing(page: Page) -> None:
    told = watched(page)
    page.goto(leak_address())
    page.wait_for_selector(READY)
    assert page.locator(".leaflet-overlay-pane path.ring").count() == 1
    assert page.locator(".leaflet-overlay-pane path.chance-1").count() == 1
    assert told == []
    assert seen_by_axe(page) == []


def test_without_a_script_the_plan_of_the_server_is_there(
    chromium: Browser, page: Page, live_server: LiveServer
) -> None:
    options: Any = {"java_script_enabled": False, "base_url": live_server.url}
    context = chromium.new_context(**options)
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto("/bourg/eau/reseau/")
    assert plain.locator("[data-plan] svg").is_visible()
    assert plain.locator("[data-plan] path.pipe").count() == 11
    assert not plain.locator("[data-map]").is_visible()
    context.close()


def test_a_telephone_is_not_scrolled_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 380, "height": 800})
    address = leak_address()
    for path in ("/bourg/eau/reseau/", "/bourg/eau/fuites/", address, f"{address}fiche/", "/bourg/eau/tournees/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 380, path
