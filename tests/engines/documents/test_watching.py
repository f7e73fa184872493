import datetime as dt
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.engines.documents import (
    Block,
    Document,
    DocumentRefused,
    Limits,
    Page,
    Reader,
    read_document,
    read_documents,
)
from beffroi.engines.documents.errors import ReadingFailed
from beffroi.engines.documents.processes import resident
from beffroi.engines.documents.records import document, record
from engines.documents.making import COLUMN, OTHER, texts, typeset


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages = "\n#pagebreak()\n".join([f"{COLUMN}\n\n{OTHER}"] * 20)
    return typeset(pages, tmp_path_factory.mktemp("long") / "long.pdf")


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("Un texte.", encoding="utf-8")
    return path


def test_one_child_reads_many_and_outlives_what_is_refused(tmp_path: Path, note: Path) -> None:
    broken = tmp_path / "faux.pdf"
    broken.write_bytes(b"%PDF-1.7 rien")
    paths = [note, broken, tmp_path / "absent.pdf", tmp_path, note]
    read = [found for _, found in read_documents(paths)]
    assert [isinstance(found, Document) for found in read] == [True, False, False, False, True]
    assert str(read[2]) == "« absent.pdf » n'existe pas : vérifiez le chemin."
    assert "n'est pas un fichier" in str(read[3])


def test_the_child_is_kept_between_documents(note: Path) -> None:
    with Reader() as reader:
        reader.read(note)
        first = reader.pid
        reader.read(note)
        assert reader.pid == first
    assert reader.pid is None


def test_how_far_it_is_is_told_page_after_page(long: Path) -> None:
    seen: list[tuple[int, int]] = []
    read = read_document(long, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(page, 20) for page in range(1, 21)]
    assert len(read.pages) == 20


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(seconds=0.01), "trop de temps"),
        (Limits(page_seconds=0.001), "trop de temps"),
        (Limits(cpu_seconds=0), "trop de temps"),
        (Limits(resident=20_000_000), "trop de mémoire"),
    ],
)
def test_a_document_that_asks_for_too_much_is_stopped(long: Path, limits: Limits, told: str) -> None:
    with Reader(limits=limits) as reader:
        with pytest.raises(DocumentRefused, match=told):
            reader.read(long)
        assert reader.pid is None


def test_a_child_that_dies_is_told_and_replaced(note: Path, long: Path) -> None:
    with Reader() as reader:
        reader.read(note)

        def kill(done: int, of: int) -> None:
            if done == 3 and reader.pid:
                os.kill(reader.pid, 9)

        with pytest.raises(DocumentRefused, match="n'a pas pu être lu") as caught:
            reader.read(long, progress=kill)
        assert isinstance(caught.value.__cause__, ReadingFailed)
        assert texts(reader.read(note)) == ["Un texte."]


def test_interrupting_ends_the_child(long: Path) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with Reader() as reader:
        with pytest.raises(KeyboardInterrupt):
            reader.read(long, progress=stop)
        assert reader.pid is None


def test_the_child_ends_with_its_parent(note: Path) -> None:
    reader = Reader()
    reader.read(note)
    pid = reader.pid
    assert pid
    assert resident(pid) > 1_000_000
    reader.close()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert resident(pid) == 0


BOXES = st.none() | st.tuples(*[st.floats(-1e4, 1e4)] * 4)
BLOCKS = st.builds(
    Block,
    st.sampled_from(["heading", "text", "list", "table"]),
    st.text(),
    st.integers(0, 6),
    st.lists(st.lists(st.text(), max_size=3).map(tuple), max_size=3).map(tuple),
    BOXES,
    st.booleans(),
)
PAGES = st.builds(Page, st.none() | st.integers(1, 9), st.lists(BLOCKS, max_size=4).map(tuple), st.booleans())
DOCUMENTS = st.builds(
    Document,
    st.text(),
    st.text(),
    st.lists(PAGES, max_size=3).map(tuple),
    st.text(),
    st.none() | st.dates(),
    st.tuples(st.text()),
)


@settings(max_examples=40)
@given(DOCUMENTS)
def test_a_document_crosses_to_the_other_process_whole(made: Document) -> None:
    assert document(record(made)) == made


@pytest.mark.parametrize("told", [{}, {"name": "a", "pages": 3}, None])
def test_a_record_that_is_none_is_refused(told: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        document(told)  # type: ignore[arg-type]


def test_a_block_of_an_unknown_kind_is_refused() -> None:
    made = record(Document("a", "txt", (Page(None, (Block("text", "mot"),)),), date=dt.date(2026, 1, 1)))
    made["pages"][0]["blocks"][0]["kind"] = "script"
    with pytest.raises(ValueError, match="script"):
        document(made)
