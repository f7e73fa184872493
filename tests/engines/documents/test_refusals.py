import io
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
import pytest

from beffroi.engines.documents import DocumentRefused, Limits, Paragraph, Text, read_here, write_docx, write_odt
from engines.documents.making import texts, typeset

TEXT = Text("Essai", [Paragraph("Un texte.")])


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def with_member(path: Path, name: str, content: bytes) -> Path:
    with ZipFile(path, "a") as made:
        made.writestr(name, content)
    return path


def encrypted(path: Path) -> Path:
    """Say in the archive that its members are encrypted, as an office program does."""
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        content[start + place] |= 1
    path.write_bytes(content)
    return path


def bomb(path: Path) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as made:
        made.writestr(ZipInfo("[Content_Types].xml"), b"<Types/>")
        with made.open("word/document.xml", "w") as member:
            for _ in range(60):
                member.write(b" " * 1_000_000)
    return path


def with_entity(path: Path) -> Path:
    source = io.BytesIO(write_odt(TEXT, path).read_bytes())
    with ZipFile(source) as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                start = content.index(b"?>") + 2
                content = content[:start] + b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + content[start:]
            new.writestr(name, content)
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
CASES: list[tuple[str, Callable[[Path], object], str]] = [
    ("vide.pdf", lambda path: path.write_bytes(b""), "est vide"),
    ("blanc.txt", lambda path: path.write_bytes(b" \n\n"), "est vide"),
    ("bombe.docx", bomb, "démesuré"),
    ("macro.docm", lambda path: with_member(write_docx(TEXT, path), "word/vbaProject.bin", b"x"), "macros"),
    ("basic.odt", lambda path: with_member(write_odt(TEXT, path), "Basic/Standard/Module1.xml", b"<x/>"), "macros"),
    ("entite.odt", with_entity, "références extérieures"),
    ("secret.docx", lambda path: encrypted(write_docx(TEXT, path)), "mot de passe"),
    ("secret.odt", lambda path: _encrypted_odt(write_odt(TEXT, path)), "mot de passe"),
    ("secret.xlsx", lambda path: path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le")), "mot de passe"),
    ("vieux.doc", lambda path: path.write_bytes(OLE), "avant 2007"),
    ("outlook.msg", lambda path: path.write_bytes(OLE + "__substg1.0_".encode("utf-16-le")), "Outlook"),
    ("texte.rtf", lambda path: path.write_bytes(b"{\\rtf1 bonjour}"), "RTF"),
    ("dossier.zip", lambda path: archive(path, {"a.txt": b"a"}), "est une archive"),
    ("plus.7z", lambda path: path.write_bytes(b"7z\xbc\xaf\x27\x1c"), "est une archive"),
    ("diapos.pptx", lambda path: archive(path, {"[Content_Types].xml": b"<T/>", "ppt/a.xml": b"<a/>"}), "diaporama"),
    ("livre.epub", lambda path: archive(path, {"mimetype": b"application/epub+zip"}), "pas un document connu"),
    ("coupe.docx", lambda path: path.write_bytes(write_docx(TEXT, path).read_bytes()[:-400]), "abîmé ou incomplet"),
    ("coupe.odt", lambda path: path.write_bytes(write_odt(TEXT, path).read_bytes()[:2000]), "abîmé ou incomplet"),
    ("faux.docx", lambda path: archive(path, {"word/document.xml": b"pas du XML"}), "abîmé ou incomplet"),
    ("coupe.png", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "abîmée ou incomplète"),
    ("faux.pdf", lambda path: path.write_bytes(b"%PDF-1.7\nrien\n%%EOF"), "abîmé ou incomplet"),
    ("programme.pdf", lambda path: path.write_bytes(b"MZ\x90\x00" * 20), "est un programme"),
    ("donnees.xml", lambda path: path.write_bytes(b"<?xml version='1.0'?><a/>"), "fichier XML"),
    ("octets.bin", lambda path: path.write_bytes(bytes(range(256)) * 8), "pas un format connu"),
]  # fmt: skip


def _encrypted_odt(path: Path) -> object:
    source = io.BytesIO(path.read_bytes())
    with ZipFile(source) as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"</manifest:", b"<manifest:encryption-data/></manifest:", 1))
    return path


@pytest.mark.parametrize(("name", "make", "told"), CASES, ids=[name for name, _, _ in CASES])
def test_it_is_refused_with_a_sentence_that_says_what_to_do(
    tmp_path: Path, name: str, make: Callable[[Path], object], told: str
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(DocumentRefused) as caught:
        read_here(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"« {name} »")
    assert told in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_the_content_tells_the_format_not_the_name(tmp_path: Path) -> None:
    made = write_docx(TEXT, tmp_path / "a.docx").rename(tmp_path / "a.pdf")
    assert read_here(made).format == "docx"
    pdf = typeset("Un mot.", tmp_path / "b.pdf").rename(tmp_path / "b.doc")
    assert read_here(pdf).format == "pdf"
    page = tmp_path / "c.txt"
    page.write_text("<!DOCTYPE html><html><body><p>Mot</p></body></html>", encoding="utf-8")
    assert read_here(page).format == "html"
    mail = tmp_path / "d.txt"
    mail.write_text("From: a@exemple.fr\nSubject: Essai\n\nBonjour.\n", encoding="utf-8")
    assert read_here(mail).format == "eml"


def test_limits_of_size_and_pages_are_told(tmp_path: Path) -> None:
    path = typeset("Un mot.\n#pagebreak()\nDeux.", tmp_path / "deux.pdf")
    with pytest.raises(DocumentRefused, match="a 2 pages, plus que 1 : découpez-le"):
        read_here(path, limits=Limits(pages=1))
    with pytest.raises(DocumentRefused, match="dépasse 0 Mo"):
        read_here(path, limits=Limits(size=1000))


def test_an_empty_basic_library_is_no_macro(tmp_path: Path) -> None:
    path = with_member(write_odt(TEXT, tmp_path / "a.odt"), "Basic/Standard/script-lb.xml", b"<x/>")
    assert "Un texte." in texts(read_here(path))


def test_a_word_document_without_body_is_read_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "vide.docx"
    docx.Document().save(str(path))
    assert texts(read_here(path)) == []
