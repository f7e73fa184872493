import csv
import io
from pathlib import Path

import pypdfium2
import pytest

from assistant.simulate.file_words import pages
from beffroi.assistant.simulate import DOCUMENTS, MANIFEST, FolderUnwritable, read_town, simulate
from beffroi.assistant.simulate.scan import scan
from beffroi.assistant.simulate.texts import Grid, Heading, Hidden, read_blocks, typographic
from beffroi.assistant.simulate.writing import WRITERS, render

TOWN = read_town()
SCANNED = next(document for document in TOWN.documents if document.layout == "scan")
SENTENCES = ("## Horaires", "| Jour | Heure |", "| lundi | 9 h |", "%% ordre caché", "Une ligne", "et sa suite.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("ville")
    simulate(made)
    return made


def words(folder: Path) -> dict[str, list[str]]:
    return {
        document.file: pages(document.file, (folder / DOCUMENTS / document.file).read_bytes())
        for document in TOWN.documents
    }


def test_the_town_has_documents_in_every_format_a_town_hall_uses() -> None:
    assert len(TOWN.documents) >= 22
    assert {Path(document.file).suffix for document in TOWN.documents} == set(WRITERS)
    assert {document.layout for document in TOWN.documents} == {"page", "columns", "poster", "scan"}


def test_its_code_is_no_real_communes() -> None:
    assert TOWN.insee.startswith("00")


def test_every_file_opens_and_says_something(folder: Path) -> None:
    silent = [file for file, texts in words(folder).items() if not any(texts)]
    assert silent == [SCANNED.file]


def test_the_texts_are_the_same_whatever_the_seed(folder: Path, tmp_path: Path) -> None:
    simulate(tmp_path, seed=99)
    assert words(tmp_path) == words(folder)
    assert (tmp_path / MANIFEST).read_bytes() == (folder / MANIFEST).read_bytes()


def picture(pdf: bytes) -> bytes:
    with pypdfium2.PdfDocument(pdf) as opened:
        return bytes(opened[0].render().to_numpy())


def test_a_seed_always_soils_the_scan_alike_and_another_seed_does_not() -> None:
    clean = WRITERS[".pdf"](SCANNED)
    assert picture(scan(clean, seed=3)) == picture(scan(clean, seed=3))
    assert picture(scan(clean, seed=3)) != picture(scan(clean, seed=4))
    assert picture(scan(clean, seed=3)) != picture(clean)


def test_the_scan_keeps_the_pages_of_the_document() -> None:
    with pypdfium2.PdfDocument(render(SCANNED, seed=7)) as copied:
        assert len(copied) == len(pages(SCANNED.file, WRITERS[".pdf"](SCANNED)))


def test_pdf_documents_are_tagged_and_bear_their_title_and_date(folder: Path) -> None:
    for document in TOWN.documents:
        if document.file.endswith(".pdf") and document.layout != "scan":
            with pypdfium2.PdfDocument(folder / DOCUMENTS / document.file) as opened:
                assert opened.is_tagged(), document.file
                assert opened.get_metadata_value("Title") == typographic(document.title)
                assert f"{document.date:%Y%m%d}" in opened.get_metadata_value("CreationDate"), document.file


def test_the_manifest_lists_the_files_that_are_there(folder: Path) -> None:
    lines = list(csv.DictReader(io.StringIO((folder / MANIFEST).read_text(encoding="utf-8"))))
    assert {line["file"] for line in lines} == {path.name for path in (folder / DOCUMENTS).iterdir()}
    assert {line["rights"] for line in lines} == {"public", "service"}
    assert all(line["title"] and line["date"] for line in lines)


def test_a_document_replaces_or_amends_an_older_one() -> None:
    dates = {document.file: document.date for document in TOWN.documents}
    newer = [(d, old) for d in TOWN.documents for old in (d.replaces, d.amends) if old]
    assert len(newer) >= 4
    assert all(document.date > dates[old] for document, old in newer)


def test_only_documents_of_the_service_hold_personal_telephone_numbers(folder: Path) -> None:
    rights = {document.file: document.rights for document in TOWN.documents}
    hidden = {document.file for document in TOWN.documents if any(isinstance(b, Hidden) for b in document.blocks)}
    told = {file for file, texts in words(folder).items() if "06 39 98" in " ".join(texts)}
    assert {file for file in told - hidden if rights[file] != "service"} == set()
    assert {file for file, right in rights.items() if right == "service"} <= told


def test_hidden_words_are_in_the_files_for_a_machine_to_read(folder: Path) -> None:
    hidden = [(d.file, b.text) for d in TOWN.documents for b in d.blocks if isinstance(b, Hidden)]
    read = words(folder)
    assert len(hidden) >= 3
    assert [file for file, text in hidden if text[:40].replace(" :", " :") not in " ".join(read[file])] == []


def test_a_text_is_read_into_blocks() -> None:
    heading, table, hidden, paragraph = read_blocks("\n".join(SENTENCES))
    assert heading == Heading(level=2, text="Horaires")
    assert table == Grid(headings=("Jour", "Heure"), rows=(("lundi", "9 h"),))
    assert hidden == Hidden("ordre caché")
    assert paragraph.text == "Une ligne et sa suite."


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'eau : 1 150 €", "l’eau\u00a0: 1\u00a0150\u00a0€"),
        ("03 53 01 24 00", "03\u00a053\u00a001\u00a024\u00a000"),
        ("de 9 h à 12 h 30", "de 9\u00a0h à 12\u00a0h 30"),
    ],
)
def test_french_typography_is_put_on(typed: str, printed: str) -> None:
    assert typographic(typed) == printed


def test_a_folder_that_cannot_be_written_is_told_in_french(tmp_path: Path) -> None:
    taken = tmp_path / "fichier"
    taken.touch()
    with pytest.raises(FolderUnwritable, match="ne peut pas être écrit"):
        simulate(taken)
