import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from beffroi.__main__ import main
from beffroi.council.proceedings import Proceedings, proceedings_of, record_of_text, record_of_transcript, sheet_of
from beffroi.council.proceedings.sheet import time_of
from beffroi.council.proceedings.spoken import spoken_counts, spoken_names, spoken_outcome
from beffroi.council.proceedings.telling import told
from beffroi.council.transcribing import Segment, Transcript, write_transcript
from beffroi.council.transcribing.people import People, plain
from beffroi.engines.documents import read_document

SESSION: Mapping[str, Any] = {
    "commune": "Valombreuse",
    "seance": dt.date(2026, 3, 12),
    "ouverture": "18h30",
    "president": "Hélène CARPENTIER",
    "secretaire": "Odile FROMENTIN",
    "membres": ["Hélène CARPENTIER", "Gwenaël LE BIHAN", "Odile FROMENTIN", "Bertrand SZYMANSKI", "Solène ROY"],
    "absents": ["Solène ROY"],
    "pouvoirs": ["Mme Solène ROY à M. LE BIHAN"],
    "ordre_du_jour": [
        {"titre": "Subvention à l'association sportive", "rapporteur": "Gwenaël LE BIHAN"},
        {"titre": "Tarifs de la cantine"},
    ],
}
SAID = (
    "La séance est ouverte.",
    "Point numéro 1, subvention à l'association sportive.",
    "La parole est à M. Le Bihan.",
    "La commission a donné un avis favorable à l'unanimité.",
    "L'association accompagne trente enfants et demande une aide de deux mille euros.",
    "La parole est à Monsieur Szymanski.",
    "Je demande un vote à bulletin secret sur cette subvention.",
    "Cette somme me paraît excessive au regard des comptes de l'association.",
    "Je mets aux voix.",
    "Qui est contre ?",
    "Monsieur Szymanski.",
    "Qui s'abstient ? Madame Fromentin.",
    "La délibération est adoptée par trois voix pour.",
    "Madame Fromentin quitte la séance.",
    "Nous passons au point numéro 2, tarifs de la cantine.",
    "La commune propose d'augmenter le repas de vingt centimes à la rentrée.",
    "Je mets aux voix, la délibération est adoptée à l'unanimité.",
)
VERBATIM = """Adoption de l'ordre du jour

Adopté à l'unanimité

1. Subvention à l'association sportive

Gwenaël LE BIHAN : L'association accompagne trente enfants et demande une aide de deux mille euros.

Bertrand SZYMANSKI : Cette somme me paraît excessive au regard des comptes de l'association.

Pour : 3
Contre : 1 (M. Szymanski)
Abstention : 1 (Mme Fromentin)
Adopté à la majorité

2. Tarifs de la cantine

Hélène CARPENTIER : La commune propose d'augmenter le repas de vingt centimes à la rentrée.

Pour : 5
Adopté à l'unanimité
"""


def transcript(said: tuple[str, ...] = SAID) -> Transcript:
    segments = (Segment(10.0 * rank, 10.0 * rank + 9, text) for rank, text in enumerate(said))
    return Transcript(tuple(segments), 10.0 * len(said))


def made(*, said: tuple[str, ...] = SAID, **changed: Any) -> Proceedings:
    sheet = sheet_of({**SESSION, **changed})
    return proceedings_of(sheet, record_of_transcript(transcript(said), sheet=sheet))


def test_the_vote_that_is_said_has_its_counts_its_names_and_its_instant() -> None:
    first, second = told(made())["decisions"]
    assert (first["item"], first["for"], first["against"], first["abstain"]) == ("1", 3, 1, 1)
    assert first["names"]["against"] == ["Bertrand SZYMANSKI"]
    assert first["names"]["abstain"] == ["Odile FROMENTIN"]
    assert first["names"]["for"] == ["Hélène CARPENTIER", "Gwenaël LE BIHAN", "Solène ROY"]
    assert (first["outcome"], first["start"]) == ("adopted", 80.0)
    assert first["quote"].startswith("Je mets aux voix. Qui est contre ?")
    assert (second["item"], second["outcome"], second["for"]) == ("2", "adopted", None)


def test_every_sentence_of_the_debates_was_said_word_for_word() -> None:
    debates = told(made())["debates"]
    assert debates
    assert all(one["text"] == SAID[round(one["start"] / 10)] for one in debates)
    assert {one["speaker"] for one in debates if one["item"] == "1"} == {"Gwenaël LE BIHAN", "Bertrand SZYMANSKI"}


