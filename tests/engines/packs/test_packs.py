import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from beffroi.engines.packs import MANIFEST, DiskFull, Pack, PackDamaged, PackMissing, install, installed, path, verify
from beffroi.engines.packs.addresses import Member
from beffroi.engines.packs.downloads import download
from beffroi.engines.packs.registries import npm_address, npm_registry
from beffroi.engines.packs.store import begun, sources_of
from beffroi.territory.communes import Communes
from engines.packs.registry import Registry, serve

CONTENT = b"some reference data" * 1000


@pytest.fixture
def pack() -> Pack:
    return Pack("essai", "1", "un essai", "MIT", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), ())


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serve() as registry:
        registry.files["/pack"] = CONTENT
        yield registry


@pytest.fixture
def server(registry: Registry) -> str:
    return f"{registry.address}/pack"


def test_a_pack_is_installed_from_a_file_and_kept(pack: Pack, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(CONTENT)
    place = install(pack, tmp_path / "packs", sources=[str(source)])
    assert place.read_bytes() == CONTENT
    source.unlink()
    assert install(pack, tmp_path / "packs", sources=[str(source)]) == place
    verify(pack, tmp_path / "packs")


def test_the_first_source_with_the_right_content_wins(pack: Pack, tmp_path: Path, server: str) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"other")
    assert install(pack, tmp_path / "packs", sources=[str(wrong), server]).read_bytes() == CONTENT


def test_content_with_another_hash_is_refused(pack: Pack, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"other")
    with pytest.raises(PackDamaged, match="empreinte"):
        install(pack, tmp_path / "packs", sources=[str(wrong)])
    assert not installed(pack, tmp_path / "packs")


def test_no_source_is_said(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(PackMissing, match="BEFFROI_NPM_REGISTRY"):
        install(pack, tmp_path, sources=["http://127.0.0.1:9/nothing"])
    with pytest.raises(PackMissing, match="beffroi packs install essai"):
        path(pack, tmp_path)


def test_a_damaged_pack_is_found(pack: Pack, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(CONTENT)
    install(pack, tmp_path / "packs", sources=[str(source)]).write_bytes(b"bitten")
    with pytest.raises(PackDamaged):
        verify(pack, tmp_path / "packs")


def test_a_download_goes_on_where_it_stopped(tmp_path: Path, server: str, registry: Registry) -> None:
    part = tmp_path / "part"
    part.write_bytes(CONTENT[:5000])
    seen: list[int] = []
    assert download(server, part, seen.append)
    assert part.read_bytes() == CONTENT
    assert seen[-1] == len(CONTENT)
    assert registry.asked == [("/pack", "bytes=5000-")]


def test_a_connection_that_is_cut_is_taken_up_again(tmp_path: Path, server: str, registry: Registry) -> None:
    registry.cut.add("/pack")
    assert download(server, tmp_path / "part", lambda _: None)
    assert (tmp_path / "part").read_bytes() == CONTENT
    assert [asked for _, asked in registry.asked] == ["", f"bytes={len(CONTENT) // 2}-"]


def test_what_was_begun_is_kept_for_the_next_source(pack: Pack, tmp_path: Path, server: str) -> None:
    (tmp_path / f"{pack.file}.part").write_bytes(CONTENT[:9500])
    assert begun(pack, tmp_path) == 0.5
    with pytest.raises(PackMissing):
        install(pack, tmp_path, sources=["http://127.0.0.1:9/nothing"])
    assert begun(pack, tmp_path) == 0.5
    assert install(pack, tmp_path, sources=[server]).read_bytes() == CONTENT


@pytest.mark.parametrize("spoilt", [b"x" * 5000, b"x" * len(CONTENT)])
def test_a_spoilt_beginning_is_thrown_away_and_the_source_asked_once_more(
    pack: Pack, tmp_path: Path, server: str, spoilt: bytes
) -> None:
    (tmp_path / f"{pack.file}.part").write_bytes(spoilt)
    assert install(pack, tmp_path, sources=[server]).read_bytes() == CONTENT


def test_a_pack_larger_than_the_disk_is_refused_before_it_is_asked(
    pack: Pack, tmp_path: Path, server: str, registry: Registry
) -> None:
    huge = Pack("immense", "1", "un essai", "MIT", 10**18, pack.sha256, ())
    with pytest.raises(DiskFull, match="BEFFROI_PACKS"):
        install(huge, tmp_path, sources=[server])
    assert registry.asked == []


def test_the_folder_of_another_machine_is_a_mirror(pack: Pack, tmp_path: Path, registry: Registry) -> None:
    registry.files[f"/packs/{pack.file}"] = CONTENT
    sources = sources_of(pack, {"BEFFROI_PACKS_MIRROR": f"{registry.address}/packs/"}, first=["/ailleurs"])
    assert sources == ("/ailleurs", f"{registry.address}/packs/{pack.file}")
    assert install(pack, tmp_path, sources=sources).read_bytes() == CONTENT
    folder = sources_of(pack, {"BEFFROI_PACKS_MIRROR": str(tmp_path)})
    assert install(pack, tmp_path / "copy", sources=folder).read_bytes() == CONTENT


def test_the_npm_registry_comes_from_the_settings(tmp_path: Path) -> None:
    environment = {"BEFFROI_NPM_REGISTRY": "https://registre.exemple.fr/"}
    assert npm_address(Member("npm", "@a/b", "1.2.3"), environment) == "https://registre.exemple.fr/@a/b/-/b-1.2.3.tgz"
    (tmp_path / ".npmrc").write_text("registry=https://ville.exemple.fr/npm/\n", encoding="utf-8")
    assert npm_registry({"HOME": str(tmp_path)}) == "https://ville.exemple.fr/npm"


def test_the_command_lists_installs_and_verifies(
    beffroi: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BEFFROI_PACKS", str(tmp_path))
    assert beffroi("packs", "list") == 0
    assert "absent" in capsys.readouterr().out
    assert beffroi("packs", "install", "inconnu") == 2
    assert "Paquet inconnu" in capsys.readouterr().err
    assert beffroi("packs", "verify") == 0
    (tmp_path / f"{MANIFEST[0].file}.part").write_bytes(bytes(MANIFEST[0].size // 4))
    assert beffroi("packs", "list") == 0
    assert "commencé, 25%" in capsys.readouterr().out


@pytest.mark.network
def test_the_communes_pack_installs_and_reads(
    tmp_path: Path, beffroi: Callable[..., int], monkeypatch: pytest.MonkeyPatch, npm_address: str
) -> None:
    monkeypatch.setenv("BEFFROI_PACKS", str(tmp_path))
    monkeypatch.setenv("BEFFROI_NPM_REGISTRY", npm_address)
    assert beffroi("packs", "install", "communes") == 0
    communes = Communes(path(MANIFEST[0], tmp_path))
    nantes = communes.commune("44109")
    assert nantes is not None
    assert nantes.population > 300_000
    assert communes.named("saint etienne")[0].insee == "42218"
    assert any(commune.insee == "44109" for commune in communes.at_postcode("44000"))
    epci = communes.epci_of("44109")
    assert epci is not None
    assert "44109" in epci.members
    assert len(communes.by_code) > 34_000
