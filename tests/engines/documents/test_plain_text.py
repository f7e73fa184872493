from pathlib import Path

import pytest

from beffroi.engines.documents import read_here
from engines.documents.making import blocks, headings, tables, texts

MARKDOWN = """# Règlement
<!-- note de service -->
Un **texte** sur
deux lignes, voir [la page](https://exemple.fr).

Prix
----
| Jour | Heures |
|------|--------|
| Lundi | 9 h |

- une clé
- un badge
"""


def test_markdown_gives_headings_lists_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "reglement.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    read = read_here(path)
    assert headings(read) == [(1, "Règlement"), (2, "Prix")]
    assert tables(read) == [(("Jour", "Heures"), ("Lundi", "9 h"))]
    assert texts(read)[1] == "Un texte sur deux lignes, voir la page."
    assert [block.kind for block in blocks(read)] == ["heading", "text", "heading", "table", "list", "list"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Été à l’école,\r\nsuite com-\r\nmune.\r\n\r\n- un\r\n- deux\r\n", encoding=encoding, newline="")
    assert texts(read_here(path)) == ["Été à l’école, suite commune.", "- un", "- deux"]


def test_a_table_in_text_is_one(tmp_path: Path) -> None:
    path = tmp_path / "prix.csv"
    path.write_text("Jour;Prix\nLundi;3,50\n;\n", encoding="cp1252")
    assert tables(read_here(path)) == [(("Jour", "Prix"), ("Lundi", "3,50"))]
