import datetime as dt
import gzip
import json
import zipfile
from pathlib import Path

import pytest

from beffroi.council.acts import read_act
from beffroi.council.acts.identity import session_date
from beffroi.council.acts.vote import act_vote
from beffroi.engines.documents import Block, Document, Page, read_document

VILLAGE = """Envoyé en préfecture le 14/03/2024
Reçu en préfecture le 15/03/2024
Publié le 16/03/2024
ID : 045-214500123-20240312-2024_03_07-DE
DÉPARTEMENT DU LOIRET
COMMUNE DE SAINT-AUBIN
EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS
Délibération n° 2024-03-07
Séance du 12 mars 2024
L'an deux mille vingt-quatre, le douze mars à dix-neuf heures, le conseil municipal s'est réuni.
Présents : Jeanne AUBRY, Paul ROY
Objet : Subvention à l'association des Amis du Lavoir
Vu le code général des collectivités territoriales, notamment son article L2121-29,
Après en avoir délibéré, le conseil municipal, par douze voix pour, 1 contre et une abstention,
DÉCIDE d'attribuer une subvention de 1 500 € pour cent mètres de haie.
Pour extrait conforme, le Maire"""

EPCI = """COMMUNAUTÉ DE COMMUNES DU VAL
Réunion du conseil communautaire du 7 septembre 2023
D2023-118
Matière : 5.7
Date de convocation : 1er septembre 2023
OBJET : Approbation du pacte de gouvernance
Votants : 41
Pour : 38
Contre : 0
Abstentions : 3
La délibération est adoptée à la majorité des suffrages exprimés.
Transmis au contrôle de légalité le 11 septembre 2023"""


def document(text: str) -> Document:
    return Document("acte.odt", "odt", (Page(None, tuple(Block("text", line) for line in text.split("\n"))),))


def test_an_act_of_a_village_is_read() -> None:
    act = read_act(document(VILLAGE))
    assert (act.number, act.date) == ("n° 2024-03-07", dt.date(2024, 3, 12))
    assert act.actes_id == "045-214500123-20240312-2024_03_07-DE"
    assert (act.sent, act.received) == (dt.date(2024, 3, 14), dt.date(2024, 3, 15))
    assert act.object == "Subvention à l'association des Amis du Lavoir"
    assert (act.vote.in_favour, act.vote.against, act.vote.abstain, act.vote.outcome) == (12, 1, 1, "adopted")


def test_an_act_of_a_community_is_read() -> None:
    act = read_act(document(EPCI))
    assert (act.number, act.date, act.subject_code) == ("D2023-118", dt.date(2023, 9, 7), "5.7")
    assert (act.sent, act.received, act.actes_id) == (dt.date(2023, 9, 11), None, None)
    assert (act.vote.in_favour, act.vote.against, act.vote.abstain, act.vote.null) == (38, 0, 3, None)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Délibération 2024-12 : Tarifs de location de la salle des fêtes et de la salle des associations", "2024-12"),
        ("Délibération n°2024-031 - Tarifs de la salle", "n°2024-031"),
    ],
)
def test_a_title_that_bears_its_number_gives_both(line: str, number: str) -> None:
    act = read_act(document(f"Commune de Montigny\n\nSéance du 20 juin 2024\n\n{line}\n\nLe conseil décide."))
    assert act.number == number
    assert act.object is not None
    assert act.object.startswith("Tarifs de")


def test_voters_are_no_voices() -> None:
    vote = act_vote("VOTANTS : 14  POUR : 13  CONTRE : 0  ABSTENTION : 1")
    assert (vote.in_favour, vote.against, vote.abstain) == (13, 0, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("L'an deux mille vingt-six, le premier avril, le conseil", dt.date(2026, 4, 1)),
        ("L'an 2025, le jeudi 6 février à 20 h", dt.date(2025, 2, 6)),
        ("Séance ordinaire du 31/12/2022", dt.date(2022, 12, 31)),
        ("Le conseil s'est réuni. Rien n'est daté.", None),
        ("Séance du 31/02/2022", None),
    ],
)
def test_the_day_of_the_session_is_read_in_digits_or_in_words(text: str, day: dt.date | None) -> None:
    assert session_date(text) == day


@pytest.mark.parametrize(
    ("text", "counts", "outcome"),
    [
        ("Adopté à l'unanimité", (None, None, None), "adopted"),
        ("Par 9 voix contre et 4 pour, la proposition est rejetée.", (4, 9, None), "rejected"),
        ("Le conseil municipal prend acte de ce rapport.", (None, None, None), "noted"),
        ("Une aide de 500 € pour cent habitants ; le conseil approuve à l'unanimité.", (None, None, None), "adopted"),
        ("Vote : 23 pour, 2 contre, 1 abstention", (23, 2, 1), None),
    ],
)
def test_a_sentence_tells_the_vote(text: str, counts: tuple[int | None, ...], outcome: str | None) -> None:
    vote = act_vote(text)
    assert (vote.in_favour, vote.against, vote.abstain) == counts
    assert vote.outcome == outcome


@pytest.mark.data
def test_real_deliberations_are_read(shared_data: Path, tmp_path: Path) -> None:
    """Six of the forty: all of them take a minute; `beffroi council evaluate` reads the whole."""
    folder = shared_data / "council"
    with gzip.open(folder / "deliberations_2014-04-24.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][::7]
    with zipfile.ZipFile(folder / "VilleMTP_MTP_Delib_2014_04_24.zip") as archive:
        for row in rows:
            path = tmp_path / row["file"]
            path.write_bytes(archive.read(next(name for name in archive.namelist() if name.endswith(row["file"]))))
            act = read_act(read_document(path))
            assert act.received
            told = (act.number, str(act.date), act.actes_id, act.received.strftime("%d/%m/%Y"), act.vote.outcome)
            assert told == (row["numero"], row["date"], row["id_actes"], row["reception"], "adopted")
