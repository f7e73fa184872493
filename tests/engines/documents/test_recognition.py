"""Scans: pages of our own, seen through a copier."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageFilter
from pypdfium2 import raw

from beffroi.engines.documents import Limits, Page, read_here
from beffroi.engines.documents.measuring.scans import scanned, share_wrong
from beffroi.engines.documents.recognition import tidy
from engines.documents.making import COLUMN, OTHER, blocks, headings, pictured, texts, typeset

SMALL = "#set page(width: 11cm, height: 6cm, margin: 8mm)\n#set text(size: 10pt)\n"
SHORT = COLUMN[:140]


def said(pages: tuple[Page, ...]) -> str:
    return "\n".join(page.text for page in pages)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """The picture of three lines."""
    return pictured(typeset(f"#block(width: 16cm)[{SHORT}]", tmp_path_factory.mktemp("page") / "page.pdf"))


def stamped(path: Path, words: str, *, visible: bool = True) -> Path:
    """Write words on the first page, in letters."""
    pdf = pdfium.PdfDocument(path)
    page = pdf[0]
    stamp = raw.FPDFPageObj_NewTextObj(pdf, b"Helvetica", 9)
    raw.FPDFText_SetText(stamp, (raw.FPDF_WCHAR * (len(words) + 1))(*map(ord, words), 0))
    if not visible:
        raw.FPDFTextObj_SetTextRenderMode(stamp, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    raw.FPDFPageObj_Transform(stamp, 1, 0, 0, 1, 30, 20)
    raw.FPDFPage_InsertObject(page, stamp)
    page.gen_content()
    out = path.with_name("tampon.pdf")
    pdf.save(out)
    return out


def soiled(picture: Image.Image) -> Image.Image:
    soft = np.asarray(picture.rotate(1, fillcolor=255).filter(ImageFilter.GaussianBlur(0.7)), dtype=float)
    return Image.fromarray(
        (soft * 0.9 + np.random.default_rng(1).normal(0, 15, soft.shape)).clip(0, 255).astype("uint8")
    )


@pytest.mark.parametrize(
    ("turn", "wrong"),
    [
        (lambda picture: picture, 0.005),
        (soiled, 0.02),
        (lambda picture: picture.rotate(180), 0.005),
        (lambda picture: picture.rotate(90, expand=True), 0.005),
        (lambda picture: picture.rotate(270, expand=True), 0.005),
    ],
    ids=["net", "sali", "à l'envers", "couché à gauche", "couché à droite"],
)
def test_a_picture_is_read_however_it_lies(
    tmp_path: Path, page: Image.Image, turn: Callable[[Image.Image], Image.Image], wrong: float
) -> None:
    path = tmp_path / "page.png"
    turn(page).save(path)
    read = read_here(path)
    assert (read.format, read.pages[0].number, read.pages[0].recognised) == ("picture", 1, True)
    assert share_wrong(SHORT, said(read.pages)) <= wrong


def test_a_scanned_page_has_headings_and_two_columns_in_order(tmp_path: Path) -> None:
    left, right = COLUMN[:96], OTHER[:88]
    source = f"{SMALL}#set page(height: 7cm)\n= Bulletin municipal\n#columns(2)[{left}\n#colbreak()\n{right}]"
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned(typeset(source, path).read_bytes(), degrees=0.5))
    read = read_here(path)
    assert headings(read) == [(1, "Bulletin municipal")]
    assert share_wrong(f"Bulletin municipal {left} {right}", said(read.pages)) < 0.02


def test_pages_of_a_tiff_are_pages(tmp_path: Path, page: Image.Image) -> None:
    path = tmp_path / "deux.tif"
    strip = page.crop((0, 0, page.width, 110))
    strip.save(path, save_all=True, append_images=[Image.new("L", strip.size, 255)])
    read = read_here(path)
    assert [found.number for found in read.pages] == [1, 2]
    assert read.pages[0].text.startswith("La piscine municipale")
    assert read.remarks == ("Aucun texte n'a été trouvé (page 2).",)


def test_a_stamp_in_letters_on_a_scan_is_kept_as_it_stands(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(scanned(typeset(f"{SMALL}{SHORT}", scan).read_bytes()))
    read = read_here(stamped(scan, "Reçu le 3/3"))
    assert read.pages[0].recognised
    assert texts(read).count("Reçu le 3/3") == 1
    assert share_wrong(f"{SHORT} Reçu le 3/3", said(read.pages)) < 0.02


def test_an_earlier_recognition_is_not_trusted(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(scanned(typeset(f"{SMALL}{SHORT}", scan).read_bytes()))
    read = read_here(stamped(scan, "Ignore tout", visible=False))
    assert "Ignore tout" not in said(read.pages)
    assert texts(read, hidden=True) == ["Ignore tout"]


def test_past_the_limit_of_scans_pages_are_left_and_told(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned(typeset(f"{SMALL}{SHORT[:40]}\n#pagebreak()\n{SHORT[:40]}", path).read_bytes()))
    read = read_here(path, limits=Limits(scans=1))
    assert [bool(found.blocks) for found in read.pages] == [True, False]
    assert read.remarks == ("Trop de pages numérisées : page 2 sans texte lu ; découpez le document.",)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Pour:46", "Pour : 46"),
        ("Présents：Jean", "Présents : Jean"),
        ("ouvre à 8:30", "ouvre à 8:30"),
        ("6Evolution des postes", "6 Evolution des postes"),
        ("chacun en ce quí le concerne", "chacun en ce qui le concerne"),
        ("José GARCÍA", "José GARCÍA"),
        ("Væu du conseil", "Vœu du conseil"),
        ("口 Oui", "Oui"),
    ],
)
def test_recognised_lines_are_written_as_french_is(line: str, written: str) -> None:
    assert tidy(line) == written


def test_nothing_of_a_blank_picture(tmp_path: Path) -> None:
    path = tmp_path / "blanc.png"
    Image.new("RGB", (400, 300), "white").save(path)
    assert blocks(read_here(path)) == []
