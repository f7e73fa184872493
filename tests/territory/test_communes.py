import io
import json
import tarfile
from pathlib import Path

import pytest

from beffroi.territory.communes import Communes, ReferenceUnreadable

ROWS = {
    "communes": [
        {
            "code": "99001", "nom": "Bourg-l'Évêque", "type": "commune-actuelle", "departement": "99", "region": "98",
            "population": 400, "codesPostaux": ["99000"], "siren": "123456782",
        },
        {"code": "99002", "nom": "Hameau", "type": "commune-deleguee"},
    ],
    "epci": [
        {
            "code": "200000172", "nom": "CC d'Essai", "type": "CC", "populationMunicipale": 400,
            "membres": [{"code": "99001"}],
        }
    ],
}  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    place = tmp_path / "pack"
    with tarfile.open(place, "w:gz") as made:
        for name, rows in ROWS.items():
            content = json.dumps(rows).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
    return place


def test_a_commune_is_found_by_code_name_and_postcode(archive: Path) -> None:
    communes = Communes(archive)
    found = communes.commune("99001")
    assert found is not None
    assert communes.named("BOURG L EVEQUE") == [found] == communes.at_postcode("99000")
    assert communes.commune("99002") is None
    assert communes.named("nulle part") == []


def test_a_commune_knows_its_epci(archive: Path) -> None:
    epci = Communes(archive).epci_of("99001")
    assert epci is not None
    assert (epci.name, epci.population, epci.members) == ("CC d'Essai", 400, ("99001",))


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack").write_bytes(b"not an archive")
    with pytest.raises(ReferenceUnreadable, match="packs install communes"):
        Communes(tmp_path / "pack").commune("44109")
