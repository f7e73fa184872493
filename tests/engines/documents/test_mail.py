import datetime as dt
from email.message import EmailMessage
from pathlib import Path

import pytest

from beffroi.engines.documents import DocumentRefused, Heading, Paragraph, Text, pdf_of, read_here
from engines.documents.making import headings, texts


def message(body: str, *, subtype: str = "plain") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Jean Martin <jean@exemple.fr>"
    made["To"] = "mairie@saint-aubin.fr"
    made["Subject"] = "Éclairage en panne"
    made["Date"] = "Mon, 23 Nov 2026 10:12:00 +0100"
    made.set_content(body, subtype=subtype)
    return made


def saved(made: EmailMessage, folder: Path) -> Path:
    path = folder / "message.eml"
    path.write_bytes(made.as_bytes())
    return path


def test_headers_body_and_files_are_read(tmp_path: Path) -> None:
    made = message("Bonjour,\n\nLe lampadaire n° 12 est éteint.\n")
    pdf = pdf_of(Text("Relevé", [Heading("Panne"), Paragraph("Depuis trois semaines.")]))
    made.add_attachment(pdf, maintype="application", subtype="pdf", filename="relevé d'été.pdf")
    made.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="jeu.exe")
    read = read_here(saved(made, tmp_path))
    assert (read.format, read.title, read.date) == ("eml", "Éclairage en panne", dt.date(2026, 11, 23))
    assert texts(read)[:6] == [
        "Éclairage en panne",
        "De : Jean Martin <jean@exemple.fr>",
        "À : mairie@saint-aubin.fr",
        "Date : 23/11/2026 10:12",
        "Bonjour,",
        "Le lampadaire n° 12 est éteint.",
    ]
    assert headings(read)[1:] == [
        (2, "Pièce jointe : relevé d'été.pdf"),
        (3, "Relevé"),
        (4, "Panne"),
        (2, "Pièce jointe : jeu.exe"),
    ]
    assert all(page.number is None for page in read.pages)
    assert read.remarks == ("Pièce jointe non lue : « jeu.exe » est un programme : il n'est pas ouvert.",)


def test_a_message_in_a_message_is_read_but_not_for_ever(tmp_path: Path) -> None:
    inner = message("Le plus profond.")
    for depth in range(4):
        outer = message(f"Niveau {depth}.")
        outer.add_attachment(inner)
        inner = outer
    read = read_here(saved(inner, tmp_path))
    assert "Niveau 1." in texts(read)
    assert "Le plus profond." not in texts(read)
    assert "message dans un message" in read.remarks[0]


def test_web_mail_tells_what_it_hides(tmp_path: Path) -> None:
    read = read_here(saved(message("<p>Bonjour</p><p style='display:none'>caché</p>", subtype="html"), tmp_path))
    assert texts(read)[-1] == "Bonjour"
    assert texts(read, hidden=True) == ["caché"]


def test_a_truncated_message_is_refused(tmp_path: Path) -> None:
    made = message("Bonjour.")
    made.add_attachment(b"x" * 5000, maintype="application", subtype="pdf", filename="a.pdf")
    path = saved(made, tmp_path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(DocumentRefused, match="incomplet"):
        read_here(path)


def test_odd_headers_do_not_stop_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "message.eml"
    path.write_bytes(b"From: =?utf-8?q?Ren=E9?= <>,,;\nDate: hier\nSubject: =?x-inconnu?b?4pyT?=\n\nBonj\xf4ur.\n")
    read = read_here(path)
    assert read.date is None
    assert texts(read)[-1] == "Bonjôur."
