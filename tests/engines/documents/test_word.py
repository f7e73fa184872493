import datetime as dt
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from beffroi.engines.documents import read_here
from engines.documents.making import blocks, headings, tables, texts


def saved(made: Any, folder: Path) -> Path:
    path = folder / "essai.docx"
    made.save(str(path))
    return path


def test_headings_lists_and_tables_keep_their_order(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Règlement", level=0)
    made.add_heading("Horaires", level=1)
    made.add_paragraph("La salle ouvre à 9 h.")
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Jour", "Heures", "Lundi", "9 h"), strict=True):
        cell.text = text
    made.add_paragraph("Une clé", style="List Bullet")
    made.add_heading("Prix", level=2)
    read = read_here(saved(made, tmp_path))
    assert headings(read) == [(1, "Règlement"), (2, "Horaires"), (3, "Prix")]
    assert [block.kind for block in blocks(read)] == ["heading", "heading", "text", "table", "list", "heading"]
    assert tables(read) == [(("Jour", "Heures"), ("Lundi", "9 h"))]
    assert read.pages[0].number is None


def test_hidden_runs_are_told(tmp_path: Path) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("Visible. ")
    paragraph.add_run("Caché. ").font.hidden = True
    paragraph.add_run("Blanc. ").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("Minuscule. ").font.size = Pt(1)
    paragraph.add_run("Fin.")
    read = read_here(saved(made, tmp_path))
    assert texts(read) == ["Visible. Fin."]
    assert texts(read, hidden=True) == ["Caché. Blanc. Minuscule."]


def test_white_letters_on_a_dark_cell_are_seen(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(rows=1, cols=1)
    cell = table.cell(0, 0)
    run = cell.paragraphs[0].add_run("Titre blanc")
    run.font.color.rgb = RGBColor(255, 255, 255)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), "1F3864")
    cell._tc.get_or_add_tcPr().append(shade)
    assert tables(read_here(saved(made, tmp_path))) == [(("Titre blanc",),)]


def test_words_taken_away_under_tracked_changes_are_not_read(tmp_path: Path) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("Le prix est de ")
    for tag, text_tag, text in (("w:del", "w:delText", "10 €"), ("w:ins", "w:t", "12 €")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    assert texts(read_here(saved(made, tmp_path))) == ["Le prix est de 12 €"]


def test_headers_are_read_once_and_page_numbers_not(tmp_path: Path) -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Ville de Saint-Aubin"
    made.sections[0].footer.paragraphs[0].text = "1"
    made.add_paragraph("Texte.")
    made.add_section()
    made.add_paragraph("Suite.")
    assert texts(read_here(saved(made, tmp_path))) == ["Ville de Saint-Aubin", "Texte.", "Suite."]


def test_the_date_that_nobody_told_is_none(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("Texte.")
    assert read_here(saved(made, tmp_path)).date is None
    made.core_properties.modified = dt.datetime(2025, 6, 26, tzinfo=dt.UTC)
    assert read_here(saved(made, tmp_path)).date == dt.date(2025, 6, 26)
