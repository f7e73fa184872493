import datetime as dt
from pathlib import Path

import pytest

from beffroi.engines.documents import DocumentRefused, read_here
from engines.documents.making import (
    COLUMN,
    OTHER,
    blocks,
    drawn,
    headings,
    read_typeset,
    straight,
    tables,
    texts,
    typeset,
)

RUNNING = """
#set page(header: [Commune de Saint-Aubin #h(1fr) Mars 2026])
#set page(footer: context align(center)[Page #counter(page).display() sur 4])
"""
RULED = """
#table(columns: 2, [Jour], [Horaires], [Lundi], [9 h – 12 h et 14 h – 17 h], [Mardi], [fermé], [Mercredi], [9 h – 12 h])
"""
UNRULED = """
#table(columns: 4, stroke: none, table.hline(), [Tranche], [Quotient familial], [Repas], [Garderie], table.hline(),
[A], [de 0 à 350], [1,00 €], [0,40 €], [B], [de 351 à 600], [2,10 €], [0,90 €], [C], [de 601 à 900], [3,20 €], [1,30 €])
"""


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left, right = f"== La piscine\n{COLUMN}\n\n{OTHER}", f"== Le marché\n{OTHER} {COLUMN}"
    source = f"= Bulletin\n#set par(justify: true)\n#columns(2)[{left}\n#colbreak()\n{right}]"
    read = read_typeset(source, tmp_path)
    assert headings(read) == [(1, "Bulletin"), (2, "La piscine"), (2, "Le marché")]
    assert [straight(text) for text in texts(read)] == [
        "Bulletin",
        "La piscine",
        COLUMN,
        OTHER,
        "Le marché",
        f"{OTHER} {COLUMN}",
    ]


def test_three_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    read = read_typeset(f"#columns(3)[#set text(size: 9pt)\n{COLUMN}#colbreak(){OTHER}#colbreak(){COLUMN}]", tmp_path)
    assert [straight(text) for text in texts(read)] == [COLUMN, OTHER, COLUMN]


def test_words_cut_at_line_ends_are_joined(tmp_path: Path) -> None:
    read = read_typeset(
        f"#set par(justify: true)\n#set text(hyphenate: true)\n#block(width: 4.5cm)[{COLUMN} {OTHER}]", tmp_path
    )
    assert straight(" ".join(texts(read))) == f"{COLUMN} {OTHER}"


def test_headers_stay_once_and_page_numbers_go(tmp_path: Path) -> None:
    pages = "\n#pagebreak()\n".join(f"= Article {number}\n{COLUMN}\n\n{OTHER}" for number in (4, 9, 12, 31))
    read = read_typeset(f"#set par(justify: true)\n{RUNNING}{pages}", tmp_path)
    assert texts(read).count("Commune de Saint-Aubin Mars 2026") == 1
    assert not any(text.startswith("Page ") for text in texts(read))
    assert [len(page.blocks) for page in read.pages] == [4, 3, 3, 3]
    assert [text for _, text in headings(read)] == ["Article 4", "Article 9", "Article 12", "Article 31"]


def test_ruled_tables_keep_rows_and_cells(tmp_path: Path) -> None:
    read = read_typeset(f"{COLUMN}\n{RULED}\n{OTHER}", tmp_path)
    assert [block.kind for block in blocks(read)] == ["text", "table", "text"]
    rows = (
        ("Jour", "Horaires"),
        ("Lundi", "9 h – 12 h et 14 h – 17 h"),
        ("Mardi", "fermé"),
        ("Mercredi", "9 h – 12 h"),
    )
    assert tables(read) == [rows]
    assert "Mardi | fermé" in read.pages[0].text.splitlines()


def test_tables_without_rules_are_told_by_their_alignment(tmp_path: Path) -> None:
    read = read_typeset(f"{COLUMN}\n{UNRULED}\n{OTHER}", tmp_path)
    assert len(tables(read)) == 1
    assert tables(read)[0][0] == ("Tranche", "Quotient familial", "Repas", "Garderie")
    assert tables(read)[0][2] == ("B", "de 351 à 600", "2,10 €", "0,90 €")


def test_a_table_within_a_column_stays_there(tmp_path: Path) -> None:
    read = read_typeset(f"#columns(2)[{COLUMN}\n{RULED}\n{OTHER}\n#colbreak()\n{OTHER} {COLUMN}]", tmp_path)
    assert [block.kind for block in blocks(read)] == ["text", "table", "text", "text"]


