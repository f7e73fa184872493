"""Figures of the town's own calls, the simulation, settings, a caller's rights."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_scopes import scope

from beffroi.phone.numbers.figures import LEFT as LEFT_TO_THE_PACKAGE
from beffroi.phone.numbers.figures import LOST as LOST_TO_THE_PACKAGE
from beffroi.web.phone.figures import period
from beffroi.web.phone.models import Call, Message, PhoneSettings, Turn
from beffroi.web.phone.models.calls import LEFT, LOST
from beffroi.web.phone.starting import start_simulation
from beffroi.web.platform.models import Entry, JobResult, Person, Role, Tenant
from web.conftest import enrol
from web.phone.conftest import Browser, work_off

PAGE = "/bourg/telephone/"
DAY = date(2026, 11, 24)
ENDINGS = ("answered", "answered", "answered", "transferred", "message", "cut", "hung_up", "refused")


@pytest.fixture
def called(town: Tenant) -> Tenant:
    """Eight calls at nine, by each ending; one in writing."""
    at = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
    with scope(tenant=town):
        for ending in ENDINGS:
            Call.objects.create(
                tenant=town,
                began_at=at,
                ended_at=at + timedelta(seconds=60),
                seconds=60,
                waited=0.6,
                ending=ending,
                caller="06 39 98 12 34",
                topics=["permis"] if ending == "transferred" else ["encombrants"],
                transfers=[True] if ending == "transferred" else [],
            )
        Call.objects.create(tenant=town, channel="chat", began_at=at, ended_at=at, ending="answered")
    return town


def test_lost_calls_are_those_of_the_phone_package() -> None:
    assert {str(one) for one in LOST} == LOST_TO_THE_PACKAGE
    assert {str(one) for one in LEFT} == LEFT_TO_THE_PACKAGE


def test_calls_are_counted_both_ways_by_theme_and_hour(called: Tenant) -> None:
    with scope(tenant=called):
        found = period(called, first=DAY, last=DAY)
    assert (found.figures.calls, found.written) == (8, 1)
    assert (found.figures.lost, found.figures.lost_or_message) == (2 / 8, 4 / 8)
    assert found.figures.contained == 3 / 7
    assert [(name, one.calls) for name, one in found.themes] == [("déchets", 7), ("urbanisme", 1)]
    assert [(hour, one.calls) for hour, one in found.hours] == [(9, 8)]
    assert [(one.calls, one.lost) for one in found.days] == [(8, 2)]
    assert found.staffing is None


def test_a_busy_hour_says_how_many_people_it_needs(called: Tenant) -> None:
    with scope(tenant=called):
        for call in list(Call.objects.filter(channel="phone")) * 4:
            call.pk, call.key = None, f"copie-{timezone.now().timestamp()}"
            call.save()
        found = period(called, first=DAY, last=DAY)
    assert (found.busiest_hour, found.busiest) == (9, 40.0)
    assert found.staffing is not None
    assert found.staffing.agents >= 2


def test_the_page_shows_figures_with_a_table_behind_each_chart(called: Tenant, agent: Person, browser: Browser) -> None:
    with scope(tenant=called):
        Call.objects.update(began_at=timezone.now() - timedelta(hours=1))
    page = browser(agent).get(f"{PAGE}chiffres/", {"jours": "7"}).text
    assert "25,0" in page
    assert "50,0" in page
    assert page.count("<svg viewBox") == 2
    assert "Heure de l'appel" in page
    assert "Aucun appel" in browser(agent).get("/bourg/telephone/chiffres/?jours=zz").text or "appels du" in page


def test_the_simulation_compares_with_and_without_the_agent(town: Tenant, agent: Person, browser: Browser) -> None:
    with scope(tenant=town):
        start_simulation(town, calls_per_day=60, operators=1)
    work_off(town)
    with scope(tenant=town):
        value = JobResult.objects.get().value
        assert Entry.objects.get().operation == "simulate"
    assert value["with"]["lost"] < value["without"]["lost"]
    assert (value["own"], value["calls_per_day"]) == (False, 60)
    page = browser(agent).get(f"{PAGE}chiffres/").text
    assert "Réglés par l'agent seul" in page


def test_the_simulation_takes_the_town_s_own_containment_once_there_are_calls(called: Tenant) -> None:
    with scope(tenant=called):
        for _ in range(20):
            Call.objects.create(
                tenant=called, began_at=timezone.now(), ended_at=timezone.now(), ending="answered", seconds=30
            )
        start_simulation(called, calls_per_day=20, operators=1)
    work_off(called)
    with scope(tenant=called):
        assert JobResult.objects.get().value["own"] is True


def test_settings_are_a_lead_s_own_and_keep_within_the_law(town: Tenant, agent: Person, browser: Browser) -> None:
    assert browser(agent).get(f"{PAGE}reglages/").status_code == 404
    client = browser(enrol(town, Role.LEAD))
    posted = {
        "agent_name": "Gaston",
        "lines": 6,
        "region": "metropole",
        "turns_days": 30,
        "messages_days": 90,
        "operators": 2,
        "answer_seconds": 240,
        "patience_seconds": 90,
    }
    assert "Dites comment joindre" in client.post(f"{PAGE}reglages/", {**posted, "chat_open": "on"}).text
    assert "0 à 365 jours" in client.post(f"{PAGE}reglages/", {**posted, "turns_days": 900}).text
    assert "Réglages enregistrés" in client.post(f"{PAGE}reglages/", posted, follow=True).text
    with scope(tenant=town):
        assert PhoneSettings.objects.get().agent_name == "Gaston"


def test_a_lead_chooses_the_step_and_an_agent_only_reads_it(town: Tenant, agent: Person, browser: Browser) -> None:
    posted = {"step": "half_day", "weekday": "3", "morning": "False"}
    browser(agent).post(f"{PAGE}mise-en-service/", posted)
    with scope(tenant=town):
        assert not PhoneSettings.objects.exists()
    browser(enrol(town, Role.LEAD)).post(f"{PAGE}mise-en-service/", posted)
    with scope(tenant=town):
        kept = PhoneSettings.objects.get()
    assert (kept.step, kept.weekday, kept.morning) == ("half_day", 3, False)
    assert "jeudi après-midi" in browser(agent).get(f"{PAGE}mise-en-service/").text


def test_a_caller_is_found_handed_over_and_erased_by_number(called: Tenant, admin: Person, browser: Browser) -> None:
    with scope(tenant=called):
        call = Call.objects.filter(channel="phone").first()
        Turn.objects.create(tenant=called, call=call, speaker="caller", text="mon secret")
        Message.objects.create(
            tenant=called, call=call, subject="à rappeler", number="0639981234", left_at=timezone.now()
        )
    client, page = browser(admin), f"{PAGE}reglages/appelant/"
    assert "8 appels" in client.post(page, {"number": "+33 6 39 98 12 34"}).text
    given = client.post(page, {"number": "0639981234", "emporter": "1"}).json()
    assert [one["texte"] for one in given["phrases"]] == ["mon secret"]
    assert "10 lignes effacées" in client.post(page, {"number": "0639981234", "effacer": "1"}, follow=True).text
    with scope(tenant=called):
        assert not Turn.objects.exists()
        assert not Message.objects.exists()
        assert not Call.objects.exclude(caller="").exists()
        assert Entry.objects.get().operation == "erase"


def test_a_short_number_finds_nobody(called: Tenant, admin: Person, browser: Browser) -> None:
    assert "Rien n'est gardé" in browser(admin).post(f"{PAGE}reglages/appelant/", {"number": "12"}).text.replace(
        "&#x27;", "'"
    )


def test_hours_and_closures_are_edited_and_public_holidays_computed(
    town: Tenant, agent: Person, browser: Browser
) -> None:
    client = browser(agent)
    assert "Fête nationale" in client.get(f"{PAGE}services/").text
    client.post(f"{PAGE}services/nouveau/", {"title": "le musée", "extension": "198"})
    page = client.get(f"{PAGE}services/").text
    assert "Le musée" in page
    number = page.split("Le musée")[0].rsplit("/services/", 1)[1].split("/")[0]
    wrong = {"days": ["1", "2"], "opens": "18:00", "closes": "10:00"}
    assert "La fermeture vient après" in client.post(f"{PAGE}services/{number}/horaires/", wrong).text
    right = {"days": ["1", "2", "3"], "opens": "10:00", "closes": "18:00"}
    assert "Mardi au jeudi" in client.post(f"{PAGE}services/{number}/horaires/", right, follow=True).text
    closed = {"first": "2030-08-01", "last": "2030-08-15", "reason": "inventaire", "service": number}
    assert "Inventaire" in client.post(f"{PAGE}services/", closed, follow=True).text


def test_people_duty_numbers_and_places_are_added_and_taken_away(town: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    added = (
        {"kind": "personne", "name": "Inès Morandeau", "role": "adjointe", "service": "", "extension": ""},
        {"kind": "astreinte", "theme": "eau", "title": "l'astreinte", "number": "03 53 01 24 99"},
    )
    for row in added:
        client.post(f"{PAGE}personnes/", row)
    page = client.get(f"{PAGE}personnes/").text
    assert "Inès Morandeau" in page
    assert "03 53 01 24 99" in page
    assert "03 53 01 24 61" not in page
