"""The telephone in a real browser: a town at work, axe on full pages, a sentence tried, writing without JavaScript."""

from datetime import timedelta

import pytest
from browser.conftest import Visit
from browser.test_accessible import seen_by_axe, watched
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from beffroi.phone import records
from beffroi.web.phone.models import Call, Message, PhoneSettings, Proposal, Service, Topic, Unanswered
from beffroi.web.phone.recorder import DatabaseRecorder
from beffroi.web.phone.rehearsal import Past, keep_past
from beffroi.web.phone.shipping import take_town
from beffroi.web.phone.starting import start_grouping, start_rehearsal, start_simulation
from beffroi.web.platform.models import Person, Role, Tenant, TenantService
from web.conftest import enrol
from web.phone.conftest import TOWN, work_off

pytestmark = pytest.mark.browser
NARROW = 380
PATHS = (
    *("", "appels/", "messages/", "sujets/", "sujets/nouveau/", "essai/", "sans-reponse/", "chiffres/", "services/"),
    *("services/nouveau/", "personnes/", "repetition/", "mise-en-service/", "reglages/", "ecrire/"),
)
NUMBERED = {"appels": Call, "messages": Message, "sujets": Topic, "sans-reponse": Proposal, "services": Service}


@pytest.fixture
def busy(live_server: LiveServer, bourg: Tenant, agent: Person, settings: object) -> Tenant:
    """A town with calls, messages, a proposal, a rehearsal, a simulation."""
    settings.EMBEDDINGS = "letters:"  # type: ignore[attr-defined]
    reverse("phone", args=["bourg"])  # all addresses are imported here, not by the browser's first request
    now = timezone.now()
    with scope(tenant=bourg):
        TenantService.objects.create(tenant=bourg, service="phone")
        take_town(bourg, TOWN, person=agent, approve=True)
        Topic.objects.filter(name="encombrants").update(state="draft")
        PhoneSettings.objects.create(tenant=bourg, chat_open=True, reach_a_person="Accueil, 03 53 01 24 00")
        recorder = DatabaseRecorder(bourg)
        for rank, ending in enumerate(("answered", "message", "hung_up", "transferred") * 6):
            key = recorder.began(caller="0639981234", at=now - timedelta(minutes=30 + rank))
            recorder.turn(key, records.Turn("caller", "c'est pour un frelon dans la cabane", 3.0))
            if ending == "message":
                recorder.message(
                    key, records.Message("accueil", "les encombrants", "Rappelez", "", call_back=True, sound=b"RIFF")
                )
            topics = ("permis",) if ending == "transferred" else ()
            recorder.ended(key, records.Report(now, 30.0, ending, topics, (), transfers=(True,) * len(topics)))  # type: ignore[arg-type]
        recorder.began(caller="", at=now)
        recorder.beat(lines=6, busy=1)
        keep_past(bourg, [Past("ramassage des encombrants", "dechets")], person=agent)
        for start in (start_grouping, start_rehearsal):
            start(bourg)
        start_simulation(bourg, calls_per_day=20, operators=1)
    assert {job.state for job in work_off(bourg)} == {"done"}
    return bourg


def paths(tenant: Tenant) -> list[str]:
    with scope(tenant=tenant):
        return [*PATHS, *(f"{name}/{model.objects.order_by('-pk').first().pk}/" for name, model in NUMBERED.items())]


def test_axe_finds_nothing_on_a_busy_telephone_and_no_page_is_wider_than_a_telephone(
    visit: Visit, busy: Tenant
) -> None:
    page = visit(enrol(busy, Role.ADMIN))
    told, found, wide = watched(page), {}, []
    for path in (*paths(busy), "reglages/appelant/"):
        page.set_viewport_size({"width": 1200, "height": 800})
        answer = page.goto(f"/bourg/telephone/{path}")
        assert answer is not None
        assert answer.status == 200, path
        found[path] = seen_by_axe(page)
        page.set_viewport_size({"width": NARROW, "height": 700})
        if page.evaluate("document.documentElement.scrollWidth") > NARROW:
            wide.append(path)
    assert {path: seen for path, seen in found.items() if seen} == {}
    assert wide == []
    assert told == []
    with scope(tenant=busy):
        assert Unanswered.objects.exists()


def test_the_try_box_answers_in_the_page(visit: Visit, agent: Person, busy: Tenant) -> None:
    page = visit(agent)
    page.goto("/bourg/telephone/essai/")
    page.get_by_role("textbox", name="Ce que dit l'appelant").fill("refaire ma carte d'identité")
    page.get_by_role("button", name="Essayer").click()
    expect(page.get_by_role("heading", name="Une carte d'identité")).to_be_visible()
    assert "Prenez rendez-vous" in page.inner_text("main")


def test_the_board_refreshes_by_itself(visit: Visit, agent: Person, busy: Tenant) -> None:
    page = visit(agent)
    page.goto("/bourg/telephone/")
    expect(page.get_by_text("1 appel en cours".removeprefix("1 "), exact=True)).to_be_visible()
    with scope(tenant=busy):
        Call.objects.filter(ended_at=None).update(ended_at=timezone.now(), ending="answered")
    expect(page.get_by_role("heading", name="En direct")).to_be_visible()
    expect(page.get_by_role("region", name="Appels en cours")).to_have_count(0, timeout=12_000)


def test_a_resident_writes_without_javascript(chromium: Browser, live_server: LiveServer, busy: Tenant) -> None:
    page = chromium.new_context(java_script_enabled=False, base_url=live_server.url).new_page()
    page.goto("/bourg/telephone/ecrire/")
    for line in ("refaire ma carte d'identité", "non merci"):
        page.get_by_role("textbox", name="Votre message").fill(line)
        page.get_by_role("button", name="Envoyer").click()
    assert "La conversation est terminée" in page.inner_text("main")
    page.context.close()
