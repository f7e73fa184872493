"""The demo territory: built once, opened again, one account a role, real results on screen."""

import re
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from beffroi.web.demo import PASSWORD
from beffroi.web.demo.towns import ACCOUNTS, OPERATOR
from web.instances import Instance, new_instance, until

pytestmark = pytest.mark.browser

FACTS = """
from beffroi.web.canteen.models import Expected, ExpectedTotal
from beffroi.web.platform.verification import verify
with scopes_disabled():
    told = {
        "tenants": list(Tenant.objects.order_by("population").values_list("population", "lead__slug")),
        "entries": Entry.objects.count(),
        "spans": [(Entry.objects.latest("at").at - Entry.objects.earliest("at").at).days],
        "served": ExpectedTotal.objects.filter(served__isnull=False).count(),
        "coming": ExpectedTotal.objects.filter(served__isnull=True).count(),
        "roles": sorted(set(Membership.objects.values_list("role", flat=True))),
    }
    told["whole"] = [verify(tenant).whole for tenant in Tenant.objects.all()]
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with new_instance(tmp_path_factory.mktemp("demo")) as instance:
        with instance.process(
            sys.executable, "-m", "beffroi", "demo", "--out", str(instance.home), "--build-only"
        ) as made:
            told, errors = made.communicate(timeout=600)
        assert made.returncode == 0, errors
        assert "Saint-Aubin : prête" in told
        yield instance


def test_the_territory_holds_a_lead_authority_its_towns_and_a_year_of_work(demo: Instance) -> None:
    told = demo.script(FACTS)
    assert told["tenants"] == [
        [400, "val-clair"],
        [6000, "val-clair"],
        [6800, "val-clair"],
        [14236, "val-clair"],
        [60000, "val-clair"],
        [66400, None],
    ]
    assert told["whole"] == [True] * 6
    assert told["spans"][0] > 300
    assert told["entries"] > 300
    assert told["served"] > 300
    assert told["coming"] > 20
    assert told["roles"] == ["admin", "agent", "delegate", "dpo", "elected", "lead", "referent"]


def test_it_opens_again_and_each_account_signs_in(demo: Instance, chromium: Browser) -> None:
    with demo.process(sys.executable, "-m", "beffroi", "demo", "--out", str(demo.home)) as running:
        assert running.stdout is not None
        opened = re.search(r"http://\S+(?=/ )", running.stdout.readline())
        assert opened
        printed = [running.stdout.readline() for _ in range(len(ACCOUNTS) + 7)]
        for account in ACCOUNTS:
            assert any(account.email in line for line in printed)
            page = chromium.new_context(locale="fr-FR").new_page()
            page.goto(f"{opened[0]}/connexion/")
            page.get_by_role("textbox", name="Courriel").fill(account.email)
            page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
            page.get_by_role("button", name="Se connecter").click()
            expect(page).to_have_url(f"{opened[0]}/{account.tenant}/")
            page.context.close()
        assert any(OPERATOR in line for line in printed)


def test_the_registers_show_figures_measured_on_each_town(demo: Instance) -> None:
    with demo.serve() as site:
        for slug in ("les-tilleuls", "port-clair", "saint-aubin"):
            status, register = site.get(f"/{slug}/registre/")
            assert status == 200
            assert re.search(r"Erreur par cantine et par jour.*?<strong>\d+,\d", register, re.DOTALL)


ASSISTANT_FACTS = """
from beffroi.web.assistant.models import Asked, Cited, Document, Draft, Unwritten
with scope(tenant=Tenant.objects.get(slug="bremontel")):
    told = {
        "documents": Document.objects.filter(current=True, state="read").count(),
        "internal": Document.objects.filter(public=False).count(),
        "asked": Asked.objects.count(),
        "quotes": Cited.objects.exclude(quote="").count(),
        "grouped": max(Unwritten.objects.values_list("times", flat=True)),
        "drafts": Draft.objects.count(),
        "figures": [figure["label"] for figure in Evaluation.objects.get(service="assistant").figures],
    }
"""


def test_the_assistant_has_read_a_town_answered_and_been_measured(demo: Instance) -> None:
    told = demo.script(ASSISTANT_FACTS)
    assert (told["documents"], told["internal"], told["asked"], told["drafts"]) == (32, 2, 9, 2)
    assert told["quotes"] > 9
    assert told["grouped"] >= 2
    assert "Bonne source en premier" in told["figures"]
    with demo.serve() as site:
        status, page = site.get("/bremontel/assistant/public/documents/")
        assert (status, "30 documents" in page) == (200, True)


WATER_FACTS = """
from beffroi.web.water.models import AlarmStatus, Leak, LeakStep, NightAlarm, PipeRisk, Round, Sensor, VolumesYear
with scope(tenant=Tenant.objects.get(slug="eaux-du-val")):
    told = {
        "leaks": sorted(set(Leak.objects.values_list("status", flat=True))),
        "steps": [LeakStep.objects.count(), LeakStep.objects.filter(decision=None).count()],
        "alarms": sorted(set(NightAlarm.objects.values_list("status", flat=True))),
        "rows": [PipeRisk.objects.count(), Round.objects.count(), VolumesYear.objects.count()],
        "last": max(Sensor.objects.values_list("last_t", flat=True)),
    }
"""


def test_the_water_syndicate_has_leaks_at_every_stage_and_its_sensors_go_on(demo: Instance) -> None:
    told = demo.script(WATER_FACTS)
    assert {"signal", "confirmed", "repaired", "closed"} <= set(told["leaks"])
    assert {"signal", "followed", "found"} <= set(told["alarms"])
    assert told["steps"][0] >= 10
    assert told["steps"][1] == 0
    assert min(told["rows"]) >= 3
    command = [sys.executable, "-m", "beffroi", "demo", "--out", str(demo.home), "--stream"]
    with demo.process(*command):
        until(lambda: demo.script(WATER_FACTS)["last"] > told["last"], seconds=90)
