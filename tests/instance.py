"""Loaded before Django reads its settings: the instance's folder of the tests is a new one."""

import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="beffroi-tests-"))
os.environ["BEFFROI_HOME"] = str(HOME)
(HOME / "static").mkdir()
