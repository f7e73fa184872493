from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.water.night_flow import read_flows, watch_sectors
from beffroi.water.night_flow.alarms import Alarm
from beffroi.water.night_flow.changes import find_rises
from beffroi.water.night_flow.flows import FlowsUnusable, clean_flows, other_unit
from beffroi.water.night_flow.judging import JudgedLeak, judge
from beffroi.water.night_flow.legitimate import read_legitimate
from beffroi.water.night_flow.made_up import KnownLeak, MadeUpFlows, make_up_flows
from beffroi.water.night_flow.nights import is_pumped, nightly
from beffroi.water.night_flow.segments import cut
from beffroi.water.tables import FileUnreadable, ValuesUnreadable

LEAK = KnownLeak(
    "secteur 1", pd.Timestamp("2022-04-10 14:00"), pd.Timestamp("2022-04-10 14:00"), pd.Timestamp("2022-06-20"), 9.0
)
SLOW = KnownLeak("secteur 1", pd.Timestamp("2022-03-20"), pd.Timestamp("2022-05-20"), pd.Timestamp("2022-07-30"), 12.0)


def quiet(*, minutes: int = 15, days: int = 200, sectors: int = 1, seed: int = 3) -> pd.DataFrame:
    return make_up_flows(seed=seed, sectors=sectors, days=days, minutes=minutes, leaks_a_year=0).table


def leaking(leak: KnownLeak, *, minutes: int = 15, noise: float = 0.03) -> pd.DataFrame:
    table = make_up_flows(seed=3, sectors=1, days=200, minutes=minutes, leaks_a_year=0, noise=noise).table
    return table.add(pd.Series(leak.flow(table.index), table.index), axis=0)


def alarms(table: pd.DataFrame) -> tuple[Alarm, ...]:
    return watch_sectors(clean_flows(table, "essai")).alarms


@pytest.mark.parametrize("minutes", [15, 60])
def test_a_sudden_leak_is_seen_within_three_days_with_its_date_and_size(minutes: int) -> None:
    (found,) = alarms(leaking(LEAK, minutes=minutes))
    assert LEAK.start < found.raised_at < LEAK.start + pd.Timedelta(days=3)
    assert found.earliest <= LEAK.start <= found.latest
    assert abs(found.onset - LEAK.start) < pd.Timedelta(days=1)
    assert found.loss_m3h == pytest.approx(9.0, rel=0.25)
    assert found.sudden


def test_a_slow_leak_is_seen_before_it_has_passed_seven_m3h() -> None:
    first = alarms(leaking(SLOW))[0]
    passed = SLOW.start + (SLOW.full - SLOW.start) * (7 / SLOW.peak_m3h)
    assert SLOW.start < first.raised_at < passed


def test_two_years_without_leaks_raise_at_most_one_alarm_a_sector_and_year() -> None:
    table = make_up_flows(seed=21, sectors=3, leaks_a_year=0).table
    assert len(alarms(table)) <= 3


def test_an_alarm_does_not_depend_on_later_readings() -> None:
    table = leaking(LEAK)
    (found,) = alarms(table)
    again = alarms(table[table.index <= found.raised_at])
    assert [one.as_json() for one in again] == [found.as_json()]


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 1000))
def test_what_comes_after_a_night_does_not_move_its_rises(seed: int) -> None:
    nights = nightly(leaking(LEAK)["secteur 1"]).to_numpy(dtype=float)
    weekdays = (np.arange(len(nights)) + 5) % 7
    altered = nights.copy()
    altered[130:] = np.random.default_rng(seed).uniform(0, 200, len(nights) - 130)
    before = [rise for rise in find_rises(nights, weekdays) if rise.seen < 130]
    assert before == [rise for rise in find_rises(altered, weekdays) if rise.seen < 130]
    assert before


