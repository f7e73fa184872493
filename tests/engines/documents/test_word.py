import datetime as dt
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
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


ARTICLES = """<w:abstractNum w:abstractNumId="77"
xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Article %1 –"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl></w:abstractNum>"""


def numbered(made: Any, text: str, *, depth: int, number: int) -> None:
    settings = made.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
    settings.get_or_add_ilvl().val = depth
    settings.get_or_add_numId().val = number


def test_the_numbers_that_word_writes_are_read(tmp_path: Path) -> None:
    made = docx.Document()
    numbering = made.part.numbering_part.element
    numbering.insert(0, parse_xml(ARTICLES))
    first, again = numbering.add_num(77), numbering.add_num(77)
    again.add_lvlOverride(ilvl=0).add_startOverride(8)
    for text, depth in (("Objet", 0), ("Public", 1), ("Lieu", 1), ("Clé", 2), ("Badge", 2), ("Prix", 0), ("Tarif", 1)):
        numbered(made, text, depth=depth, number=first.numId)
    numbered(made, "Fin", depth=0, number=again.numId)
    made.add_paragraph("Un point", style="List Bullet")
    made.add_paragraph("Un rang", style="List Number")
    assert texts(read_here(saved(made, tmp_path))) == [
        "Article 1 – Objet",
        "1.I Public",
        "1.II Lieu",
        "c) Clé",
        "d) Badge",
        "Article 2 – Prix",
        "2.I Tarif",
        "Article 8 – Fin",
        "Un point",
        "1. Un rang",
    ]


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


def test_a_style_may_hide_or_shade(tmp_path: Path) -> None:
    made = docx.Document()
    hiding = made.styles.add_style("Interne", WD_STYLE_TYPE.PARAGRAPH)
    hiding.font.hidden = True
    banner = made.styles.add_style("Bandeau", WD_STYLE_TYPE.PARAGRAPH)
    banner.font.color.rgb = RGBColor(255, 255, 255)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), "1F3864")
    banner.element.get_or_add_pPr().append(shade)
    made.add_paragraph("Caché par son style.", style="Interne")
    made.add_paragraph("Blanc sur bleu.", style="Bandeau")
    read = read_here(saved(made, tmp_path))
    assert (texts(read), texts(read, hidden=True)) == (["Blanc sur bleu."], ["Caché par son style."])


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
