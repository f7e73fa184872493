"""The OpenMP library that LightGBM needs, on a system that lacks it.

LightGBM's wheel asks the system for libgomp.so.1, which a minimal Debian has not. scikit-learn's
wheel carries a copy under another name: its name is put right in a temporary file, which is loaded.
"""

from __future__ import annotations

import ctypes
import tempfile
from importlib.metadata import files
from pathlib import Path

WANTED = b"libgomp.so.1"


def load_openmp() -> bool:
    """Make libgomp.so.1 available to this process; tell whether the wheel's copy was needed."""
    try:
        ctypes.CDLL(WANTED.decode(), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        _load_copy(_copy_in_wheel())
        return True
    return False


def _copy_in_wheel() -> Path:
    found = [file for file in files("scikit-learn") or () if file.name.startswith("libgomp")]
    return Path(str(found[0].locate()))


def _load_copy(copy: Path) -> None:
    """Load the copy as libgomp.so.1: the library's name is replaced in place by the shorter one."""
    renamed = copy.read_bytes().replace(copy.name.encode(), WANTED.ljust(len(copy.name), b"\0"))
    with tempfile.NamedTemporaryFile(suffix=".so") as file:
        file.write(renamed)
        file.flush()
        ctypes.CDLL(file.name, mode=ctypes.RTLD_GLOBAL)
