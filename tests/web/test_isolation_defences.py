"""Defences that every address shares: forged forms, frames, scripts, redirects, hosts, sizes, caches."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from towns import Town, make_town, signed_in, text_of
from walking import Address, addresses

from beffroi.web.platform.access import Audience
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.refusals import LARGEST_BODY
from beffroi.web.platform.tokens import create_token

# addresses that take a POST without a form's token, each with its reason
WITHOUT_FORM_TOKEN: Mapping[str, str] = {
    "api-v1:openapi-json": "reads only",
    "api-v1:entitlements": "reads only, with a key in a header that no browser sends by itself",
    "api-v1:ledger": "reads only, with a key",
    "api-v1:usage": "reads only, with a key",
    "api-v1:register": "reads only, with a key",
    "api-v1:jobs": "reads only, with a key",
    "api-v1:job": "reads only, with a key",
    "api-v1:water-readings": "takes readings, with a key in a header that no browser sends by itself",
    "api-v1:api-root": "answers 404",
    "api-v1:nowhere": "answers 404",
}
# public answers that carry nothing of a person and may be kept by a cache
CACHED = {"tenant-style", "tenant-logo"}
RETURNS = ("next", "url", "redirect", "redirect_to", "return", "return_to", "retour", "suite", "continue", "target")
FOREIGN = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "///evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://127.0.0.1@evil.example/",
)
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


@pytest.fixture
def here(bourg: Tenant, autun: Tenant) -> Town:
    """A person who may open every page: every role, operator, administrator of a lead authority."""
    autun.lead = bourg
    autun.save()
    bourg.logo, bourg.logo_type = b"\x89PNG", "image/png"
    bourg.save()
    town = make_town(bourg)
    town.person.is_operator = True
    town.person.save()
    return town


def openable() -> list[Address]:
    return [address for address in addresses() if address.name != "sign-out"]


def answers(town: Town, client: Client | None = None) -> dict[str, HttpResponse]:
    """Ask every address by GET, with the session and the key that open it."""
    client = client or signed_in(town.person)
    key = {"authorization": f"Bearer {create_token(town.tenant, 'essai')[1]}"}
    return {
        address.name: client.get(
            address.path(town.tenant, town.rows), headers=key if address.audience is Audience.SOFTWARE else {}
        )
        for address in openable()
    }


def pages(town: Town) -> dict[str, HttpResponse]:
    found = answers(town)
    return {name: answer for name, answer in found.items() if answer["Content-Type"].startswith("text/html")}


def whole_pages(town: Town) -> dict[str, HttpResponse]:
    """Pages without fragments and redirects."""
    return {name: page for name, page in pages(town).items() if text_of(page).startswith("<!doctype html>")}


def test_no_form_is_taken_without_its_token(here: Town) -> None:
    client = signed_in(here.person, checks_forms=True)
    status = {a.name: client.post(a.path(here.tenant, here.rows), {"name": "x"}).status_code for a in addresses()}
    assert {name for name, code in status.items() if code != 403} == set(WITHOUT_FORM_TOKEN) & set(status)


def test_a_stranger_posts_nothing_without_a_token_either(here: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    status = {a.name: client.post(a.path(here.tenant, here.rows)).status_code for a in addresses()}
    assert {name for name, code in status.items() if code != 403} <= set(WITHOUT_FORM_TOKEN)


def test_addresses_without_a_form_token_change_nothing(here: Town) -> None:
    exempt = [address for address in addresses() if address.name in WITHOUT_FORM_TOKEN]
    codes = {signed_in(here.person).post(address.path(here.tenant, here.rows)).status_code for address in exempt}
    assert codes <= {401, 404, 405}


def test_every_answer_forbids_frames_scripts_and_sniffing(here: Town) -> None:
    for name, answer in answers(here).items():
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "base-uri 'none'" in policy, name
        assert not re.search(r"unsafe|\*|data:|https?:", policy), name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name


def test_no_page_holds_an_inline_script_or_style(here: Town) -> None:
    found = {name: INLINE.search(text_of(page)) for name, page in pages(here).items()}
    assert {name: match.group() for name, match in found.items() if match} == {}


def test_every_page_calls_only_its_own_site(here: Town) -> None:
    called = {
        name: re.findall(
            r"<(?:script|img|link|iframe|object|form)[^>]*(?:src|href|action)=\"(https?:)?//", text_of(page)
        )
        for name, page in pages(here).items()
    }
    assert {name: found for name, found in called.items() if found} == {}


def test_every_page_is_french_with_one_title_of_first_rank(here: Town) -> None:
    shown = whole_pages(here)
    assert len(shown) > 12
    assert [name for name, page in shown.items() if text_of(page).count("<h1") != 1] == []
    assert [name for name, page in shown.items() if '<html lang="fr">' not in text_of(page)] == []


def test_pages_of_signed_in_persons_stay_out_of_caches(here: Town) -> None:
    kept = {name: answer.get("Cache-Control", "") for name, answer in answers(here).items() if name not in CACHED}
    assert {name: value for name, value in kept.items() if "no-store" not in value} == {}


def test_what_caches_keep_is_public_and_short(here: Town) -> None:
    kept = {name: answer["Cache-Control"] for name, answer in answers(here).items() if name in CACHED}
    assert all("public" in value and "max-age=300" in value for value in kept.values())


@pytest.mark.parametrize("foreign", FOREIGN[:3])
def test_no_address_sends_away_to_another_site(here: Town, foreign: str) -> None:
    wanted = dict.fromkeys(RETURNS, foreign)
    for client in (Client(), signed_in(here.person)):
        for address in openable():
            path = address.path(here.tenant, here.rows)
            for answer in (client.get(path, wanted), client.post(path, wanted)):
                where = urlsplit(answer.get("Location", ""))
                assert not where.netloc, address.name
                assert not where.scheme, address.name
                assert not answer.get("Location", "/").replace("\\", "/").startswith("//"), address.name


@pytest.mark.parametrize("foreign", FOREIGN)
def test_signing_in_leads_to_this_site_only(here: Town, foreign: str) -> None:
    here.person.set_password("un mot de passe long")
    here.person.save()
    posted = {"username": here.person.email, "password": "un mot de passe long", "next": foreign}
    answer = Client().post("/connexion/", posted)
    assert answer.status_code == 302
    assert answer["Location"] == "/"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "", "a b"])
def test_another_host_name_is_refused(here: Town, host: str) -> None:
    client = signed_in(here.person)
    codes = {client.get(a.path(here.tenant, here.rows), headers={"host": host}).status_code for a in openable()}
    assert codes == {400}


def test_the_host_is_not_taken_from_a_proxy_header(here: Town) -> None:
    answer = Client().get("/bourg/", headers={"x-forwarded-host": "evil.example"})
    assert "evil" not in answer["Location"]


def test_a_body_too_large_is_refused_before_it_is_read(here: Town) -> None:
    client = signed_in(here.person)
    for address in openable():
        answer = client.post(address.path(here.tenant, here.rows), headers={"content-length": str(LARGEST_BODY + 1)})
        assert answer.status_code == 413, address.name
        assert "trop lourd" in text_of(answer), address.name


def test_a_text_too_large_is_refused(here: Town) -> None:
    answer = signed_in(here.person).post("/bourg/reglages/", {"name": "x" * 21_000_000})
    assert answer.status_code == 400
    assert "rien n'a été enregistré" in text_of(answer)
