"""Readings by HTTP and MQTT: once each, whatever the order; sensors that fall silent are told."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from hypothesis import Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from beffroi.water.messages import Reading
from beffroi.web.platform import tokens
from beffroi.web.platform.models import Person, Tenant, TenantService
from beffroi.web.water.feed import FeedStore, is_live, sensor_states
from beffroi.web.water.inputs import stored
from beffroi.web.water.models import Sensor, SensorDay, SensorKind, Source
from beffroi.web.water.packing import pack, unpack
from beffroi.web.water.standard_time import moment_of, standard_text
from beffroi.web.wsgi import application

Post = Callable[..., Any]
Browser = Callable[[Person], Client]


def reading(hour: int, *, sensor: str = "j11", value: float | None = None, day: int = 1) -> Reading:
    return Reading(sensor, f"2026-01-{day:02d} {hour:02d}:00:00", float(hour) if value is None else value)


def store(tenant: Tenant) -> FeedStore:
    return FeedStore(tenant, Source.HTTP)


def test_the_order_of_arrival_and_repeats_change_nothing(bourg: Tenant) -> None:
    readings = [reading(hour, sensor=name, day=day) for name in "AB" for day in (1, 2) for hour in range(24)]
    draw = random.Random(4)
    arrived = readings + draw.sample(readings, 20)
    draw.shuffle(arrived)
    parts = [store(bourg).take(arrived[place : place + 9]) for place in range(0, len(arrived), 9)]
    assert sum(part.new for part in parts) == 96
    assert sum(part.repeated for part in parts) == 20
    with scope(tenant=bourg):
        table = stored(None, first=date(2026, 1, 1), last=date(2026, 1, 2))
        assert SensorDay.objects.count() == 4
        assert Sensor.objects.get(name="A").last_t == "2026-01-02 23:00:00"
    assert table.index.is_monotonic_increasing
    assert table["B"].tolist() == [float(hour) for hour in range(24)] * 2


def test_late_and_corrected_readings_are_counted_and_the_last_value_stands(bourg: Tenant) -> None:
    store(bourg).take([reading(5)])
    took = store(bourg).take([reading(3), reading(5, value=9.0), reading(5, value=9.0)])
    assert (took.new, took.late, took.corrected, took.repeated) == (1, 1, 1, 1)
    with scope(tenant=bourg):
        sensor = Sensor.objects.get()
        assert (sensor.last_t, sensor.last_value) == ("2026-01-01 05:00:00", 9.0)
        assert unpack(bytes(SensorDay.objects.get().packed)) == {3 * 3600: 3.0, 5 * 3600: 9.0}


def test_a_day_of_readings_is_small_and_comes_back_whole() -> None:
    values = {second: second / 7 for second in range(0, 86400, 900)}
    assert unpack(pack(values)) == values
    assert len(pack(values)) == 96 * 12


def test_readings_of_one_town_are_not_those_of_another(bourg: Tenant, autun: Tenant) -> None:
    store(bourg).take([reading(5)])
    store(autun).take([reading(5, value=1.0)])
    with scope(tenant=bourg):
        assert Sensor.objects.get().last_value == 5.0


def test_json_and_csv_are_taken_and_told(post_readings: Post, bourg: Tenant) -> None:
    first = post_readings(json.dumps({"sensor": "j11", "t": "2026-01-01 00:00:00", "value": 4}))
    assert first.json() == {"new": 1, "late": 0, "repeated": 0, "corrected": 0}
    again = post_readings("t;j11;j12\n2026-01-01 00:00:00;4;5,5\n", "text/csv; charset=utf-8")
    assert again.json() == {"new": 1, "late": 0, "repeated": 1, "corrected": 0}
    with scope(tenant=bourg):
        assert set(Sensor.objects.values_list("name", "last_value")) == {("j11", 4.0), ("j12", 5.5)}


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("pas du JSON", "application/json", "illisible"),
        ("a,b\n1,2\n", "text/csv", "« t »"),
        ('{"sensor": "j11", "t": "2999-01-01 00:00:00", "value": 1}', "application/json", "après aujourd'hui"),
        ('{"sensor": "j11", "t": "0002-01-01 00:00:00", "value": 1}', "application/json", "avant 1990"),
        (" " * 5_000_001, "application/json", "5 Mo"),
    ],
)
def test_what_is_no_reading_is_refused_whole(
    post_readings: Post, bourg: Tenant, body: str, kind: str, said: str
) -> None:
    answer = post_readings(body, kind)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    with scope(tenant=bourg):
        assert not Sensor.objects.exists()


def test_a_message_with_one_wrong_reading_keeps_none(post_readings: Post, bourg: Tenant) -> None:
    good = {"sensor": "j11", "t": "2026-01-01 00:00:00", "value": 4}
    assert post_readings(json.dumps([good, {**good, "t": "2999-01-01 00:00:00"}])).status_code == 422
    with scope(tenant=bourg):
        assert not SensorDay.objects.exists()


def test_a_key_of_the_service_sends_and_reads_nothing_else(bourg: Tenant, post_readings: Post) -> None:
    sends = tokens.create_token(bourg, "capteurs", service="water")[1]
    reads = tokens.create_token(bourg, "tableau")[1]
    client = Client()

    def status(path: str, word: str) -> int:
        return client.get(f"/api/v1/{path}", headers={"authorization": f"Bearer {word}"}).status_code

    assert [status("water/readings", sends), status("ledger", sends), status("jobs", sends)] == [200, 401, 401]
    assert [status("water/readings", reads), status("jobs", reads)] == [401, 200]


def test_a_town_without_the_service_takes_nothing(post_readings: Post, bourg: Tenant) -> None:
    with scope(tenant=bourg):
        TenantService.objects.filter(service="water").update(enabled=False)
    assert post_readings('{"sensor": "j11", "t": "2026-01-01 00:00:00", "value": 4}').status_code == 404


@pytest.fixture
def described(db: None) -> Iterator[Any]:
    """The API's own description, asked over WSGI; a request leaves the test's connection open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_description_holds_for_anything_sent(described: Any, bourg: Tenant) -> None:
    # no schema says of a CSV text that it has a column « t »: what fits the schema may be refused
    key = {"Authorization": f"Bearer {tokens.create_token(bourg, 'essai', service='water')[1]}"}
    operations = [found for found in (one.ok() for one in described.get_all_operations()) if "/water/" in found.path]
    assert len(operations) == 2

    def check(case: schemathesis.Case) -> None:
        cache.clear()
        answer = case.call_and_validate(headers=key, excluded_checks=[positive_data_acceptance])
        assert answer.status_code < 500

    for operation in operations:
        fuzz = given(case=operation.as_strategy())(check)
        settings(max_examples=40, derandomize=True, deadline=None, database=None, phases=[Phase.generate])(fuzz)()


