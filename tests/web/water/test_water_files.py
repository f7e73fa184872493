"""Files: read before they are used, versions by kind, the last one withdrawn; the originals stay."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from beffroi.web.platform.models import Job, Person, Tenant
from beffroi.web.water.folders import FileMoved, current, made_from, original, put_in_use, withdraw
from beffroi.web.water.models import FileKind, FileState, Sector, WaterFile

Browser = Callable[[Person], Client]
FILES = "/bourg/eau/fichiers/"
VOLUMES = "annee;produit;comptabilise;km\n2023;100000;80000;40\n2024;98000;82000;40\n"


def upload(client: Client, name: str, text: str, **fields: str) -> Any:
    return client.post(FILES, {"sent": [SimpleUploadedFile(name, text.encode())], **fields}, follow=True)


def test_a_town_without_files_sees_what_each_brings(browser: Browser, agent: Person, bourg: Tenant) -> None:
    page = browser(agent).get("/bourg/eau/")
    assert "rendement, pertes, seuil légal" in page.text
    assert FILES in page.text


def test_a_file_is_shown_as_understood_before_it_is_used(browser: Browser, agent: Person, bourg: Tenant) -> None:
    client = browser(agent)
    page = upload(client, "volumes.csv", VOLUMES)
    assert "2 années" in page.text
    assert "Employer ce fichier" in page.text
    with scope(tenant=bourg):
        file = WaterFile.objects.get()
        assert (file.kind, file.state, current(FileKind.VOLUMES)) == (FileKind.VOLUMES, FileState.PROPOSED, None)
    client.post(f"{FILES}{file.pk}/suite/", {"decision": "employer"})
    with scope(tenant=bourg):
        assert current(FileKind.VOLUMES) == file
        assert Job.objects.get().operation == "water.indicators"
        assert original(bourg, file).read_bytes() == VOLUMES.encode()


def test_a_file_set_aside_is_kept_and_not_used(browser: Browser, agent: Person, bourg: Tenant) -> None:
    client = browser(agent)
    upload(client, "volumes.csv", VOLUMES)
    with scope(tenant=bourg):
        number = WaterFile.objects.get().pk
    client.post(f"{FILES}{number}/suite/", {"decision": "ecarter"})
    with scope(tenant=bourg):
        file = WaterFile.objects.get()
        assert file.state == FileState.WITHDRAWN
        assert original(bourg, file).is_file()
        assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("name", "text", "kind", "said"),
    [
        ("reseau.inp", "[PIPES]\n", "", "reseau.inp"),
        ("scada.csv", "t,j11\n2026-01-01 00:00:00,4\n", "", "dites ce que c&#x27;est"),
        ("casses.csv", "pipe_id,date\nc1,jamais\n", "breaks", "aucune date"),
        ("photo.csv", "\x00\x01\x02", "", "pas un texte"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_stays(
    browser: Browser, agent: Person, bourg: Tenant, name: str, text: str, kind: str, said: str
) -> None:
    page = upload(browser(agent), name, text, kind=kind)
    assert said in page.text
    assert "le fichier est gardé" in page.text
    with scope(tenant=bourg):
        file = WaterFile.objects.get()
        assert file.state == FileState.REFUSED
        assert original(bourg, file).read_bytes() == text.encode()


def test_remarks_come_back_in_french(browser: Browser, agent: Person) -> None:
    page = upload(
        browser(agent), "conduites.csv", "pipe_id,material,length_m,installed,diameter_mm\nc1,PVC,10,1990,4\n"
    )
    assert "diamètre impossible" in page.text


def test_the_last_file_of_a_kind_is_withdrawn_and_the_one_before_comes_back(bourg: Tenant, send: Any) -> None:
    first, second = send(VOLUMES, name="un.csv"), send(VOLUMES, name="deux.csv")
    with scope(tenant=bourg):
        assert current(FileKind.VOLUMES) == second
        with pytest.raises(FileMoved, match="employé en dernier"):
            withdraw(first)
        withdraw(second)
        assert current(FileKind.VOLUMES) == first
        with pytest.raises(FileMoved, match="rechargez"):
            put_in_use(second)


def test_a_network_leaves_a_map_and_names_the_sensors_of_a_history(bourg: Tenant, send: Any, plant: Path) -> None:
    network = send(plant / "reseau.inp")
    history = send(plant / "scada.csv", kind="scada")
    with scope(tenant=bourg):
        assert '"pipe_id": "c11e"' in made_from(bourg, network, "map.json").read_text(encoding="utf-8")
    kinds = list(history.report["names"].values())
    assert kinds.count("pressure") == 10
    assert "flow" in kinds


def test_sectors_are_those_of_the_flows_in_use(bourg: Tenant, send: Any) -> None:
    lines = [f"2026-01-{day:02d} {hour:02d}:00:00,{5 + hour % 7},3" for day in range(1, 11) for hour in range(24)]
    send("t,Nord,Sud\n" + "\n".join(lines) + "\n", name="debits.csv", kind="flows")
    with scope(tenant=bourg):
        assert list(Sector.objects.values_list("name", flat=True)) == ["Nord", "Sud"]


def test_an_original_is_given_back_and_a_name_with_folders_stays_in_its_folder(
    browser: Browser, agent: Person, bourg: Tenant
) -> None:
    client = browser(agent)
    upload(client, "../../volumes.csv", VOLUMES)
    with scope(tenant=bourg):
        file = WaterFile.objects.get()
    assert file.name == "volumes.csv"
    assert b"".join(client.get(f"{FILES}{file.pk}/original")) == VOLUMES.encode()
    assert client.post(f"{FILES}{file.pk}/suite/", {"decision": "manger"}).status_code == 404
    assert "au moins un fichier" in client.post(FILES, {}).text
