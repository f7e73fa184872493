"""Sheets in the format of the "vosdroits" feed, alone or in a zip."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.publications import BOMB, CLUBS, FOLDER, HOUSING
from beffroi.assistant.errors import SheetUnreadable
from beffroi.assistant.publications import is_publications, read_publications


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return packed(tmp_path / "vosdroits-latest.zip", {"F90001.xml": HOUSING, "F90009.xml": CLUBS, "N90011.xml": FOLDER})


def packed(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_a_zip_gives_its_sheets_and_leaves_lists_of_links_out(feed: Path) -> None:
    assert is_publications(feed)
    housing, clubs = read_publications(feed)
    assert (housing.source, housing.title) == ("F90001", "Aide au loyer (fiche d'essai)")
    assert (housing.date.isoformat() if housing.date else "", housing.sheet) == ("2026-02-03", True)
    assert housing.url == "https://www.service-public.fr/particuliers/vosdroits/F90001"
    assert clubs.url == "https://www.service-public.fr/associations/vosdroits/F90009"


def test_the_text_is_laid_out_line_by_line_in_the_order_of_the_sheet(feed: Path) -> None:
    housing = next(read_publications(feed))
    text = "\n".join(passage.text for passage in housing.passages if passage.quotable)
    assert text.split("\n") == [
        "Vous payez un loyer ? Cette aide d'essai peut vous concerner.",
        "Cas général",
        "Qui est concerné ?",
        "Vous devez être locataire :",
        "depuis plus de 6 mois,",
        "d'un logement de la commune.",
        "À savoir",
        "les sous-locataires n'y ont pas droit.",
        "Montant",
        "Aide par mois",
        "Loyer | Aide",
        "400 € | 37 €",
        "À Paris",
        "Vous vivez seul",
        "L'aide est de 41 €.",
        "Où s'adresser ?",
        "Mairie (https://lannuaire.service-public.fr/).",
        "Allô Loyer.",
        "Du lundi au vendredi, de 9h à 17h.",
        "Services en ligne et formulaires",
        "Demande d'aide (https://exemple.invalid/demande).",
        "Textes de référence",
        "Code d'essai : article 1 (https://www.legifrance.gouv.fr/).",
    ]
    about = {passage.role: passage.text for passage in housing.passages if not passage.quotable}
    assert about["subject"] == "Logement\nAides au logement"
    assert about["summary"].startswith("Une aide inventée")


def test_one_publication_alone_is_read_and_other_xml_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "F90009.xml").write_text(CLUBS, encoding="utf-8")
    (tmp_path / "plan.xml").write_text("<?xml version='1.0'?><plan/>", encoding="utf-8")
    assert [one.source for one in read_publications(tmp_path / "F90009.xml")] == ["F90009"]
    assert not is_publications(tmp_path / "plan.xml")


@pytest.mark.parametrize(
    ("text", "said"),
    [(BOMB, "entités"), (HOUSING[:300], "bien formé"), ("<Publication ID='F1'>" + "a" * 9_000_000, "démesurée")],
)
def test_a_file_that_is_no_honest_sheet_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = packed(tmp_path / "vosdroits.zip", {"F1.xml": text})
    with pytest.raises(SheetUnreadable, match=said):
        list(read_publications(path))


def test_a_broken_zip_is_refused(feed: Path) -> None:
    content = feed.read_bytes()
    feed.write_bytes(content[:60] + b"\x00" * 40 + content[100:])
    with pytest.raises(SheetUnreadable, match="abîmée"):
        list(read_publications(feed))


def test_the_command_indexes_the_feed_and_quotes_it(
    feed: Path, tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "s"
    assert beffroi("assistant", "index", feed, "--store", store, "--embeddings", "none:") == 0
    assert "2 documents lus" in capsys.readouterr().out
    assert beffroi("assistant", "ask", "Un club peut-il tenir une buvette ?", "--store", store) == 0
    assert "cinq fois par an" in capsys.readouterr().out
    packed(feed, {"F90001.xml": HOUSING})
    assert beffroi("assistant", "index", feed, "--store", store, "--embeddings", "none:") == 0
    assert "1 inchangé, 1 retiré" in capsys.readouterr().out