def test_requests_movements_and_proxies_are_found_and_told() -> None:
    read = told(made())
    assert read["requests"] == [SAID[6]]
    assert [(one["member"], one["kind"]) for one in read["movements_heard"]] == [("Odile FROMENTIN", "leaves")]
    assert read["proxies"] == [{"from": "Solène ROY", "to": "Gwenaël LE BIHAN"}]
    assert any("n'est pas sur la feuille" in flag for flag in read["flags"])


def test_who_left_no_longer_counts_for_the_quorum_of_the_next_item() -> None:
    departures = [{"membre": name, "heure": "18h32"} for name in ("Odile FROMENTIN", "Bertrand SZYMANSKI")]
    built = made(departs=departures)
    rooms = [one.room.quorum.present for one in built.items if one.room and one.room.quorum]
    assert rooms == [4, 2]
    assert any(flag.startswith("Point 2 : quorum non atteint") for flag in built.flags)


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"secretaire": None}, "secrétaires"),
        ({"en_exercice": 9}, "9 membres en exercice annoncés, 5 nommés"),
        ({"presents": ["Hélène CARPENTIER", "Jean INCONNU"]}, "« Jean INCONNU »"),
        ({"votes": [{"point": 1, "pour": 9, "contre": 0}]}, "9 voix comptées pour 5 votants"),
        ({"votes": [{"point": 1, "pour": 3, "contre": 2}]}, "la feuille dit 2 contre, le compte rendu 1"),
        ({"votes": [{"point": 2, "pour": 1, "contre": 3, "issue": "adopté"}]}, "contredit les voix"),
        ({"pouvoirs": [{"Solène ROY": "Gwenaël LE BIHAN"}, {"Odile FROMENTIN": "Le Bihan"}]}, "plus d'un pouvoir"),
        ({"arrivees": ["Solène ROY"]}, "sans heure"),
    ],
)
def test_what_is_missing_or_does_not_agree_is_told(changed: Mapping[str, Any], flag: str) -> None:
    assert any(flag in one for one in made(**changed).flags)


def test_the_sheet_wins_over_what_was_heard_and_keeps_the_passage() -> None:
    decision = told(made(votes=[{"point": 2, "pour": "5", "issue": "adopté"}]))["decisions"][1]
    assert (decision["for"], decision["outcome"], decision["start"]) == (5, "adopted", 160.0)


def test_nothing_is_said_of_a_closed_session_but_its_bounds() -> None:
    shut = Segment(95.0, 140.0, "Un agent est nommé.", closed=True)
    segments = [one for one in transcript().segments if not 95 <= one.start < 140]
    sheet = sheet_of(SESSION)
    record = record_of_transcript(Transcript((*segments, shut), 200.0), sheet=sheet)
    built = proceedings_of(sheet, record)
    assert told(built)["closed"] == [[95.0, 140.0]]
    assert "Bornes du huis clos : de 0:01:35 à 0:02:20." in built.flags


def test_a_verbatim_text_gives_the_votes_the_names_and_the_debates() -> None:
    read = told(proceedings_of(sheet_of({**SESSION, "ordre_du_jour": None}), record_of_text(VERBATIM)))
    assert [(one["item"], one["for"], one["against"]) for one in read["decisions"]] == [
        (None, None, None),
        ("1", 3, 1),
        ("2", 5, None),
    ]
    assert read["decisions"][1]["names"]["against"] == ["Bertrand SZYMANSKI"]
    assert read["decisions"][1]["names"]["abstain"] == ["Odile FROMENTIN"]
    lines = VERBATIM.splitlines()
    assert lines[read["decisions"][1]["line"] - 1] == "Pour : 3"
    assert all(one["text"] in lines[one["line"] - 1] for one in read["debates"])
    assert {one["speaker"] for one in read["debates"]} >= {"Gwenaël LE BIHAN", "Bertrand SZYMANSKI"}


