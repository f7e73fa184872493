import ctypes
import datetime as dt
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from beffroi.engines import documents
from beffroi.engines.documents import Document, Grid, Heading, Items, Paragraph, Part, Quote, Text, pdf_of, read_here
from engines.documents.making import blocks, headings, straight, tables, texts

Writer = Callable[[Text, Path], Path]
WRITERS: list[tuple[str, Writer]] = [
    ("odt", documents.write_odt),
    ("docx", documents.write_docx),
    ("pdf", documents.write_pdf),
]
TEXT = Text(
    "Note sur la piscine #let <x> *gras*",
    [
        Paragraph("Mairie de Saint-Aubin\n1 place de la République", side="right"),
        Heading("Horaires"),
        Paragraph("La piscine ouvre à 10 h\u00a0: voir «\u00a0horaires\u00a0»."),
        Items(["Adultes\u00a0: 3,50 €", "Enfants\u00a0: 2 €"]),
        Heading("Tarifs", 2),
        Grid(("Quotient", "Tarif"), [("0 à 400", "0,50 €"), ("401 et plus", "1,00 €")], caption="Tarifs 2026"),
        Quote("Les enfants de moins de douze ans sont accompagnés.", "Règlement, page 3", "https://exemple.fr/r.pdf"),
        Items(["Un", "Deux"], numbered=True),
    ],
    author="Claire Petit",
    date=dt.date(2026, 3, 2),
)


def written(writer: Writer, kind: str, folder: Path, text: Text = TEXT) -> Document:
    return read_here(writer(text, folder / "new" / f"essai.{kind}"))


@pytest.mark.parametrize(("kind", "writer"), WRITERS)
def test_a_text_reads_back_whatever_the_format(tmp_path: Path, kind: str, writer: Writer) -> None:
    read = written(writer, kind, tmp_path)
    assert (straight(read.title), read.date, read.format) == (TEXT.title, dt.date(2026, 3, 2), kind)
    assert headings(read) == [(1, TEXT.title), (2, "Horaires"), (3, "Tarifs")]
    assert tables(read) == [(("Quotient", "Tarif"), ("0 à 400", "0,50 €"), ("401 et plus", "1,00 €"))]
    said = straight(" ".join(texts(read)))
    for words in (
        "Mairie de Saint-Aubin 1 place de la République",
        "Adultes : 3,50 €",
        "Tarifs 2026",
        "Règlement, page 3",
    ):
        assert words in said
    assert [block.kind for block in blocks(read)].count("list") >= 4
    assert texts(read, hidden=True) == []


@pytest.mark.parametrize(("kind", "writer"), WRITERS)
def test_a_letter_bears_its_title_without_printing_it(tmp_path: Path, kind: str, writer: Writer) -> None:
    letter = Text("Réponse à Mme Martin", [Paragraph("Madame,\nVotre demande est reçue.")], titled=False)
    read = written(writer, kind, tmp_path, letter)
    assert straight(read.title) == "Réponse à Mme Martin"
    assert straight(" ".join(texts(read))) == "Madame, Votre demande est reçue."


def test_pdf_is_tagged_titled_and_in_french() -> None:
    made = pdf_of(TEXT)
    assert made.startswith(b"%PDF-1.7")
    assert all(sign in made for sign in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(fr-FR)", b"/DisplayDocTitle true"))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    page = pdfium.PdfDocument(made)[0]
    tree = raw.FPDF_StructTree_GetForPage(page)
    kinds = set(kinds_of(raw.FPDF_StructTree_GetChildAtIndex(tree, 0)))
    assert {"H1", "H2", "P", "L", "LI", "Table", "TR", "TH", "TD", "BlockQuote", "Link"} <= kinds


def kinds_of(element: object) -> list[str]:
    """Return the kinds of a tagged element and of those below."""
    name = ctypes.create_string_buffer(100)
    size = raw.FPDF_StructElement_GetType(element, name, 100)
    found = [name.raw[: max(0, size - 2)].decode("utf-16-le")]
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
        found += kinds_of(child) if child else []
    return found


def test_a_sign_that_no_font_has_does_not_stop_the_writing() -> None:
    made = pdf_of(Text("Essai", [Paragraph("Un signe de personne : \U0010fffd.")]))
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" not in made


def test_the_same_text_gives_the_same_pdf() -> None:
    assert pdf_of(TEXT) == pdf_of(TEXT)


def test_docx_says_language_and_repeats_the_headings_of_tables(tmp_path: Path) -> None:
    path = documents.write_docx(TEXT, tmp_path / "essai.docx")
    with ZipFile(path) as archive:
        body, styles = archive.read("word/document.xml").decode(), archive.read("word/styles.xml").decode()
    assert "<w:tblHeader/>" in body
    assert 'w:lang w:val="fr-FR"' in styles
    assert body.count("<w:numId ") == 2


def test_odt_says_language_and_repeats_the_headings_of_tables(tmp_path: Path) -> None:
    path = documents.write_odt(TEXT, tmp_path / "essai.odt")
    with ZipFile(path) as archive:
        content, styles = archive.read("content.xml").decode(), archive.read("styles.xml").decode()
    assert "<table:table-header-rows>" in content
    assert re.search(r'fo:language="fr"', styles)


def test_headings_do_not_skip_a_level(tmp_path: Path) -> None:
    read = read_here(documents.write_docx(Text("T", [Heading("a", 4), Heading("b", 9)]), tmp_path / "a.docx"))
    assert headings(read) == [(1, "T"), (2, "a"), (3, "b")]


def test_importing_the_package_imports_no_parser() -> None:
    heavy = ("lxml", "odfdo", "docx", "typst", "numpy", "pypdfium2")
    code = f"import sys, beffroi.engines.documents; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


ANY = st.text(max_size=30)
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Heading, ANY, st.integers(-2, 9)),
    st.builds(Paragraph, ANY, st.sampled_from(["left", "right"])),
    st.builds(Items, st.lists(ANY, max_size=3), st.booleans()),
    st.builds(Grid, st.lists(ANY, max_size=3), st.lists(st.lists(ANY, max_size=4), max_size=3), ANY),
    st.builds(Quote, ANY, ANY, st.sampled_from(["", "https://exemple.fr", "javascript:alert(1)", "n'importe quoi"])),
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY, st.lists(PARTS, max_size=5))
def test_any_text_can_be_written_and_read(tmp_path: Path, title: str, parts: list[Part]) -> None:
    text = Text(title, parts)
    for kind, writer in WRITERS:
        read = read_here(writer(text, tmp_path / f"essai.{kind}"))
        assert read.format == kind
        assert read.title
