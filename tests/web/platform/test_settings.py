"""A tenant's settings, by its administrator."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope
from PIL import Image

from beffroi.catalogue import WITH_SCREENS
from beffroi.web.platform.logos import LARGEST_SIDE, MOST_BYTES
from beffroi.web.platform.models import ApiToken, Person, Role, Tenant, TenantService
from web.conftest import enrol

Browser = Callable[[Person], Client]
IDENTITY = {
    "name": "Bourg-en-Bresse",
    "accent": "#7a1450",
    "contact": "mairie@bourg.example",
    "contest_address": "1 place de l'Hôtel-de-Ville",
    "cents_per_kwh": "25",
    "cents_per_hour": "5",
    "time_zone": "Indian/Reunion",
}


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, (20, 80, 122)).save(file, kind)
    return file.getvalue()


def sent(client: Client, content: bytes, name: str = "logo.png") -> str:
    file = SimpleUploadedFile(name, content, content_type="image/png")
    return client.post("/bourg/reglages/", {**IDENTITY, "logo_file": file}, follow=True).text


def test_an_administrator_changes_name_contacts_prices_and_hour(browser: Browser, admin: Person, bourg: Tenant) -> None:
    text = browser(admin).post("/bourg/reglages/", IDENTITY, follow=True).text
    assert "Réglages enregistrés" in text
    bourg.refresh_from_db()
    assert {name: str(getattr(bourg, name)) for name in IDENTITY} == IDENTITY


def test_the_identifiers_of_the_tenant_are_not_its_own_to_change(
    browser: Browser, admin: Person, bourg: Tenant
) -> None:
    before = (bourg.siret, bourg.slug, bourg.population, bourg.lead_id)
    posted = {"siret": "21710014800018", "slug": "autre", "population": "1", "lead": str(bourg.pk), "active": ""}
    browser(admin).post("/bourg/reglages/", IDENTITY | posted)
    bourg.refresh_from_db()
    assert (bourg.siret, bourg.slug, bourg.population, bourg.lead_id) == before
    assert bourg.active


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accent", "red"),
        ("accent", "#12345"),
        ("contact", "mairie"),
        ("time_zone", "Mars/Base"),
        ("cents_per_kwh", "-1"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field_and_the_rest_is_kept(
    browser: Browser, admin: Person, bourg: Tenant, name: str, value: str
) -> None:
    text = browser(admin).post("/bourg/reglages/", IDENTITY | {name: value}).text
    assert 'class="errorlist"' in text
    assert "1 place de l&#x27;Hôtel-de-Ville" in text
    bourg.refresh_from_db()
    assert bourg.name == "Bourg"


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.REFERENT, Role.ELECTED, Role.DPO])
def test_settings_do_not_exist_for_other_roles(browser: Browser, bourg: Tenant, role: Role) -> None:
    client = browser(enrol(bourg, role))
    paths = ["", "services/", "cles/", "apercu/"]
    assert {client.get(f"/bourg/reglages/{path}").status_code for path in paths} == {404}


def test_the_logo_is_written_anew_and_served_to_the_public(browser: Browser, admin: Person, client: Client) -> None:
    hidden = picture() + b"<script>alert(1)</script>"
    assert "Réglages enregistrés" in sent(browser(admin), hidden)
    answer = client.get("/bourg/logo")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"script" not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (40, 30)


def test_the_logo_is_taken_away(browser: Browser, admin: Person, client: Client) -> None:
    sent(browser(admin), picture())
    browser(admin).post("/bourg/reglages/", {**IDENTITY, "remove_logo": "on"})
    assert client.get("/bourg/logo").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (picture("JPEG"), "n&#x27;est pas une image PNG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "n&#x27;est pas une image PNG"),
        (picture()[:60], "abîmée"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "abîmée"),
        (picture(size=(LARGEST_SIDE + 1, 10)), "trop grand"),
        (picture() + b"x" * MOST_BYTES, "trop lourd"),
    ],
    ids=["jpeg", "svg", "cut", "noise", "wide", "heavy"],
)
def test_a_logo_is_judged_by_its_content_not_its_name(
    browser: Browser, admin: Person, client: Client, content: bytes, said: str
) -> None:
    assert said in sent(browser(admin), content)
    assert client.get("/bourg/logo").status_code == 404


def test_a_colour_is_previewed_with_its_contrast_and_not_saved(browser: Browser, admin: Person, bourg: Tenant) -> None:
    text = browser(admin).post("/bourg/reglages/", IDENTITY | {"accent": "#ffe066", "preview": "1"}).text
    assert "n&#x27;atteint que" in text or "n'atteint que" in text
    bourg.refresh_from_db()
    assert bourg.accent == "#14507a"


def test_a_readable_colour_is_shown_as_it_is(browser: Browser, admin: Person) -> None:
    text = browser(admin).get("/bourg/reglages/apercu/", {"accent": "#14507a"}).text
    light, dark = text.split("<figcaption>")[1:]
    assert "contraste 7,9" in light
    assert "ajustée" not in light
    assert "ajustée" in dark


@pytest.mark.parametrize("accent", ["", "red", "#12", '#14507a"/><script>'])
def test_what_is_no_colour_is_not_drawn(browser: Browser, admin: Person, accent: str) -> None:
    text = browser(admin).get("/bourg/reglages/apercu/", {"accent": accent}).text
    assert "Cette couleur ne se lit pas" in text
    assert "<svg" not in text


def services(**fields: object) -> dict[str, str]:
    plain = {"quota_runs": 0, "quota_minutes": 0, "quota_wh": 0, "quota_cents": 0, "retention_days": 1095}
    every = {f"{service.name}-{name}": str(value) for service in WITH_SCREENS for name, value in plain.items()}
    return every | {f"canteen-{name}": str(value) for name, value in fields.items()}


def test_an_administrator_switches_a_service_off_and_sets_quotas_and_retention(
    browser: Browser, admin: Person, bourg: Tenant
) -> None:
    client = browser(admin)
    client.post("/bourg/reglages/services/", services(quota_runs=40, quota_cents=900, retention_days=365))
    with scope(tenant=bourg):
        row = TenantService.objects.get(service="canteen")
    assert (row.enabled, row.quota_runs, row.quota_cents, row.retention_days) == (False, 40, 900, 365)
    assert client.get("/bourg/").text.count("Cantines scolaires") == 0


def test_a_service_never_switched_before_gets_its_row(browser: Browser, admin: Person, bourg: Tenant) -> None:
    with scope(tenant=bourg):
        TenantService.objects.all().delete()
    browser(admin).post("/bourg/reglages/services/", services(enabled="on"))
    with scope(tenant=bourg):
        assert TenantService.objects.get(service="canteen").enabled


@pytest.mark.parametrize("days", [0, 29, 3651])
def test_a_retention_out_of_bounds_is_refused(browser: Browser, admin: Person, bourg: Tenant, days: int) -> None:
    assert "errorlist" in browser(admin).post("/bourg/reglages/services/", services(retention_days=days)).text
    with scope(tenant=bourg):
        assert TenantService.objects.get().retention_days == 1095


def test_a_key_is_shown_once_and_only_its_digest_is_kept(browser: Browser, admin: Person, bourg: Tenant) -> None:
    client = browser(admin)
    text = client.post("/bourg/reglages/cles/", {"name": "Portail famille"}).text
    word = text.split("<code>")[1].split("</code>")[0]
    assert word not in client.get("/bourg/reglages/cles/").text
    with scope(tenant=bourg):
        token = ApiToken.objects.get()
    assert word not in str(vars(token))
    assert client.get("/api/v1/usage", headers={"authorization": f"Bearer {word}"}).status_code == 200


def test_a_revoked_key_is_refused(browser: Browser, admin: Person, bourg: Tenant) -> None:
    client = browser(admin)
    word = client.post("/bourg/reglages/cles/", {"name": "Portail"}).text.split("<code>")[1].split("</code>")[0]
    with scope(tenant=bourg):
        number = ApiToken.objects.get().pk
    assert "refusée dès maintenant" in client.post(f"/bourg/reglages/cles/{number}/refuser/", follow=True).text
    assert client.get("/api/v1/usage", headers={"authorization": f"Bearer {word}"}).status_code == 401


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_of_keys_asks_the_database_the_same_whatever_their_number(
    browser: Browser, admin: Person, bourg: Tenant, count: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with scope(tenant=bourg):
        for number in range(count):
            ApiToken.objects.create(tenant=bourg, name=f"logiciel {number}", digest=f"{number}")
    client = browser(admin)
    with django_assert_max_num_queries(7):
        assert client.get("/bourg/reglages/cles/").text.count('scope="row"') == count
