import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from beffroi.engines.packs import MANIFEST, Pack, PackDamaged, PackMissing, install, installed, path, verify
from beffroi.engines.packs.sources import address, fetch, npm_registry
from beffroi.territory.communes import Communes

CONTENT = b"some reference data" * 1000


@pytest.fixture
def pack() -> Pack:
    return Pack("essai", "1", "un essai", "MIT", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), ())


@pytest.fixture
def server() -> Iterator[str]:
    class Ranges(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
            self.send_response(206 if start else 200)
            self.end_headers()
            self.wfile.write(CONTENT[start:])

        def log_message(self, *_: object) -> None:
            return

    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ranges)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}/pack"
    served.shutdown()
    served.server_close()


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


def test_a_download_goes_on_where_it_stopped(tmp_path: Path, server: str) -> None:
    part = tmp_path / "part"
    part.write_bytes(CONTENT[:5000])
    seen: list[int] = []
    assert fetch(server, part, seen.append)
    assert part.read_bytes() == CONTENT
    assert seen[-1] == len(CONTENT)


def test_the_npm_registry_comes_from_the_settings(tmp_path: Path) -> None:
    environment = {"BEFFROI_NPM_REGISTRY": "https://registre.exemple.fr/"}
    assert address("npm:@a/b@1.2.3", environment) == "https://registre.exemple.fr/@a/b/-/b-1.2.3.tgz"
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
