"""Energy is measured where the machine allows, else estimated by documented facts."""

import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from beffroi.engines.footprint import (
    FactorMissing,
    Meter,
    busy_core,
    count_apart,
    electricity,
    estimated_wh,
    grams_co2e,
)
from beffroi.engines.footprint.meter import (
    machine_seconds,
    measured_wh,
    own_seconds,
    process_seconds,
    read_packages,
    spent,
)

SPIN = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"


def package(folder: Path, name: str, energy: int, span: int = 1_000_000) -> None:
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "energy_uj").write_text(f"{energy}\n")
    (folder / name / "max_energy_range_uj").write_text(f"{span}\n")


def test_packages_are_read_and_their_parts_left_out(tmp_path: Path) -> None:
    package(tmp_path, "intel-rapl:0", 500)
    package(tmp_path, "intel-rapl:1", 700)
    package(tmp_path, "intel-rapl:0:0", 100)
    assert read_packages(tmp_path) == {"intel-rapl:0": (500, 1_000_000), "intel-rapl:1": (700, 1_000_000)}


def test_a_counter_that_cannot_be_read_means_no_measure(tmp_path: Path) -> None:
    package(tmp_path, "intel-rapl:0", 500)
    (tmp_path / "intel-rapl:0" / "energy_uj").write_text("?")
    assert read_packages(tmp_path) == {}
    assert read_packages(tmp_path / "nowhere") == {}


def test_a_counter_that_wrapped_is_followed() -> None:
    assert spent({"a": (999_900, 999_999), "b": (5, 9)}, {"a": (50, 999_999), "b": (8, 9)}) == 150 + 3


def test_a_machine_without_counters_is_estimated_by_processor_time(tmp_path: Path) -> None:
    with Meter(folder=tmp_path) as meter:
        end = time.process_time() + 0.2
        while time.process_time() < end:
            pass
    assert not meter.measured
    assert 190 <= meter.cpu_ms <= 1000
    assert meter.duration_ms >= 190
    assert meter.energy_wh == estimated_wh(meter.cpu_ms)


def test_a_machine_with_counters_is_measured_by_its_share(tmp_path: Path) -> None:
    package(tmp_path, "intel-rapl:0", 1000, span=10**12)
    stat = tmp_path / "stat"
    stat.write_text("cpu 0 0 0 0 0 0 0 0 0 0\n")
    with Meter(folder=tmp_path, stat=stat) as meter:
        end = time.process_time() + 0.2
        while time.process_time() < end:
            pass
        package(tmp_path, "intel-rapl:0", 1000 + 3_600_000_000, span=10**12)
        stat.write_text("cpu 100 0 0 900 0 0 0 0 0 0\n")
    assert meter.measured
    assert meter.energy_wh == pytest.approx(Decimal(meter.cpu_ms) / 1000, rel=Decimal("0.01"))


def test_the_share_of_a_process_is_never_more_than_the_whole() -> None:
    assert measured_wh(3_600_000_000, own=3.0, busy=1.0) == 1
    assert measured_wh(3_600_000_000, own=0.5, busy=2.0) == Decimal("0.25")


def test_children_of_the_process_count() -> None:
    with Meter() as meter:
        subprocess.run([sys.executable, "-c", SPIN], check=True)
    assert meter.cpu_ms >= 290


def test_a_page_counts_its_own_thread_only() -> None:
    with Meter(thread_only=True) as meter:
        subprocess.run([sys.executable, "-c", SPIN], check=True)
    assert meter.cpu_ms < 290
    assert own_seconds(thread_only=True) < own_seconds()


def test_a_child_that_stays_is_counted_while_it_lives_and_left_out_once_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", f"{SPIN}\ninput()"], stdin=subprocess.PIPE)
    with Meter(pid=child.pid) as meter:
        while process_seconds(child.pid) < 0.3:
            time.sleep(0.02)
    with Meter() as other:
        child.communicate(b"\n")
        count_apart(process_seconds(child.pid) or 0.3)
    assert meter.cpu_ms >= 290
    assert other.cpu_ms < 200
    assert process_seconds(child.pid) == 0


def test_the_machine_tells_its_time_at_work_where_it_can(tmp_path: Path) -> None:
    assert machine_seconds() > 0
    assert machine_seconds(tmp_path / "absent") == 0


def test_a_busy_core_for_an_hour_uses_twelve_watt_hours() -> None:
    assert busy_core(day=date(2026, 11, 25)).value == 12
    assert estimated_wh(3_600_000) == 12


def test_french_electricity_emits_little() -> None:
    day = date(2026, 11, 25)
    assert grams_co2e(Decimal(1000), day=day) == Decimal("44.18")
    assert electricity(day=day, zone="WOR").value > 10 * electricity(day=day).value
    assert electricity(day=day).link.startswith("https://")


def test_the_mix_is_the_one_of_the_shared_data(shared_data: Path) -> None:
    rows = (shared_data / "footprint/ecologits_electricity_mixes.csv").read_text().splitlines()
    kilos = {row.split(",")[0]: Decimal(row.split(",")[3]) for row in rows[1:]}
    for zone in ("FRA", "WOR"):
        assert electricity(day=date(2026, 11, 25), zone=zone).value == kilos[zone] * 1000


def test_a_fact_before_its_date_is_missing() -> None:
    with pytest.raises(FactorMissing):
        electricity(day=date(1999, 1, 1))
