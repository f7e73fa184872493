import json
from datetime import date
from pathlib import Path

import pytest

from beffroi.council.errors import LegalBaseUnreadable
from beffroi.council.law import citations, notice_rule, read_legal_base, standing, superseded_names, superseded_texts
from beffroi.council.law.tables import articles, codes, texts

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Vu l'article L. 2121-29 du code général des collectivités territoriales", [("cgct", "L2121-29")]),
        ("Vu le CGCT, articles L2121-29 et L. 2311-7", [("cgct", "L2121-29"), ("cgct", "L2311-7")]),
        ("articles R. 421-1 et R. 421-5 du code de justice administrative", [("cja", "R421-1"), ("cja", "R421-5")]),
        (
            "Vu le code de l'urbanisme, L. 153-11 ; Vu le CGCT, L. 2121-29",
            [("urbanisme", "L153-11"), ("cgct", "L2121-29")],
        ),
        ("la parcelle AB 142 et le lot L 12", []),
    ],
)
def test_an_article_is_read_with_its_code(text: str, cited: list[tuple[str, str]]) -> None:
    assert [(found.code, found.article) for found in citations(text)] == cited


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("CGCT, L. 2121-29", "in_force"),
        ("CGCT, L. 2121-92", "unknown"),
        ("CGCT, L. 9121-1", "unknown"),
        ("CGCT, L. 2129-1", "unknown"),
        ("CGCT, L. 2333-6", "superseded"),
        ("code de l'urbanisme, L. 123-13", "superseded"),
        ("code du patrimoine, L. 523-7", "unverified"),
    ],
)
def test_what_is_known_of_an_article_is_told(text: str, state: str) -> None:
    assert standing(next(citations(text)), on=TODAY).state == state


def test_the_same_article_was_in_force_before_it_was_replaced() -> None:
    assert standing(next(citations("code de l'urbanisme, L. 123-13")), on=date(2015, 6, 1)).state == "in_force"


@pytest.mark.parametrize(
    ("text", "on", "found"),
    [
        ("Vu la loi n° 84-53 du 26 janvier 1984", TODAY, 1),
        ("Vu la loi n° 84-53 du 26 janvier 1984", date(2021, 1, 1), 0),
        ("Vu le décret n° 91-875 du 6 septembre 1991", TODAY, 0),
    ],
)
def test_a_law_is_superseded_from_the_day_it_ended(text: str, on: date, found: int) -> None:
    assert len(list(superseded_texts(text, on=on))) == found


def test_the_summary_posted_within_the_huitaine_is_superseded_since_july_2022() -> None:
    text = "Le compte rendu est affiché sous huitaine (L. 2121-25)."
    assert list(superseded_names(text, on=date(2022, 7, 1)))
    assert not list(superseded_names(text, on=date(2022, 6, 30)))


@pytest.mark.parametrize(("residents", "days"), [(3499, 3), (3500, 5), (3501, 5), (None, 3)])
def test_clear_days_follow_the_residents(residents: int | None, days: int) -> None:
    assert notice_rule("commune", residents=residents, on=TODAY).clear_days == days


def test_every_row_is_of_a_known_code_and_ends_after_it_starts() -> None:
    for row in articles().values():
        assert row.code in codes()
        assert not (row.since and row.until) or row.since < row.until
    assert all(text.ended is None or text.ended > text.dated for text in texts().values())


def test_the_tenants_base_wins_over_our_tables(tmp_path: Path) -> None:
    rows = [{"code": "cgct", "article": "L. 2121-29", "from": "2000-01-01", "to": "2020-01-01"}]
    (tmp_path / "base.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    base = read_legal_base(tmp_path)
    cited = next(citations("CGCT, L. 2121-29"))
    assert standing(cited, on=TODAY, base=base).state == "superseded"
    assert standing(cited, on=date(2010, 1, 1), base=base).state == "in_force"


def test_a_base_without_dates_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "base.jsonl").write_text('{"article": "L2121-29", "texte": ""}\n', encoding="utf-8")
    with pytest.raises(LegalBaseUnreadable):
        read_legal_base(tmp_path)
