"""Where a pack may come from. No registry's address is written here: npm's own settings give it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

Progress = Callable[[int], None]
CHUNK = 1 << 16
SECONDS = 60


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


def address(source: str, environment: Mapping[str, str] | None = None) -> str | None:
    """Return the address or path of a source, or None when nothing says where its registry is."""
    if not source.startswith("npm:"):
        return source
    registry = npm_registry(os.environ if environment is None else environment)
    name, version = source.removeprefix("npm:").rsplit("@", 1)
    return registry and f"{registry}/{name}/-/{name.rsplit('/', 1)[-1]}-{version}.tgz"


def fetch(place: str, part: Path, progress: Progress) -> bool:
    """Copy or download to ``part``, going on from what it holds; False when the source fails."""
    if Path(place).is_file():
        shutil.copyfile(place, part)
        return True
    done = part.stat().st_size if part.exists() else 0
    request = Request(  # noqa: S310  # the address is the operator's own setting
        place, headers={"Range": f"bytes={done}-"} if done else {}
    )
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            resumed = answer.status == 206
            with part.open("ab" if resumed else "wb") as target:
                while chunk := answer.read(CHUNK):
                    target.write(chunk)
                    progress(target.tell())
    except (URLError, OSError, ValueError):
        return False
    return True
