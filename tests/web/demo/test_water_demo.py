"""The made-up water service: its network, its simulated days, the feed that goes on while the demo is open."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django_scopes import scope

from beffroi.water.indicators import indicators, read_volumes
from beffroi.water.night_flow.legitimate import read_legitimate
from beffroi.water.ranking import read_break_register
from beffroi.water.registers import check_register, read_register
from beffroi.water.registers.tables_for_ranking import write_ranking_tables
from beffroi.web.demo.water_days import SimulatedLeak, SimulatedTown
from beffroi.web.demo.water_registers import write_registers
from beffroi.web.demo.water_story import COMING, HISTORY_DAYS, PAST, origin_of
from beffroi.web.demo.water_stream import Stream
from beffroi.web.demo.water_town import SECTORS, WaterTown, make_water_town, network_file
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.water.models import Leak, LeakSource, LeakStatus, LeakStep, Sensor, SensorDay
from beffroi.web.water.packing import unpack

DAY = date(2026, 3, 10)


def midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())


@pytest.fixture(scope="module")
def town() -> WaterTown:
    return make_water_town(7)


@pytest.fixture(scope="module")
def simulated(town: WaterTown, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedTown]:
    network = tmp_path_factory.mktemp("reseau") / "reseau.inp"
    network.write_text(network_file(town), encoding="utf-8")
    with SimulatedTown(town, network, seed=7) as made:
        yield made


@pytest.fixture
def stream(bourg: Tenant, simulated: SimulatedTown) -> Stream:
    return Stream(bourg, simulated, DAY - timedelta(days=HISTORY_DAYS), seed=3)


def test_a_seed_is_a_town_of_a_hundred_corners_and_two_sectors(town: WaterTown) -> None:
    assert town == make_water_town(7)
    assert town != make_water_town(8)
    assert 60 <= len(town.junctions) <= 120
    assert {pipe.sector for pipe in town.pipes} == {"", *(sector.name for sector in SECTORS)}
    assert len(town.sensors) == 10


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_story_happens_on_pipes_that_every_town_has(seed: int) -> None:
    names = {pipe.name for pipe in make_water_town(seed).pipes}
    assert {scene.pipe for scene in (*PAST, *COMING)} <= names


def test_a_day_depends_on_its_date_alone_and_leaves_water_everywhere(simulated: SimulatedTown) -> None:
    first, other = simulated.day(DAY, []), simulated.day(DAY + timedelta(days=1), [])
    assert first.equals(simulated.day(DAY, []))
    assert not first.equals(other.set_axis(first.index))
    assert first[[name for name in first.columns if not name.startswith("COMPTEUR")]].min().min() > 25


def test_a_leak_flows_through_the_meter_of_its_sector_and_no_other(simulated: SimulatedTown) -> None:
    at = datetime(2026, 3, 10)  # noqa: DTZ001 - of the files
    leak = SimulatedLeak("H12-H13", at, at, 0.0085, at + timedelta(hours=12))
    gained = simulated.day(DAY, [leak]) - simulated.day(DAY, [])
    high, low = gained["COMPTEUR-HAUT"], gained["COMPTEUR-BAS"]
    assert (high[:12] > 4).all()
    assert (high[12:].abs() < 0.1).all()
    assert (low.abs() < 0.2).all()
    assert (gained["H15"][:12] < 0).all()


def test_the_registers_are_read_by_the_service(town: WaterTown, tmp_path: Path) -> None:
    files = write_registers(town, tmp_path, today=DAY, seed=7)
    register = read_register(files["pipes"])
    assert len(register.pipes) == len(town.pipes)
    assert (register.pipes["rue"] != "").all()
    assert not [one for one in check_register(register, today=DAY) if "diamètre" in one.line()]
    pipes, _ = write_ranking_tables(register, tmp_path)
    known = read_break_register(pipes, files["breaks"])
    assert known.breaks["date"].dt.year.nunique() >= 15
    assert set(read_legitimate(files["customers"])) == {sector.name for sector in SECTORS}
    years = indicators(read_volumes(files["volumes"]))
    assert len(years) >= 3
    assert all(60 < year.yield_percent < 80 for year in years)


def test_the_feed_is_late_twice_and_out_of_order_yet_kept_whole(bourg: Tenant, stream: Stream) -> None:
    days = [DAY + timedelta(days=day) for day in range(3)]
    arrived: list[tuple[str, str]] = []
    for day in days:
        for batch in stream.batches(midnight(day)):
            stream.take(batch)
            arrived += [(reading.sensor, reading.t) for reading in batch]
    assert max(Counter(arrived).values()) > 1
    of_one = [t for sensor, t in arrived if sensor == "B01"]
    assert of_one != sorted(of_one)
    with scope(tenant=bourg):
        kept = SensorDay.objects.filter(day__in=days[:2])
        assert {len(unpack(bytes(row.packed))) for row in kept} == {24}
        assert kept.count() == 2 * len(stream.simulated.names)
        assert stream.next_hour() == midnight(DAY + timedelta(days=3))


def test_a_day_cut_short_goes_on_two_batches_back_and_misses_nothing(bourg: Tenant, stream: Stream) -> None:
    for batch in list(stream.batches(midnight(DAY)))[:4]:
        stream.take(batch)
    assert stream.next_hour() == midnight(DAY) + timedelta(hours=6)
    again = Stream(bourg, stream.simulated, stream.origin, seed=5)
    for since in (again.next_hour(), midnight(DAY + timedelta(days=1))):
        for batch in again.batches(since):
            again.take(batch)
    with scope(tenant=bourg):
        assert {len(unpack(bytes(row.packed))) for row in SensorDay.objects.filter(day=DAY)} == {24}


def test_a_sensor_breaks_down_for_some_days(bourg: Tenant, stream: Stream) -> None:
    broken = DAY + timedelta(days=8)
    told = {reading.sensor for batch in stream.batches(midnight(broken)) for reading in batch}
    assert "B66" not in told
    assert len(told) == len(stream.simulated.names) - 1
    with scope(tenant=bourg):
        assert not Sensor.objects.exists()


def test_a_leak_said_repaired_no_longer_flows(bourg: Tenant, agent: Person, stream: Stream) -> None:
    scene = COMING[0]
    before = len(stream._leaks())
    onset = datetime.combine(stream.origin + timedelta(days=scene.start), datetime.min.time(), UTC)
    with scope(tenant=bourg):
        leak = Leak.objects.create(
            tenant=bourg,
            source=LeakSource.RUN,
            pipe="B14-B24",
            raised_at=onset,
            onset=onset,
            status=LeakStatus.REPAIRED,
        )
        assert len(stream._leaks()) == before
        LeakStep.objects.create(tenant=bourg, leak=leak, person=agent, at=onset, after=LeakStatus.REPAIRED)
    assert len(stream._leaks()) == before - 1


def test_the_story_ends_its_past_before_the_feed_goes_on() -> None:
    today = date(2026, 11, 25)
    assert origin_of(today) + timedelta(days=HISTORY_DAYS) < today
    assert all(scene.start < HISTORY_DAYS for scene in PAST)
    assert all(scene.start > HISTORY_DAYS for scene in COMING)