def test_a_gap_of_three_weeks_neither_hides_nor_makes_a_leak() -> None:
    table = leaking(LEAK)
    table.loc["2022-03-01":"2022-03-21"] = np.nan
    (found,) = alarms(table)
    assert LEAK.start < found.raised_at < LEAK.start + pd.Timedelta(days=3)


def test_a_pumped_sector_is_followed_from_start_to_start() -> None:
    """A tank of 230 m3 filled at 90 m3/h: the pump's nights say nothing, its cycles do."""
    demand = leaking(LEAK, noise=0.01)["secteur 1"]
    level, running, flow = 150.0, False, []
    for used in demand:
        running = level < 60 or (running and level < 290)
        level += (90.0 * running - used) / 4
        flow.append(90.0 * running)
    pumped = pd.DataFrame({"bâche": flow}, index=demand.index)
    assert is_pumped(pumped["bâche"][:2000])
    assert not is_pumped(demand[:2000])
    found = alarms(pumped)[0]
    assert LEAK.start < found.raised_at < LEAK.start + pd.Timedelta(days=7)
    assert found.loss_m3h == pytest.approx(9.0, rel=0.3)


def test_swapped_meters_are_said_and_are_no_leak() -> None:
    table = quiet(sectors=2)
    table["secteur 2"] = table["secteur 2"] * 1.8 * table["secteur 1"].mean() / table["secteur 2"].mean()
    swapped = table.copy()
    late = table.index >= "2022-04-15"
    swapped.loc[late, ["secteur 1", "secteur 2"]] = table.loc[late, ["secteur 2", "secteur 1"]].to_numpy()
    made = watch_sectors(clean_flows(swapped, "essai"))
    day = pd.Timestamp("2022-04-15")
    assert not [alarm for alarm in made.alarms if abs(alarm.onset - day) < pd.Timedelta(days=7)]
    assert any("intervertis" in finding.line() for finding in made.findings)


def test_other_units_are_blanked_but_a_large_leak_is_not() -> None:
    table = quiet()["secteur 1"]
    scaled = table.where(table.index < "2022-05-01", table / 3.6)
    assert other_unit(scaled)["2022-05-01":].mean() > 0.9
    assert not other_unit(table + np.where(table.index >= "2022-05-01", 60.0, 0.0)).any()
    assert alarms(scaled.to_frame()) == ()


def test_negative_stuck_doubled_and_missing_hours_are_said(tmp_path: Path) -> None:
    table = quiet(minutes=60, days=60)["secteur 1"]
    table.iloc[100], table.iloc[200:230] = -4.0, 7.77
    doubled = pd.concat([table.iloc[:500], table.iloc[499:520], table.iloc[521:]])
    path = tmp_path / "débits.csv"
    doubled.rename_axis("t").reset_index().to_csv(path, index=False)
    said = " ".join(finding.line() for finding in read_flows(path).findings)
    for words in ("débit négatif", "figée", "en double", "manquante"):
        assert words in said


def test_french_dates_and_commas_are_read(tmp_path: Path) -> None:
    table = quiet(minutes=60, days=20)["secteur 1"]
    lines = [f"{when:%d/%m/%Y %H:%M};{str(value).replace('.', ',')}" for when, value in table.items()]
    path = tmp_path / "débits.csv"
    path.write_text("\n".join(["t;Centre", *reversed(lines)]), encoding="cp1252")
    flows = read_flows(path)
    assert flows.table["Centre"].to_numpy() == pytest.approx(table.to_numpy())
    assert "désordre" in flows.findings[0].line()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "t\n2022-01-01 00:00:00\n",
        "jour,A\n2022-01-01,3\n",
        "t,A\nlundi,3\nmardi,4\n",
        "t,A\n2022-01-01 00:00:00,beaucoup\n2022-01-01 01:00:00,peu\n",
        "t,A\n2022-01-01 00:00:00,1\n2022-01-01 01:00:00,2\n",
        "t,A\n" + "".join(f"2022-01-{day:02d} 00:00:00,3\n" for day in range(1, 20)),
        "t,A\n" + "".join(f"2022-01-{1 + n // 24:02d} {n % 24:02d}:00:00,-3.{n % 7}\n" for n in range(300)),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "débits.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((FlowsUnusable, FileUnreadable)):
        read_flows(path)


