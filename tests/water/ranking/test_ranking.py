from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.water.ranking import BreakRegister, evaluate_ranking, judged_years, rank_pipes, read_break_register
from beffroi.water.ranking.evaluation import grouping_rate, held_breaks
from beffroi.water.ranking.known import known_on
from beffroi.water.ranking.ranking import HistoryTooShort, Walk
from beffroi.water.ranking.register import RegisterUnusable, first_recorded_year
from beffroi.water.tables import ColumnMissing, FileUnreadable, ValuesUnreadable


def made_up(*, seed: int = 1, pipes: int = 400, last: int = 2015) -> BreakRegister:
    """Old grey iron breaks ten times as often as ductile iron, and each pipe has its own luck."""
    draw = np.random.default_rng(seed)
    old = draw.random(pipes) < 0.3
    table = pd.DataFrame(
        {
            "pipe_id": [f"c{number}" for number in range(pipes)],
            "material": np.where(old, "CI", "DI"),
            "diameter_mm": 150.0,
            "length_m": draw.uniform(20, 300, pipes),
            "installed": pd.to_datetime(np.where(old, "1950-05-01", "1985-05-01")).astype("datetime64[s]"),
            "pressure_zone": "A",
        }
    )
    rate = np.where(old, 1.0, 0.1) * draw.gamma(0.5, 2.0, pipes) * table["length_m"] / 1000
    rows = [
        (pipe, pd.Timestamp(year=year, month=int(draw.integers(1, 13)), day=3))
        for year in range(2000, last + 1)
        for pipe, count in enumerate(draw.poisson(rate))
        for _ in range(count)
    ]
    return BreakRegister(table, pd.DataFrame(rows, columns=["pipe", "date"]), 2000, ())


@pytest.fixture(scope="module")
def register() -> BreakRegister:
    return made_up()


def test_old_grey_iron_with_breaks_comes_first_and_the_reason_says_so(register: BreakRegister) -> None:
    table = rank_pipes(register, year=2015).table
    assert list(table.columns) == ["pipe_id", "expected_per_km_year", "length_m", "reason"]
    assert table["expected_per_km_year"].is_monotonic_decreasing
    assert "fonte grise des années 1950" in table["reason"].iloc[0]
    assert "casse" in table["reason"].iloc[0]
    assert "fois la moyenne du réseau" in table["reason"].iloc[0]


def test_the_expected_breaks_add_up_to_about_what_a_year_brings(register: BreakRegister) -> None:
    made = rank_pipes(register, year=2015)
    expected = float(made.table["expected_per_km_year"] @ made.table["length_m"]) / 1000
    yearly = len(register.breaks) / 16
    assert 0.7 * yearly < expected < 1.3 * yearly
    assert f"{len(made.table)} conduites" in made.summary()
    assert 0.05 < made.share_of_breaks(0.05) < made.share_of_breaks(0.5) < 1


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.integers(0, 900))
def test_what_came_later_does_not_move_a_ranking(seed: int, shift: int) -> None:
    register, draw = made_up(pipes=150), np.random.default_rng(seed)
    later = pd.DataFrame(
        {"pipe": draw.integers(0, 150, 40), "date": pd.Timestamp("2010-01-01") + pd.to_timedelta([shift] * 40, "D")}
    )
    known = register.breaks[register.breaks["date"] < "2010-01-01"]
    pipes = pd.concat([register.pipes, register.pipes.tail(1).assign(installed=pd.Timestamp("2010-01-01"))])
    altered = BreakRegister(
        pipes.reset_index(drop=True), pd.concat([known, later]).astype({"date": "datetime64[s]"}), 2000, ()
    )
    pd.testing.assert_frame_equal(rank_pipes(register, year=2010).table, rank_pipes(altered, year=2010).table)


def test_a_pipe_laid_in_the_year_is_not_ranked_and_an_undated_one_on_demand(register: BreakRegister) -> None:
    pipes = register.pipes.copy()
    pipes.loc[0, "installed"], pipes.loc[1, "installed"] = pd.Timestamp("2015-01-01"), pd.NaT
    changed = BreakRegister(pipes, register.breaks, 2000, ())
    assert {"c0", "c1"}.isdisjoint(rank_pipes(changed, year=2015).table["pipe_id"])
    with_undated = rank_pipes(changed, year=2015, undated=True).table.set_index("pipe_id")
    assert "de date inconnue" in with_undated.loc["c1", "reason"]
    assert "c0" not in with_undated.index


def test_counts_stop_on_the_eve_of_the_year() -> None:
    register = made_up(pipes=2)
    breaks = pd.DataFrame({"pipe": [0, 0, 0], "date": pd.to_datetime(["2011-06-01", "2011-12-31", "2012-01-01"])})
    rows = known_on(BreakRegister(register.pipes, breaks, 2000, ()), 2012)
    assert (rows["past"][0], rows["broken"][0], str(rows["last"][0].date())) == (2, 1, "2011-12-31")


