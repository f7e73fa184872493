import gzip
import json
from pathlib import Path, PurePath
from typing import Any

import pytest

from assistant.questions.sets import SIZES, questions, stems
from assistant.simulate.file_words import folded, pages
from beffroi.assistant.simulate import read_town
from beffroi.assistant.simulate.writing import WRITERS

DOCUMENTS = {document.file: document for document in read_town().documents}
TOWN = [line for name in ("town_dev", "town_held") for line in questions(name)]
SHEETS = ("vdd_particuliers", "vdd_associations")
KINDS = {
    *("table", "two_columns", "scan", "old_version", "conflict", "date_relative", "hidden", "personal_data"),
    *("unanswerable", "injection", "paraphrase"),
}


@pytest.fixture(scope="module")
def town_pages() -> dict[str, list[str]]:
    """What each document says page by page; the scan as it was before it was copied."""
    return {file: pages(file, WRITERS[PurePath(file).suffix](document)) for file, document in DOCUMENTS.items()}


@pytest.fixture(scope="module")
def titles(shared_data: Path) -> dict[str, str]:
    told = {}
    for name in SHEETS:
        with gzip.open(shared_data / f"assistant/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            told |= {sheet["id"]: sheet["title"] for sheet in map(json.loads, lines)}
    return told


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_a_set_has_its_size_and_every_line_its_fields(name: str, size: int) -> None:
    lines = questions(name)
    assert len(lines) == len({line["id"] for line in lines}) == size
    for line in lines:
        assert line["question"].strip()
        assert line["answerable"] == bool(line["gold"])
        assert line["audience"] in {"resident", "agent"}
        assert line["kind"]


@pytest.mark.parametrize("family", ["independent", "citizens", "unanswerable", "town"])
def test_no_question_held_out_is_also_a_development_question(family: str) -> None:
    dev, held = ({line["question"] for line in questions(f"{family}_{part}")} for part in ("dev", "held"))
    assert dev & held == set()


def told(line: dict[str, Any]) -> list[tuple[str, int | None, str]]:
    """Source, page and words of each gold of a question on the town."""
    first = line.get("page") if "also" not in line else None
    others = [(other["source"], other["page"], other["quote"]) for other in line.get("also", [])]
    return [(line["gold"][0], first, line["quote"]), *others]


def test_the_towns_questions_are_of_every_kind() -> None:
    for name in ("town_dev", "town_held"):
        assert {line["kind"] for line in questions(name)} == KINDS


@pytest.mark.parametrize("line", [line for line in TOWN if line["answerable"]], ids=lambda line: line["id"])
def test_a_quote_stands_in_the_page_that_is_told(line: dict[str, Any], town_pages: dict[str, list[str]]) -> None:
    assert [source for source, _, _ in told(line)] == line["gold"]
    for source, page, quote in told(line):
        found = [number for number, text in enumerate(town_pages[source], start=1) if folded(quote) in text]
        assert len(found) == 1, (source, quote)
        assert page in {None, found[0]}


def test_a_page_is_told_for_every_single_source_that_has_pages() -> None:
    lacking = [line["id"] for line in TOWN if len(line["gold"]) == 1 and line["gold"][0].endswith(".pdf")]
    assert [identity for identity in lacking if page_of(identity) is None] == []


def page_of(identity: str) -> int | None:
    return next(line["page"] for line in TOWN if line["id"] == identity)


def test_a_resident_is_only_answered_from_public_documents() -> None:
    sources = {source for line in TOWN if line["audience"] == "resident" for source in line["gold"]}
    assert {source for source in sources if DOCUMENTS[source].rights != "public"} == set()


def test_an_old_version_is_the_answer_only_where_it_is_asked_for() -> None:
    superseded = {document.replaces for document in DOCUMENTS.values()} - {""}
    old = [line for line in TOWN if superseded & set(line["gold"])]
    assert all(line["kind"] == "old_version" and "2024-2025" in line["question"] for line in old)


@pytest.mark.data
@pytest.mark.parametrize("name", [name for name in SIZES if not name.startswith("town")])
def test_the_golds_are_sheets_that_exist(name: str, titles: dict[str, str]) -> None:
    assert {gold for line in questions(name) for gold in line["gold"]} - titles.keys() == set()


@pytest.mark.data
@pytest.mark.parametrize("name", ["citizens_dev", "citizens_held"])
def test_a_citizens_question_shares_no_word_with_the_title_of_its_sheet(name: str, titles: dict[str, str]) -> None:
    shared = [
        (line["question"], titles[gold], stems(line["question"]) & stems(titles[gold]))
        for line in questions(name)
        for gold in line["gold"]
    ]
    assert [case for case in shared if case[2]] == []