def test_the_document_has_the_contents_that_the_law_asks_of_it(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(yaml.safe_dump(dict(SESSION), allow_unicode=True), encoding="utf-8")
    write_transcript(transcript(), tmp_path / "t.json")
    command = ["council", "minutes", str(tmp_path / "s.yaml"), "--transcript", str(tmp_path / "t.json")]
    assert main([*command, "--out", str(tmp_path / "pv.odt"), "--json", str(tmp_path / "pv.json")]) == 0
    text = "\n".join(page.text for page in read_document(tmp_path / "pv.odt").pages)
    for content in (
        "12 mars 2026, 18 h 30",
        "Président de séance | Hélène CARPENTIER",
        "Secrétaire de séance | Odile FROMENTIN",
        "Solène ROY (pouvoir à Gwenaël LE BIHAN)",
        "Quorum : 3 présents sur 5 membres en exercice ; 4 présents : atteint.",
        "1. Subvention à l'association sportive",
        "Contre : 1. Bertrand SZYMANSKI",
        "Je demande un vote à bulletin secret",
        "Bertrand SZYMANSKI, 0:01:00",
        "【à compléter : rapport au vu duquel la délibération est prise】",
    ):
        assert content in text
    assert json.loads((tmp_path / "pv.json").read_text(encoding="utf-8"))["date"] == "2026-03-12"


def test_a_bare_sheet_makes_blanks_and_no_invention(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("commune: Valombreuse", encoding="utf-8")
    assert main(["council", "minutes", str(tmp_path / "s.yaml"), "--out", str(tmp_path / "pv.odt")]) == 0
    text = "\n".join(page.text for page in read_document(tmp_path / "pv.odt").pages)
    for what in ("date", "lieu", "nom du président de séance", "quorum", "ordre du jour", "noms des membres présents"):
        assert f"【à compléter : {what}】" in text


@pytest.mark.parametrize("content", ["", "[]", '{"segments": [{"start": 1}]}'])
def test_what_is_no_transcription_is_refused(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.yaml").write_text("commune: Valombreuse", encoding="utf-8")
    (tmp_path / "t.json").write_text(content, encoding="utf-8")
    command = ["council", "minutes", str(tmp_path / "s.yaml"), "--transcript", str(tmp_path / "t.json")]
    assert main([*command, "--out", str(tmp_path / "pv.odt")]) == 2
    assert "n'est pas une transcription" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("Quatorze voix pour, trois contre et une abstention.", {"in_favour": 14, "against": 3, "abstain": 1}),
        ("Pas d'abstention, deux votes contre.", {"abstain": 0, "against": 2}),
        ("Pour : 54, nuls : 11.", {"in_favour": 54, "null": 11}),
        ("Adoptée par cette voix pour une abstention.", {"abstain": 1}),
        ("Contre 3, abstentions : deux.", {"against": 3, "abstain": 2}),
        ("Nous avons voté pour les enfants.", {}),
    ],
)
def test_counts_are_read_in_letters_and_figures(said: str, counts: Mapping[str, int]) -> None:
    assert spoken_counts(plain(said)) == counts


@pytest.mark.parametrize(
    ("said", "against", "abstain"),
    [
        (("Qui est contre ?", "Madame Roy, qui s'abstient ?", "Personne."), ("Solène ROY",), ()),
        (("Qui est contre ?", "Madame Roy s'abstient."), (), ("Solène ROY",)),
        (("M. Le Bihan vote contre.",), ("Gwenaël LE BIHAN",), ()),
        (("Qui est contre ? Madame Roy. Qui s'abstient ? M. Le Bihan.",), ("Solène ROY",), ("Gwenaël LE BIHAN",)),
    ],
)
def test_who_votes_how_is_read_in_what_is_said(
    said: tuple[str, ...], against: tuple[str, ...], abstain: tuple[str, ...]
) -> None:
    names = spoken_names([plain(one) for one in said], people=People(("Solène ROY", "Gwenaël LE BIHAN")))
    assert (names.get("against", ()), names.get("abstain", ())) == (against, abstain)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("La délibération est adoptée.", "adopted"),
        ("L'amendement est rejeté.", "rejected"),
        ("Cette proposition n'est pas adoptée.", "rejected"),
        ("Madame Roy est élue au premier tour.", "elected"),
        ("Le conseil prend acte de ce rapport.", "noted"),
        ("Je retire ce point de l'ordre du jour.", "withdrawn"),
        ("Nous en parlerons demain.", None),
    ],
)
def test_what_came_of_a_vote_is_read_in_its_sentence(said: str, outcome: str | None) -> None:
    assert spoken_outcome(plain(said)) == outcome


@pytest.mark.parametrize(
    "value", ["18h30", "18:30", "à 18 h 30", 1110, dt.datetime(2026, 3, 12, 18, 30, tzinfo=dt.UTC)]
)
def test_an_hour_is_read_however_it_is_written(value: object) -> None:
    assert time_of(value) == dt.time(18, 30)