def test_the_share_held_takes_equal_pipes_in_part() -> None:
    rows = pd.DataFrame({"length_m": [10.0, 45.0, 45.0], "broken": [1, 2, 0]})
    held = held_breaks(rows, np.array([3.0, 1.0, 1.0]), 0.55)
    assert held == pytest.approx([1.0, 1.0, 0.0])


def test_grouping_gives_an_unseen_group_the_rate_of_the_network() -> None:
    past = pd.DataFrame(
        {"past": [0, 1], "material": "DI", "decade": 1980, "broken": [1, 3], "length_m": [100.0, 100.0]}
    )
    rows = pd.DataFrame({"past": [0, 7], "material": "DI", "decade": 1980})
    assert grouping_rate(rows, past).tolist() == [0.01, 0.02]


def test_the_evaluation_beats_grouping_where_pipes_differ_and_is_calibrated(register: BreakRegister) -> None:
    made = evaluate_ranking(register, first=2008, last=2015)
    assert made.curve[0.05] > 0.10
    assert 0 <= made.above <= 1
    assert sum(observed for _, observed in made.groups) == made.breaks
    assert 0.7 < made.breaks / sum(expected for expected, _ in made.groups) < 1.3
    assert set(made.as_json()) >= {"share_of_breaks", "grouping", "bootstrap_above_grouping", "calibration"}


def test_a_year_seen_twice_is_computed_once(register: BreakRegister) -> None:
    walk = Walk(register)
    assert walk.rate(2010) is walk.rate(2010)


def test_too_short_a_history_is_refused(register: BreakRegister) -> None:
    with pytest.raises(HistoryTooShort, match="l'année au plus tôt 2004"):
        rank_pipes(register, year=2003)


def test_the_years_to_judge_are_the_last_whole_ones_of_the_register(register: BreakRegister) -> None:
    assert judged_years(register, before=2026) == (2007, 2015)
    assert judged_years(register, before=2008) == (2004, 2007)
    with pytest.raises(HistoryTooShort, match="Pas assez de casses avant 2003"):
        judged_years(register, before=2004)


def test_years_are_judged_only_once_enough_breaks_came(register: BreakRegister) -> None:
    few = BreakRegister(register.pipes, register.breaks.iloc[::8], 2000, ())
    first, last = judged_years(few, before=2016)
    before = (few.breaks["date"].dt.year < first).sum()
    assert last == 2015
    assert before >= 30 > (few.breaks["date"].dt.year < first - 1).sum()


def test_stray_early_years_are_no_record() -> None:
    days = pd.Series(pd.to_datetime(["1985-01-01"] * 3 + ["1999-02-01"] * 30 + ["2000-02-01"] * 40))
    assert first_recorded_year(days) == 1999


PIPES = "pipe_id,material,length_m,installed\na,CI,100,1950-01-01\nb,DI,50,1980\nb,DI,50,1980\nc,DI,0,1980\nd,DI,10,\n"
BREAKS = "pipe_id,date\na,2001-05-01\na,1940-01-01\nz,2001-01-01\na,hier\nb,31/12/2001\n"


def written(folder: Path, pipes: str, breaks: str) -> tuple[Path, Path]:
    (folder / "pipes.csv").write_text(pipes, encoding="utf-8")
    (folder / "breaks.csv").write_text(breaks, encoding="utf-8")
    return folder / "pipes.csv", folder / "breaks.csv"


def test_nothing_is_set_aside_in_silence(tmp_path: Path) -> None:
    register = read_break_register(*written(tmp_path, PIPES, BREAKS))
    assert register.pipes["pipe_id"].tolist() == ["a", "b", "d"]
    assert register.breaks["pipe"].tolist() == [0, 1]
    said = " ".join(finding.line() for finding in register.findings)
    for words in ("déjà vu", "nulle ou négative", "sans date de pose", "illisible", "absente du registre", "remplacée"):
        assert words in said


@pytest.mark.parametrize(
    ("pipes", "breaks", "error"),
    [
        ("", BREAKS, FileUnreadable),
        (PIPES.replace("length_m", "x"), BREAKS, ColumnMissing),
        (PIPES.replace(",100,", ",0,").replace(",50,", ",x,").replace(",10,", ",-3,"), BREAKS, RegisterUnusable),
        (PIPES, "pipe_id,date\na,hier\nb,demain\n", ValuesUnreadable),
        (PIPES, "pipe_id,date\nz,2001-01-01\n", RegisterUnusable),
    ],
)
def test_a_register_that_cannot_be_used_is_refused(tmp_path: Path, pipes: str, breaks: str, error: type) -> None:
    with pytest.raises(error):
        read_break_register(*written(tmp_path, pipes, breaks))


@pytest.mark.data
def test_the_figures_of_the_documentation_are_those_measured(shared_data: Path) -> None:
    folder = shared_data / "water/pipes"
    register = read_break_register(folder / "pipes.csv", folder / "breaks.csv")
    made = evaluate_ranking(register, first=2010, last=2018)
    assert made.breaks == 709
    assert made.curve[0.05] == pytest.approx(0.307, abs=0.004)
    assert made.grouping[0.05] == pytest.approx(0.249, abs=0.002)
    assert made.above > 0.9
