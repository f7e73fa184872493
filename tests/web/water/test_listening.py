"""Turns of listening to a Mosquitto of our own: nothing lost between two turns, one worker at a time."""

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_scopes import scope
from paho.mqtt import publish

from beffroi.web.platform.models import Tenant, TenantService
from beffroi.web.platform.shift import SHIFT
from beffroi.web.platform.working import BESIDE
from beffroi.web.water.listening import listen_turn
from beffroi.web.water.models import Sensor, WaterSettings


@pytest.fixture
def port(tmp_path: Path, mosquitto: str) -> Iterator[int]:
    """A broker on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chosen = int(free.getsockname()[1])
    settings = tmp_path / "mosquitto.conf"
    settings.write_text(f"listener {chosen} 127.0.0.1\nallow_anonymous true\n", encoding="utf-8")
    running = subprocess.Popen([mosquitto, "-c", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(chosen)
        yield chosen
    finally:
        running.terminate()
        running.wait(timeout=10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the broker does not answer")


@pytest.fixture
def listening(bourg: Tenant, port: int) -> WaterSettings:
    with scope(tenant=bourg):
        return WaterSettings.objects.create(tenant=bourg, broker=f"127.0.0.1:{port}")


def say(port: int, sensor: str, hour: int) -> None:
    body = json.dumps({"t": f"2026-01-01 {hour:02d}:00:00", "value": hour})
    publish.single(f"eau/{sensor}", body, qos=1, hostname="127.0.0.1", port=port)


def test_what_arrives_between_two_turns_is_taken_once(bourg: Tenant, listening: WaterSettings, port: int) -> None:
    listen_turn(seconds=0.6)
    for hour in (3, 1, 1, 2):
        say(port, "j11", hour)
    publish.single("eau/j12", "cassé", qos=1, hostname="127.0.0.1", port=port)
    listen_turn(seconds=1.2)
    listen_turn(seconds=0.6)
    with scope(tenant=bourg):
        assert list(Sensor.objects.values_list("name", "last_t", "source")) == [("j11", "2026-01-01 03:00:00", "mqtt")]
        row = WaterSettings.objects.get()
    assert row.trouble == ""
    assert row.listening_until is None
    assert row.listened_at is not None


def test_a_turn_that_another_worker_holds_is_left_to_it(bourg: Tenant, listening: WaterSettings, port: int) -> None:
    with scope(tenant=bourg):
        WaterSettings.objects.update(listening_until=timezone.now() + timedelta(seconds=30))
    listen_turn(seconds=5)
    with scope(tenant=bourg):
        assert WaterSettings.objects.get().listened_at is None
        WaterSettings.objects.update(listening_until=timezone.now() - timedelta(seconds=1))
    listen_turn(seconds=0.3)
    with scope(tenant=bourg):
        assert WaterSettings.objects.get().listened_at is not None


def test_a_broker_that_does_not_answer_is_told_to_the_town(bourg: Tenant) -> None:
    with scope(tenant=bourg):
        WaterSettings.objects.create(tenant=bourg, broker="127.0.0.1:1")
    listen_turn(seconds=0.3)
    with scope(tenant=bourg):
        assert "ne répond pas" in WaterSettings.objects.get().trouble


def test_a_town_without_the_service_is_not_listened_to(bourg: Tenant, listening: WaterSettings) -> None:
    with scope(tenant=bourg):
        TenantService.objects.filter(service="water").update(enabled=False)
    listen_turn(seconds=0.3)
    with scope(tenant=bourg):
        assert WaterSettings.objects.get().listened_at is None


def test_a_worker_that_stops_ends_its_turn(bourg: Tenant, listening: WaterSettings) -> None:
    stopping = threading.Timer(0.3, SHIFT.stop.set)
    stopping.start()
    try:
        began = timezone.now()
        listen_turn(seconds=60)
        assert timezone.now() - began < timedelta(seconds=10)
    finally:
        stopping.join()
        SHIFT.stop.clear()


def test_workers_do_the_listening_beside_their_jobs() -> None:
    import beffroi.web.water.rounds  # noqa: F401 - registers it

    assert BESIDE["water.mqtt"] is listen_turn
