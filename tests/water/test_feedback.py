from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.water.feedback import (
    Feedback,
    breaks_of,
    calibrated_probability,
    learnt_shift,
    read_feedback,
    visited_since,
    works_history,
)
from beffroi.water.ranking import read_break_register
from beffroi.water.tables import ColumnMissing, ValuesUnreadable

BACK = """date;résultat;conduite;probabilité;remarque
02/03/2024;confirmée;t3;0,8;rue du Puits
20/03/2024;réparée;t3;;manchon
05/03/2024;non trouvée;t5;0,6;
05/03/2024;non trouvée;t5;0,6;
01/12/2023;réparée;t5;;
07/03/2024;peut-être;t6;;
"""


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    (tmp_path / "r.csv").write_text(BACK, encoding="utf-8")
    return read_feedback(tmp_path / "r.csv")


def test_what_is_doubled_or_unreadable_is_said(feedback: Feedback) -> None:
    said = " ".join(finding.line() for finding in feedback.findings)
    assert "1 retour illisible" in said
    assert "deux fois" in said
    assert len(feedback.table) == 4


def test_a_repair_after_a_confirmation_is_one_leak(feedback: Feedback) -> None:
    leaks = breaks_of(feedback)
    assert [(row.pipe_id, str(row.date.date())) for row in leaks.itertuples()] == [
        ("t5", "2023-12-01"),
        ("t3", "2024-03-02"),
    ]


def test_a_pipe_where_nothing_was_found_lately_is_not_visited_again(feedback: Feedback) -> None:
    assert visited_since(feedback, date(2024, 1, 1)) == {"t5"}
    assert visited_since(feedback, date(2024, 4, 1)) == frozenset()


def test_the_history_of_a_pipe_is_told_in_order(feedback: Feedback) -> None:
    assert works_history(feedback, "t3") == [
        "02/03/2024 : fuite confirmée (rue du Puits)",
        "20/03/2024 : réparation (manchon)",
    ]


def visits(found: int, of: int, stated: float) -> Feedback:
    outcome = ["confirmed"] * found + ["not_found"] * (of - found)
    return Feedback(pd.DataFrame({"outcome": outcome, "probability": stated}), ())


@settings(deadline=None)
@given(of=st.integers(200, 400), share=st.floats(0.1, 0.9), stated=st.floats(0.2, 0.8))
def test_many_visits_bring_the_probability_to_what_was_found(of: int, share: float, stated: float) -> None:
    found = round(of * share)
    moved = calibrated_probability(stated, learnt_shift(visits(found, of, stated)))
    assert moved == pytest.approx(found / of, abs=0.05)


def test_no_visit_moves_nothing() -> None:
    assert learnt_shift(visits(0, 0, 0.5)) == 0.0
    assert abs(learnt_shift(visits(1, 1, 0.5))) < 0.6


def test_the_ranking_counts_what_the_field_found(
    registers: tuple[Path, Path], tmp_path: Path, beffroi: Callable[..., int]
) -> None:
    pipes, breaks = registers
    plain = read_break_register(pipes, breaks)
    back = tmp_path / "r.csv"
    rows = "".join(f"2013-0{month}-01;repaired;t1\n" for month in range(1, 10))
    back.write_text("date;outcome;pipe_id\n" + rows, encoding="utf-8")
    more = read_break_register(pipes, breaks, more=breaks_of(read_feedback(back)))
    assert len(more.breaks) == len(plain.breaks) + 9
    out = tmp_path / "ranking.csv"
    given = ["--pipes", pipes, "--breaks", breaks, "--feedback", back, "--year", 2014, "--out", out]
    assert beffroi("water", "rank", *given) == 0
    with_feedback = pd.read_csv(out)["pipe_id"].tolist().index("t1")
    assert beffroi("water", "rank", *given[:4], *given[6:]) == 0
    assert with_feedback < pd.read_csv(out)["pipe_id"].tolist().index("t1") / 2


def test_the_command_says_what_was_learnt(
    feedback: Feedback, tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(feedback.table) == 4
    given = [tmp_path / "r.csv", "--breaks", tmp_path / "s" / "b.csv", "--history", "t3"]
    assert beffroi("water", "feedback", *given) == 0
    shown = capsys.readouterr().out
    assert "1 confirmée, 1 non trouvée, 2 réparées" in shown
    assert "manchon" in shown
    assert (tmp_path / "s/b.csv").read_text(encoding="utf-8").startswith("pipe_id,date\nt5,2023-12-01")


@pytest.mark.parametrize(
    ("text", "error"),
    [("date;conduite\n2024-01-01;a\n", ColumnMissing), ("date;outcome;pipe_id\n?;x;a\n", ValuesUnreadable)],
)
def test_feedback_that_cannot_be_used_is_refused(tmp_path: Path, text: str, error: type) -> None:
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(error):
        read_feedback(tmp_path / "r.csv")
