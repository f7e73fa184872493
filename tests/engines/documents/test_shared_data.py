"""Real documents: what is read of them is plausible, and the same as other readers found."""

import gzip
import re
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from beffroi.engines.documents import Document, read_document, read_here
from engines.documents.making import headings, tables, texts

pytestmark = pytest.mark.data


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def runs(told: list[str]) -> set[tuple[str, ...]]:
    """Return all that is said in five words."""
    return set(zip(*(told[start:] for start in range(5)), strict=False))


def said(read: Document) -> str:
    return " ".join(page.text for page in read.pages)


def test_the_minutes_of_a_council_agree_with_their_text(shared_data: Path) -> None:
    folder = shared_data / "council"
    read = read_document(folder / "PV_CM_24_04_2014.pdf")
    with gzip.open(folder / "PV_CM_24_04_2014.txt.gz", "rt", encoding="utf-8") as opened:
        # page numbers, and the dash that Word 2010 wrote as another letter, are not in what we read
        known = [word for word in words(opened.read()) if word != "Ŕ"]
    found = words(said(read))
    assert len(read.pages) == 50
    assert (Counter(found) - Counter(known)).total() < 0.001 * len(known)
    # the 50 page numbers are left out
    assert (Counter(known) - Counter(found)).total() < 0.004 * len(known)
    assert len(runs(known) & runs(found)) / len(runs(known)) > 0.97
    assert any(text.startswith("9- Taux d'imposition") for _, text in headings(read))
    assert any("343.908.000" in cell for table in tables(read) for row in table for cell in row)


def test_an_order_in_pdf_agrees_with_what_others_read(shared_data: Path) -> None:
    folder = shared_data / "acts" / "arretes"
    read = read_here(folder / "arrete_nomination.pdf")
    assert "Article 1er" in [text for _, text in headings(read)]
    assert "ARRÊTÉ du 15 mai 2025 portant modification (N° 5)" in said(read)
    assert not read.pages[0].recognised
    page = read_here(folder / "arrete_nomination.html")
    assert "Le reste est sans changement." in texts(page)


def test_a_calendar_in_docx_keeps_its_table(shared_data: Path) -> None:
    read = read_here(shared_data / "territory" / "VilleMTP_MTP_FrequentationServices_Etat_Civil.docx")
    assert tables(read)[0][0] == ("", "Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi")
    assert "Service Etat Civil" in texts(read)


def test_a_workbook_of_contracts_is_read(shared_data: Path) -> None:
    read = read_here(shared_data / "tenders" / "MTP_MarchesConclus_2013.ods")
    assert sum(len(table) for table in tables(read)) > 600
    assert "MAINTENANCE" in said(read)


def test_a_scanned_report_is_recognised(shared_data: Path, tmp_path: Path) -> None:
    pages = pdfium.PdfDocument.new()
    pages.import_pages(pdfium.PdfDocument(shared_data / "council" / "CR_CM_20_06_2011_SCAN.pdf"), [1])
    pages.save(tmp_path / "scan.pdf")
    read = read_here(tmp_path / "scan.pdf")
    assert read.pages[0].recognised
    found = said(read)
    for sentence in (
        "Programme de vidéoprotection urbaine année 2011",
        "Contre : 2 (Madame Gauthier-Medeiros avec sa procuration)",
        "Partage et réutilisation des données publiques",
        "Adopté à l'unanimité",
    ):
        assert sentence in found.replace("’", "'")
