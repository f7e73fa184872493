from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from beffroi.engines.documents import Grid, Heading, Items, Paragraph, Text, read_here, write_odt
from engines.documents.making import blocks, headings, tables, texts

HIDING = """
<style:style style:name="Rien" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Blanc" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>
<style:style style:name="Fond" style:family="text">
<style:text-properties fo:color="#ffffff" fo:background-color="#003366"/></style:style>
<style:style style:name="Fils" style:family="text" style:parent-style-name="Rien"/>
</office:automatic-styles>"""


def changed(path: Path, old: str, new: str) -> Path:
    """Write the document again with other words in its content."""
    with ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()}
    content = members["content.xml"].decode()
    assert old in content
    members["content.xml"] = content.replace(old, new, 1).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name, member in members.items():
            target.writestr(name, member)
    return path


def test_headings_lists_and_tables_keep_their_order(tmp_path: Path) -> None:
    parts = [
        Heading("Horaires"),
        Paragraph("Ouvert."),
        Grid(("Jour",), [("Lundi",)]),
        Items(["une clé"]),
        Heading("Prix", 2),
    ]
    read = read_here(write_odt(Text("Règlement", parts), tmp_path / "essai.odt"))
    assert headings(read) == [(1, "Règlement"), (2, "Horaires"), (3, "Prix")]
    assert [block.kind for block in blocks(read)] == ["heading", "heading", "text", "table", "list", "heading"]
    assert tables(read) == [(("Jour",), ("Lundi",))]


def test_hidden_words_are_told(tmp_path: Path) -> None:
    path = write_odt(Text("Essai", [Paragraph("Visible. XXX")], titled=False), tmp_path / "essai.odt")
    spans = "".join(
        f'<text:span text:style-name="{name}">{name}. </text:span>' for name in ("Rien", "Blanc", "Fond", "Fils")
    )
    path = changed(changed(path, "</office:automatic-styles>", HIDING), "XXX", spans)
    read = read_here(path)
    assert texts(read) == ["Visible. Fond."]
    assert texts(read, hidden=True) == ["Rien. Blanc. Fils."]


def test_comments_and_words_taken_away_are_not_read(tmp_path: Path) -> None:
    path = write_odt(Text("Essai", [Paragraph("Avant XXX après.")], titled=False), tmp_path / "essai.odt")
    note = "<office:annotation><text:p>remarque</text:p></office:annotation>ici<text:s/><text:tab/>et"
    assert texts(read_here(changed(path, "XXX", note))) == ["Avant ici et après."]
