import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from beffroi.engines.packs import Pack, PackDamaged, PackMissing, install
from beffroi.engines.packs.addresses import Member, SourceUnreadable, members
from beffroi.engines.packs.archives import MemberMissing, open_member
from beffroi.engines.packs.registries import pip_environment
from beffroi.engines.packs.store import begun
from engines.packs.registry import Registry, serve, tarred, zipped

PARTS = (b"one " * 1000, b"two " * 500, b"three " * 100)
JOINED = "pypi:essai-part{1..3}@1.0#essai/part{:02}.bin"


@pytest.fixture
def pack() -> Pack:
    content = b"".join(PARTS)
    return Pack("essai", "1", "un essai", "MIT", len(content), hashlib.sha256(content).hexdigest(), (JOINED,))


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    with serve() as registry:
        monkeypatch.setenv("PIP_INDEX_URL", f"{registry.address}/simple")
        monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
        monkeypatch.setenv("BEFFROI_NPM_REGISTRY", registry.address)
        for rank, part in enumerate(PARTS, start=1):
            registry.add_wheel(f"essai-part{rank}", {f"essai/part{rank:02}.bin": part})
        yield registry


def test_a_source_with_ranks_names_members_in_order() -> None:
    found = members("pypi:essai-part{9..11}@0.2.0#essai{}/part{:02}.bin")
    assert [(one.name, one.path) for one in found] == [
        ("essai-part9", "essai9/part09.bin"),
        ("essai-part10", "essai10/part10.bin"),
        ("essai-part11", "essai11/part11.bin"),
    ]
    assert members("npm:@ville/essai@1.2.0") == (Member("npm", "@ville/essai", "1.2.0"),)
    assert members("https://ville.exemple.fr/essai") == ()


def test_a_source_without_a_version_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="npm:nom"):
        members("npm:essai")


def test_members_of_wheels_are_joined_and_nothing_else_stays(pack: Pack, tmp_path: Path, registry: Registry) -> None:
    seen: list[int] = []
    assert install(pack, tmp_path, progress=seen.append, sources=[JOINED]).read_bytes() == b"".join(PARTS)
    assert seen[-1] == pack.size
    assert [file.name for file in tmp_path.iterdir() if not file.name.startswith(".")] == [pack.file]


def test_an_install_that_was_cut_asks_only_for_what_it_lacks(pack: Pack, tmp_path: Path, registry: Registry) -> None:
    page = registry.files.pop("/simple/essai-part3/")
    with pytest.raises(PackMissing, match="BEFFROI_PACKS_MIRROR"):
        install(pack, tmp_path, sources=[JOINED])
    assert begun(pack, tmp_path) == pytest.approx(6000 / pack.size)
    registry.files["/simple/essai-part3/"] = page
    registry.asked.clear()
    assert install(pack, tmp_path, sources=[JOINED]).read_bytes() == b"".join(PARTS)
    assert not any("part1" in path or "part2" in path for path, _ in registry.asked)


def test_a_member_written_by_half_is_written_again(pack: Pack, tmp_path: Path, registry: Registry) -> None:
    page = registry.files.pop("/simple/essai-part2/")
    with pytest.raises(PackMissing):
        install(pack, tmp_path, sources=[JOINED])
    with (tmp_path / f"{pack.file}.part").open("ab") as part:
        part.write(PARTS[1][:700])
    registry.files["/simple/essai-part2/"] = page
    assert install(pack, tmp_path, sources=[JOINED]).read_bytes() == b"".join(PARTS)


def test_a_member_of_an_npm_archive_is_read(tmp_path: Path, registry: Registry) -> None:
    registry.files["/@ville/voix/-/voix-1.0.0.tgz"] = tarred({"package/voix.bin": b"voix", "package/x.js": b"throw 1"})
    pack = Pack("voix", "1", "un essai", "MIT", 4, hashlib.sha256(b"voix").hexdigest(), ())
    assert install(pack, tmp_path, sources=["npm:@ville/voix@1.0.0#package/voix.bin"]).read_bytes() == b"voix"


def test_an_archive_without_the_member_or_with_another_content_gives_nothing(
    pack: Pack, tmp_path: Path, registry: Registry
) -> None:
    with pytest.raises(PackMissing):
        install(pack, tmp_path, sources=["pypi:essai-part1@1.0#essai/autre.bin"])
    with pytest.raises(PackDamaged):
        install(pack, tmp_path, sources=["pypi:essai-part1@1.0#essai/part01.bin"])


@pytest.mark.parametrize(
    "archive", [zipped({"a": b"x"}), tarred({"a": b"x"}), b"neither", b""], ids=["zip", "tar", "neither", "empty"]
)
def test_a_member_that_is_not_there_is_said(tmp_path: Path, archive: bytes) -> None:
    place = tmp_path / "archive"
    place.write_bytes(archive)
    with pytest.raises(MemberMissing, match="ne contient pas"), open_member(place, "b"):
        pass


def test_the_index_of_uv_is_handed_to_pip() -> None:
    told = pip_environment({"UV_DEFAULT_INDEX": "https://ville.exemple.fr/simple"})
    assert told["PIP_INDEX_URL"] == "https://ville.exemple.fr/simple"
    both = {"UV_DEFAULT_INDEX": "https://a.exemple.fr", "PIP_INDEX_URL": "https://b.exemple.fr"}
    assert pip_environment(both) == both
