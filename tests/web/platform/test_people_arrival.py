"""What is known of an authority from its SIRET, with the communes pack and without."""

import json
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from beffroi.engines.packs import named
from beffroi.territory.codes import Siret
from beffroi.web.platform.arrival import arrive, describe, free_slug
from beffroi.web.platform.models import Tenant, TenantKind

BOURG, AUTUN = Siret.parse("21010053300012"), Siret.parse("21710014800014")
EPCI = Siret("20007075100011")
COMMUNES = [
    {"type": "commune-actuelle", "code": "01053", "nom": "Bourg-en-Bresse", "siren": "210100533", "population": 42000},
    {"type": "commune-actuelle", "code": "71014", "nom": "Autun", "population": 13000},
]
EPCIS = [{"code": "200070751", "nom": "CA du Bassin", "type": "CA", "populationMunicipale": 130000, "membres": []}]


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small pack of the same shape, under the name that the manifest gives."""
    monkeypatch.setenv("BEFFROI_PACKS", str(tmp_path))
    place = tmp_path / f"communes-{named('communes').sha256[:16]}"
    with tarfile.open(place, "w:gz") as archive:
        for name, rows in (("communes", COMMUNES), ("epci", EPCIS)):
            content = json.dumps(rows).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
    return place


@pytest.fixture
def no_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEFFROI_PACKS", str(tmp_path))


def test_a_commune_is_described_by_the_pack(pack: Path) -> None:
    found = describe(BOURG)
    assert (found.name, found.insee, found.population) == ("Bourg-en-Bresse", "01053", 42000)


def test_a_group_of_communes_is_described_by_the_pack(pack: Path) -> None:
    found = describe(EPCI)
    assert (found.name, found.kind, found.population) == ("CA du Bassin", TenantKind.EPCI, 130000)


def test_what_the_pack_does_not_know_is_named_by_its_number(pack: Path) -> None:
    assert describe(AUTUN).name == "Commune 217100148"


KINDS = {
    "21010053300012": TenantKind.COMMUNE,
    "22010001000011": TenantKind.DEPARTEMENT,
    "20007075100011": TenantKind.OTHER,
}


@pytest.mark.parametrize("siret", KINDS)
def test_without_the_pack_the_number_tells_the_kind(no_pack: None, siret: str) -> None:
    assert describe(Siret(siret)).kind == KINDS[siret]


def test_an_authority_arrives_once(pack: Path, db: None) -> None:
    tenant, new = arrive(BOURG)
    assert (tenant.slug, tenant.name, new) == ("bourg-en-bresse", "Bourg-en-Bresse", True)
    assert arrive(BOURG) == (tenant, False)
    assert arrive(Siret.parse("21010053300020")) == (tenant, False)


def test_two_tenants_of_one_legal_unit_are_not_mixed_up(no_pack: None, db: None) -> None:
    for number in ("21010053300012", "21010053300020"):
        Tenant.objects.create(slug=f"t{number}", name=number, siret=number)
    tenant, new = arrive(Siret.parse("21010053300038"))
    assert new
    assert tenant.siret == "21010053300038"


@pytest.mark.parametrize(
    ("name", "slug"), [("Bourg", "bourg-2"), ("Compte", "compte-2"), ("Épinay", "epinay"), ("…", "collectivite")]
)
def test_an_address_is_free_and_no_page_of_the_instance(name: str, slug: str, bourg: Any) -> None:
    assert free_slug(name) == slug
