"""axe in Chromium finds nothing on any page, in light and dark; the keyboard reaches everything."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import Visit
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer
from towns import Town, make_town
from walking import Address, addresses

from beffroi.web.platform.access import Audience
from beffroi.web.platform.models import Person, Role, Tenant
from web.conftest import enrol

pytestmark = pytest.mark.browser
# a page whose content is a redirect away or a file, each with its reason
NO_PAGE = {
    "sign-out": "ends the session that the walk needs",
    "api-v1:openapi-json": "JSON",
    "api-v1:nowhere": "JSON",
    "health": "JSON",
    "metrics": "text",
}
ALONE = ("400.html", "405.html", "413.html", "500.html")
FEWEST_PAGES = 30
WHAT_IS_FOCUSED = """() => {
  const found = document.activeElement, style = getComputedStyle(found);
  return {place: [...document.querySelectorAll('*')].indexOf(found), tag: found.tagName, text: found.innerText || '',
          seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
}"""
REACHABLE = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(e => !e.disabled && e.checkVisibility() && e.tabIndex >= 0)
  .filter(e => e.type !== 'radio' || e.checked || !document.querySelector(`[name="${e.name}"]:checked`))
  .length"""


@pytest.fixture
def here(live_server: LiveServer, bourg: Tenant, autun: Tenant) -> Town:
    """Someone who may open every page: every role, operator, administrator of a lead authority."""
    autun.lead = bourg
    autun.save()
    bourg.accent = "#ffe066"
    bourg.save()
    town = make_town(bourg)
    Person.objects.filter(pk=town.person.pk).update(is_operator=True)
    return town


def watched(page: Page) -> list[str]:
    """What the browser complains about: an error of a script, or anything the security policy stops."""
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text) if "Content Security" in message.text else None)
    return told


def walk(page: Page, town: Town, listed: list[Address]) -> Iterator[str]:
    """Open each address that is a page; yield its name."""
    for address in listed:
        if address.audience is Audience.SOFTWARE or address.name in NO_PAGE:
            continue
        path = address.path(town.tenant, town.rows)
        kind = page.request.get(path, max_redirects=0)
        if kind.headers.get("content-type", "").startswith("text/html") and kind.status < 300:
            page.goto(path)
            if page.locator("html[lang]").count():
                yield address.name


def violations(page: Page, **options: Any) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def seen_by_axe(page: Page) -> list[str]:
    """Every rule in light, the contrast again in dark: nothing else depends on the colours."""
    page.emulate_media(color_scheme="light")
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    return found + violations(page, runOnly=["color-contrast"])


def test_axe_finds_nothing_on_any_page(visit: Visit, here: Town) -> None:
    page = visit(here.person)
    told = watched(page)
    found = {name: seen_by_axe(page) for name in walk(page, here, addresses())}
    assert {name: seen for name, seen in found.items() if seen} == {}
    assert len(found) >= FEWEST_PAGES
    assert told == []


def test_axe_finds_nothing_on_what_strangers_see(visit: Visit, here: Town) -> None:
    page = visit(None)
    told = watched(page)
    public = [address for address in addresses() if address.audience is Audience.PUBLIC]
    found = {name: seen_by_axe(page) for name in walk(page, here, public)}
    assert {name: seen for name, seen in found.items() if seen} == {}
    assert {"register", "sign-in", "accessibility", "tenant-legal"} <= set(found)
    assert told == []


def test_axe_finds_nothing_on_pages_of_errors(visit: Visit, here: Town) -> None:
    page = visit(here.person)
    page.goto("/bourg/nulle-part/")
    assert "Page introuvable" in page.content()
    found = {"404": seen_by_axe(page)}
    for name in ALONE:
        page.route("**/erreur", partial(shown_instead, render_to_string(name)))
        page.goto("/erreur")
        found[name] = seen_by_axe(page)
        page.unroute("**/erreur")
    assert {name: seen for name, seen in found.items() if seen} == {}


def shown_instead(text: str, route: Route) -> None:
    route.fulfill(body=text, content_type="text/html; charset=utf-8")


def test_axe_would_find_a_fault(visit: Visit, here: Town) -> None:
    page = visit(None)
    page.goto("/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\"><input>')")
    assert {fault.split(":")[0] for fault in seen_by_axe(page)} == {"image-alt", "label"}


def test_someone_signs_in_and_goes_round_with_the_keyboard_alone(visit: Visit, here: Town) -> None:
    agent = enrol(here.tenant, Role.AGENT, email="agent@bourg.example")
    page = visit(None)
    page.goto("/bourg/registre/")
    page.keyboard.press("Tab")
    assert page.evaluate(WHAT_IS_FOCUSED)["text"] == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto("/bourg/")
    fill_in_order(page, agent.email, "un mot de passe long")
    page.wait_for_url("**/bourg/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(WHAT_IS_FOCUSED)["text"] == "Travaux":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/bourg/travaux/")


def fill_in_order(page: Page, *texts: str) -> None:
    """Type each text into the next field, then press the button."""
    for text in texts:
        while page.evaluate("document.activeElement.tagName") != "INPUT":
            page.keyboard.press("Tab")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    "path", ["", "reglages/", "reglages/services/", "reglages/cles/", "membres/", "personnes/", "travaux/", "registre/"]
)
def test_tab_reaches_everything_in_order_and_shows_where_it_is(visit: Visit, here: Town, path: str) -> None:
    page = visit(here.person)
    page.goto(f"/bourg/{path}")
    places: list[int] = []
    for _ in range(page.evaluate(REACHABLE)):
        page.keyboard.press("Tab")
        focused = page.evaluate(WHAT_IS_FOCUSED)
        assert focused["tag"] != "BODY", f"the way ends after {len(places)} stops"
        assert focused["seen"], focused
        places.append(focused["place"])
    assert places == sorted(places)
    assert len(set(places)) == len(places)


def test_a_colour_is_previewed_as_it_is_chosen(visit: Visit, here: Town) -> None:
    page = visit(here.person)
    told = watched(page)
    page.goto("/bourg/reglages/")
    page.fill("#id_accent", "#14507a")
    page.get_by_text("Sur fond clair : contraste 7,9").wait_for()
    here.tenant.refresh_from_db()
    assert here.tenant.accent == "#ffe066"
    assert told == []


def test_the_settings_work_without_javascript(
    chromium: Browser, visit: Visit, here: Town, live_server: LiveServer
) -> None:
    cookies = visit(here.person).context.cookies()
    page = chromium.new_context(java_script_enabled=False, base_url=live_server.url).new_page()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto("/bourg/reglages/")
    page.fill("#id_name", "Bourg-en-Bresse")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert "Réglages enregistrés" in page.content()
    page.context.close()