def test_a_silent_sensor_and_one_behind_the_others_are_late(bourg: Tenant) -> None:
    store(bourg).take([reading(5, sensor="behind"), reading(9, sensor="fresh"), reading(9, sensor="silent")])
    with scope(tenant=bourg):
        Sensor.objects.filter(name="silent").update(received_at=timezone.now() - timedelta(hours=3))
        assert {state.sensor.name: state.late for state in sensor_states()} == {
            "behind": True,
            "silent": True,
            "fresh": False,
        }
        assert is_live()
        assert not is_live(now=timezone.now() + timedelta(days=3))


def test_late_sensors_are_told_on_the_home_page(bourg: Tenant, agent: Person, browser: Browser) -> None:
    store(bourg).take([reading(5)])
    assert "en retard" not in browser(agent).get("/bourg/eau/").text
    with scope(tenant=bourg):
        Sensor.objects.update(received_at=timezone.now() - timedelta(hours=3))
    assert "1 capteur en retard" in browser(agent).get("/bourg/eau/").text


def test_a_meter_of_customers_is_kept_apart_from_the_history(bourg: Tenant, agent: Person, browser: Browser) -> None:
    store(bourg).take([reading(5), reading(5, sensor="abonnés", value=900.0)])
    client = browser(agent)
    assert client.post("/bourg/eau/capteurs/nature/", {"sensor": "abonnés", "kind": "amr"}).status_code == 302
    assert (
        "Choisissez" in client.post("/bourg/eau/capteurs/nature/", {"sensor": "nul", "kind": "amr"}, follow=True).text
    )
    with scope(tenant=bourg):
        table = stored(None, first=date(2026, 1, 1), last=date(2026, 1, 1), without=SensorKind.AMR)
    assert list(table.columns) == ["j11"]


@pytest.mark.parametrize("text", ["2026-01-16 03:00:00", "2026-07-16 03:00:00", "2026-03-29 02:30:00"])
def test_standard_time_comes_back_the_same_in_summer_and_winter(text: str) -> None:
    moment = moment_of(text, zone="Europe/Paris")
    assert moment.utcoffset() == timedelta(hours=1)
    assert standard_text(moment, zone="Europe/Paris") == text
