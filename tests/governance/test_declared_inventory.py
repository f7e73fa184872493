from datetime import date
from pathlib import Path

import pytest

from beffroi.governance.errors import InventoryUnreadable
from beffroi.governance.facts import Backup, Export
from beffroi.governance.inventory import read_inventory

DECLARED = """
[[system]]
key = "redacteur"
title = "Robot de rédaction d'un agent"
risk = "minimal"
since = 2026-03-01
personal = true
supplier = "Éditeur hors de l'Union"
[[done]]
duty = "ai-act-4"
system = "*"
day = 2026-02-01
by = "DGS"
[[export]]
day = 2026-03-01
tested = true
[[backup]]
day = 2026-04-01
restored = true
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_inventory_tells_systems_duties_exports_and_backups(tmp_path: Path) -> None:
    told = read_inventory(written(tmp_path, "inventaire.toml", DECLARED))
    assert [(one.key, one.origin, one.personal, one.since) for one in told.systems] == [
        ("redacteur", "outside", True, date(2026, 3, 1))
    ]
    assert told.done[0].by == "DGS"
    assert told.exports == (Export(date(2026, 3, 1), tested=True),)
    assert told.backups == (Backup(date(2026, 4, 1), restored=True),)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_spreadsheet_tells_systems(tmp_path: Path, delimiter: str) -> None:
    rows = [["key", "title", "risk", "since", "public"], ["tri", "Tri de photos", "minimal", "", "Oui"]]
    path = written(tmp_path, "inventaire.csv", "\ufeff" + "\n".join(map(delimiter.join, rows)))
    assert [(one.key, one.public, one.personal, one.since) for one in read_inventory(path).systems] == [
        ("tri", True, False, None)
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=", "illisible"),
        ("system = 3", "illisible"),
        ('[[logiciel]]\nkey = "a"', "tables inconnues : logiciel"),
        ('[[system]]\nkey = "a"', "manquants"),
        ('[[system]]\nkey = "a"\ntitle = "A"\nrisk = "moyen"', "risque « moyen » inconnu"),
        ('[[system]]\nkey = "a"\ntitle = "A"\nrisk = "high"\nsince = "hier"', "AAAA-MM-JJ"),
        ('[[system]]\nkey = "a"\ntitle = "A"\nrisk = "high"\n' * 2, "double : a"),
        ('[[done]]\nduty = "rgaa"', "il manque by, day, system"),
        ("[[export]]\ntested = true", "AAAA-MM-JJ"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InventoryUnreadable, match=told):
        read_inventory(written(tmp_path, "inventaire.toml", text))
