import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.engines.documents import Block, Document, Page
from beffroi.engines.search.cutting import cut_document, cut_sheet

TEXT = (
    "Conditions à remplir\nIl faut habiter la commune. "
    + "Une phrase de plus. " * 60
    + "\n\nPièces à fournir\nUne photo."
)


def test_passages_are_slices_of_the_sheet() -> None:
    assert [one.text in TEXT for one in cut_sheet(TEXT)] == [True] * len(cut_sheet(TEXT))


def test_no_word_of_a_sheet_is_lost() -> None:
    assert " ".join(one.text for one in cut_sheet(TEXT)).split() == TEXT.split()


@given(st.text(alphabet="aA é.;\n:", max_size=3000))
def test_any_text_is_cut_into_its_own_slices(text: str) -> None:
    for passage in cut_sheet(text):
        assert passage.text in text


def test_a_heading_stands_above_what_follows() -> None:
    assert cut_sheet(TEXT)[-1].heading == "Pièces à fournir"


def test_a_summary_that_says_more_is_searched_but_not_quotable() -> None:
    first, *rest = cut_sheet("Oui, sous conditions.", summary="Qui peut demander une carte.")
    assert (first.text, first.quotable) == ("Qui peut demander une carte.", False)
    assert all(one.quotable for one in rest)


def test_hidden_words_are_not_in_any_passage() -> None:
    blocks = (Block("heading", "Règlement", 1), Block("text", "Ouvert le lundi."), Block("text", "Secret", hidden=True))
    passages = cut_document(Document("a.pdf", "pdf", (Page(1, blocks),)))
    assert "Secret" not in "".join(one.text for one in passages)


def test_a_passage_never_runs_over_two_pages() -> None:
    pages = tuple(Page(number, (Block("text", f"Page {number}."),)) for number in (1, 2))
    assert [(one.page, one.text) for one in cut_document(Document("a.pdf", "pdf", pages))] == [
        (1, "Page 1."),
        (2, "Page 2."),
    ]


def test_the_rows_of_a_table_keep_its_header_as_heading() -> None:
    rows = "\n".join(f"Tranche {number} | {number},00 €" for number in range(60))
    document = Document("a.pdf", "pdf", (Page(1, (Block("table", f"Tranche | Prix\n{rows}"),)),))
    assert cut_document(document)[1].heading == "Tranche | Prix"


@pytest.mark.data
def test_passages_of_every_sheet_are_its_slices(shared_data: Path) -> None:
    with gzip.open(shared_data / "assistant/vdd_associations.jsonl.gz", "rt", encoding="utf-8") as file:
        sheets = [json.loads(line) for line in file]
    for sheet in sheets:
        assert all(one.text in sheet["text"] for one in cut_sheet(sheet["text"]))