def test_nights_are_cut_where_they_change() -> None:
    values = np.concatenate([np.full(30, 10.0), np.full(10, 16.0), np.linspace(16, 26, 20)])
    values += np.random.default_rng(2).normal(0, 0.3, 60)
    segments, _ = cut(values, 0.3)
    assert [segment.begin for segment in segments][1] == 30
    assert segments[-1].slope == pytest.approx(10 / 19, rel=0.15)


def test_the_loss_leaves_out_what_customers_use_at_night(tmp_path: Path) -> None:
    path = tmp_path / "abonnés.csv"
    path.write_text("secteur;abonnés;gros consommateurs\nsecteur 1;1000;0,5\n", encoding="utf-8")
    known = read_legitimate(path)
    assert known == {"secteur 1": pytest.approx(2.2)}
    flows = clean_flows(quiet(days=60), "essai")
    (loss,) = watch_sectors(flows, legitimate=known, euros_per_m3=0.5).losses
    figures = loss.as_json()
    assert figures["loss_m3_day"] == pytest.approx((loss.night_m3h - 2.2) * 24, abs=0.06)
    assert figures["euros_year"] == pytest.approx((loss.night_m3h - 2.2) * 24 * 365 * 0.5, abs=1)


def test_without_customers_no_loss_is_stated() -> None:
    (loss,) = watch_sectors(clean_flows(quiet(days=60), "essai")).losses
    assert loss.as_json()["loss_m3_day"] is None
    assert "perte non chiffrée" in loss.line()


def test_unreadable_subscribers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "abonnés.csv"
    path.write_text("secteur;abonnés\nCentre;mille\n", encoding="utf-8")
    with pytest.raises(ValuesUnreadable, match="ligne 2"):
        read_legitimate(path)


def raised(sector: str, day: str) -> Alarm:
    when = pd.Timestamp(day)
    return Alarm(sector, when, when, when, when, 6.0, sudden=True, euros_per_m3=0.6)


def test_alarms_are_judged_once_each_against_open_leaks() -> None:
    first, last = pd.Timestamp("2022-01-01"), pd.Timestamp("2022-12-31")
    leaks = [
        JudgedLeak("A", pd.Timestamp("2022-02-01"), pd.Timestamp("2022-06-01"), pd.Timestamp("2022-02-10")),
        JudgedLeak("B", pd.Timestamp("2022-02-01"), pd.Timestamp("2022-06-01"), pd.Timestamp("2022-02-01")),
    ]
    days = [("A", "2022-02-15"), ("A", "2022-03-01"), ("A", "2022-08-01"), ("B", "2022-03-01")]
    scores = judge([raised(*day) for day in days], leaks, first=first, last=last, sectors=2)
    assert (scores.in_time, scores.found, scores.repeated, scores.false) == (1, 2, 1, 1)
    assert scores.as_json()["share_in_time"] == 0.5
    assert "1 fuites sur 2" in scores.line()


def made_up_scores(made: MadeUpFlows) -> float:
    leaks = [
        JudgedLeak(one.sector, one.start, one.end, one.start + (one.full - one.start) * (5 / one.peak_m3h))
        for one in made.leaks
    ]
    index = made.table.index
    scores = judge(alarms(made.table), leaks, first=index[0], last=index[-1], sectors=made.table.shape[1])
    return scores.in_time / scores.leaks


def test_most_made_up_leaks_are_seen_in_time() -> None:
    assert made_up_scores(make_up_flows(seed=8, sectors=3, days=500, leaks_a_year=2.5)) >= 0.75
