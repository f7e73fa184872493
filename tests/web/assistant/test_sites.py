"""The town's own pages: read every night, again when they change, gone when they are."""

import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from assistant.conftest import Browser, work_off
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from assistant.publications import CLUBS
from assistant.site import Site as Served
from assistant.site import serving
from beffroi.web.assistant.asking import find
from beffroi.web.assistant.models import Document, Site, SiteKind
from beffroi.web.assistant.sites import name_of
from beffroi.web.assistant.starting import start_nightly_sites
from beffroi.web.assistant.store import opened
from beffroi.web.platform.models import Job, Person, Role, Tenant
from web.conftest import enrol

PAGE = "/bourg/assistant/sites/"


def html(text: str) -> tuple[str, str]:
    return "text/html", f"<html><head><title>Piscine</title></head><body><main><p>{text}</p></main></body></html>"


@pytest.fixture
def served(settings: Any) -> Iterator[Served]:
    settings.INSIDE, settings.FETCH_WAIT = frozenset({"localhost"}), 0.0
    with serving(Served({"/piscine": html("La piscine municipale ouvre le samedi à 10 heures.")})) as site:
        yield site


@pytest.fixture
def lead(town: Tenant) -> Person:
    return enrol(town, Role.LEAD)


def add_site(browser: Browser, lead: Person, address: str, kind: str = SiteKind.PAGE) -> str:
    return browser(lead).post(PAGE, {"address": address, "kind": kind}, follow=True).text


def read_again(town: Tenant) -> list[Job]:
    with scope(tenant=town):
        start_nightly_sites(town, date(2026, 11, 26))
    return work_off(town)


def first_quote(town: Tenant) -> tuple[str, str]:
    with scope(tenant=town):
        found = find(town, "À quelle heure ouvre la piscine municipale le samedi ?", resident=True)
    return (found.citations[0].quote, found.citations[0].url) if found.citations else ("", "")


def test_a_page_is_read_again_when_it_changes_and_goes_when_it_is_gone(
    browser: Browser, lead: Person, town: Tenant, served: Served
) -> None:
    add_site(browser, lead, f"{served.address}/piscine")
    work_off(town)
    assert first_quote(town) == ("La piscine municipale ouvre le samedi à 10 heures.", f"{served.address}/piscine")
    assert [job.operation for job in read_again(town)] == ["assistant.sites"]
    served.pages["/piscine"] = html("La piscine municipale ouvre le samedi à 11 heures.")
    assert "assistant.index" in [job.operation for job in read_again(town)]
    assert "11 heures" in first_quote(town)[0]
    served.pages["/piscine"] = 404
    read_again(town)
    assert first_quote(town) == ("", "")
    with scope(tenant=town):
        assert not Document.objects.exists()


def test_a_site_in_trouble_keeps_what_was_read_and_says_so(
    browser: Browser, lead: Person, town: Tenant, served: Served
) -> None:
    add_site(browser, lead, f"{served.address}/piscine")
    work_off(town)
    served.pages["/piscine"] = 500
    read_again(town)
    assert "10 heures" in first_quote(town)[0]
    assert "erreur 500" in browser(lead).get(PAGE).text


def test_a_sitemap_brings_its_pages_and_a_page_off_the_map_goes(
    browser: Browser, lead: Person, town: Tenant, served: Served
) -> None:
    served.pages["/salle"] = html("La salle des fêtes est louée 120 euros.")
    locations = [f"<url><loc>{served.address}{path}</loc></url>" for path in ("/piscine", "/salle")]
    served.pages["/sitemap.xml"] = ("text/xml", f"<urlset>{''.join(locations)}</urlset>")
    add_site(browser, lead, f"{served.address}/sitemap.xml", SiteKind.SITEMAP)
    work_off(town)
    with scope(tenant=town):
        assert Document.objects.filter(current=True).count() == 2
    served.pages["/sitemap.xml"] = ("text/xml", f"<urlset>{locations[0]}</urlset>")
    read_again(town)
    with scope(tenant=town):
        assert [one.url for one in Document.objects.all()] == [f"{served.address}/piscine"]


def test_an_inside_machine_is_not_read_unless_the_operator_allows_it(
    browser: Browser, lead: Person, town: Tenant, served: Served, settings: Any
) -> None:
    settings.INSIDE = frozenset()
    add_site(browser, lead, f"{served.address}/piscine")
    work_off(town)
    assert served.asked == []
    assert "réseau intérieur" in browser(lead).get(PAGE).text


def test_an_address_taken_away_takes_its_pages(browser: Browser, lead: Person, town: Tenant, served: Served) -> None:
    add_site(browser, lead, f"{served.address}/piscine")
    assert "déjà lue" in add_site(browser, lead, f"{served.address}/piscine")
    assert "Adresse refusée" in add_site(browser, lead, "ftp://ville.fr/")
    work_off(town)
    with scope(tenant=town):
        number = Site.objects.get().pk
    browser(lead).post(f"{PAGE}{number}/retirer/")
    with scope(tenant=town):
        assert not Document.objects.exists()
        assert not Site.objects.exists()


def test_only_leads_choose_what_is_read(browser: Browser, agent: Person, town: Tenant) -> None:
    assert browser(agent).get(PAGE).status_code == 404


def test_names_of_pages_are_plain_and_their_own() -> None:
    one, other = (name_of(f"https://ville.fr/../vie/piscine.php?id={number}", "text/html") for number in (1, 2))
    assert one != other
    assert one.startswith("ville.fr-vie-piscine-")
    assert "/" not in one
    assert ".." not in one
    assert one.endswith(".html")


def test_the_feed_sent_by_hand_is_read_as_sheets(browser: Browser, agent: Person, town: Tenant) -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("F90009.xml", CLUBS)
    upload = SimpleUploadedFile("vosdroits.zip", content.getvalue())
    browser(agent).post("/bourg/assistant/sources/", {"sent": upload, "rights": "auto"})
    work_off(town)
    with scope(tenant=town):
        assert Document.objects.get().entries == 1
    with opened(town) as kept:
        (sheet,) = kept.entries()
        texts = kept.texts([row.number for row in kept.rows()])
    assert (sheet.source, sheet.sheet, sheet.public) == ("F90009", True, True)
    assert any("cinq fois par an" in passage.text for passage in texts.values())