def test_what_nobody_sees_is_hidden(tmp_path: Path) -> None:
    source = """Visible.\\
#text(white)[Blanc sur blanc.]\n
#box(fill: navy, inset: 6pt, text(white)[Bandeau visible.])
#place(dx: -900pt)[Hors de la page.]
#text(size: 0.5pt)[Minuscule.]\n
#box[Sous un cache.#place(top + left, rect(fill: black, width: 8em, height: 1.2em))]
#box(fill: rgb("#fff3b0"), inset: 4pt, text(rgb("#fff3b0"))[Jaune sur jaune.])
#box(fill: rgb("#fff3b0"), inset: 4pt)[Noir sur jaune.]
"""
    read = read_typeset(source, tmp_path)
    shown, hidden = " ".join(texts(read)), " ".join(texts(read, hidden=True))
    assert all(words in shown for words in ("Visible.", "Bandeau visible.", "Noir sur jaune."))
    assert not any(words in hidden for words in ("Visible.", "Bandeau visible.", "Noir sur jaune."))
    unseen = ("Blanc sur blanc.", "Hors de la page.", "Minuscule.", "Sous un cache.", "Jaune sur jaune.")
    assert all(words in hidden and words not in shown for words in unseen)
    assert "Blanc sur blanc." not in read.pages[0].text


def test_an_invisible_pen_is_hidden(tmp_path: Path) -> None:
    path = drawn("BT /F 12 Tf 72 700 Td (Visible) Tj 0 -40 Td 3 Tr (Invisible) Tj ET", tmp_path / "pen.pdf")
    read = read_here(path)
    assert (texts(read), texts(read, hidden=True)) == (["Visible"], ["Invisible"])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_places_are_those_of_the_page_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    upright = {0: "1 0 0 1 72 742", 90: "0 1 -1 0 100 72", 180: "-1 0 0 -1 523 100", 270: "0 -1 1 0 495 770"}[turn]
    path = drawn(f"BT /F 12 Tf {upright} Tm (Haut de page) Tj ET", tmp_path / "turned.pdf", page=f"/Rotate {turn}")
    block = blocks(read_here(path))[0]
    assert block.text == "Haut de page"
    assert block.box is not None
    assert block.box[:2] == pytest.approx((72, 91), abs=2)


def test_words_that_stand_askew_are_kept_apart(tmp_path: Path) -> None:
    read = read_typeset(f"{COLUMN}\n#rotate(90deg, reflow: true)[Accusé de réception]", tmp_path)
    assert [straight(text) for text in texts(read)] == [COLUMN, "Accusé de réception"]


def test_a_raised_figure_does_not_join_the_number_before(tmp_path: Path) -> None:
    read = read_typeset("Une surface de 150 m#super[2] au 1#super[er] étage, 15 €#super[3] par an.", tmp_path)
    assert texts(read) == ["Une surface de 150 m² au 1er étage, 15 €³ par an."]


def test_title_and_date_are_those_of_the_file(tmp_path: Path) -> None:
    read = read_typeset(
        '#set document(title: "Règlement", date: datetime(year: 2025, month: 6, day: 26))\nMot.', tmp_path
    )
    assert (read.title, read.date, read.format) == ("Règlement", dt.date(2025, 6, 26), "pdf")


def test_a_protected_file_is_refused(tmp_path: Path) -> None:
    unknown = "00" * 32
    extra = f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/O<{unknown}>/U<{unknown}>/P -4>>"
    path = drawn("BT /F 12 Tf (Secret) Tj ET", tmp_path / "secret.pdf", extra=extra)
    with pytest.raises(DocumentRefused, match=r"« secret.pdf » est protégé par un mot de passe : enregistrez"):
        read_here(path)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = typeset(COLUMN, tmp_path / "court.pdf")
    path.write_bytes(path.read_bytes()[:-600])
    with pytest.raises(DocumentRefused, match="abîmé ou incomplet"):
        read_here(path)


def test_an_empty_page_is_remarked_on(tmp_path: Path) -> None:
    read = read_typeset(f"{COLUMN}\n#pagebreak()\n#pagebreak()\n{OTHER}", tmp_path)
    assert read.remarks == ("Aucun texte n'a été trouvé (page 2).",)
