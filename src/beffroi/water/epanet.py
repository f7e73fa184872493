"""EPANET's C solver in process: the shared library that wntr ships, called through ctypes.

wntr's own binding is not imported: it loads a whole geographic stack (five seconds) for the thirty calls needed here.
Reference: EPANET 2.2 Programmer's Toolkit, https://epanet22.readthedocs.io.
"""

from __future__ import annotations

import ctypes
import sys
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from beffroi.territory.errors import BadInput

LIBRARIES = {
    "linux": "linux-x64/libepanet22.so",
    "darwin": "darwin-x64/libepanet22.dylib",
    "win32": "windows-x64/epanet22.dll",
}
NODE_TYPES = ("junction", "reservoir", "tank")
LINK_TYPES = ("pipe", "pipe", "pump", "prv", "psv", "pbv", "fcv", "tcv", "gpv")
TO_M3H = (101.94064, 0.2271247, 157.725491, 189.27059, 5.13956, 3.6, 0.06, 41.6666667, 1.0, 0.0416667)
ELEVATION, DEMAND, HEAD, PRESSURE, TANK_LEVEL, TANK_DIAMETER, TANK_MOST = 0, 9, 10, 11, 8, 17, 21
DIAMETER, LENGTH, ROUGHNESS, MINOR_LOSS, INITIAL_STATUS, FLOW, HEAD_LOSS, STATUS = 0, 1, 2, 3, 4, 8, 10, 11
DURATION, HYDRAULIC_STEP, PATTERN_STEP, PATTERN_START = 0, 1, 3, 4
TRIALS, ACCURACY, DEMAND_MULTIPLIER, UNBALANCED = 0, 1, 4, 13
FIRST_ERROR = 100


class NetworkUnsolvable(BadInput):
    """EPANET refuses the network or finds no balance."""


@cache
def _library() -> ctypes.CDLL:
    spec = find_spec("wntr")
    if spec is None or not spec.submodule_search_locations:
        raise NetworkUnsolvable("Le solveur EPANET manque : installez le paquet wntr.")
    name = LIBRARIES.get(sys.platform, LIBRARIES["linux"])
    return ctypes.CDLL(str(Path(spec.submodule_search_locations[0]) / "epanet" / "libepanet" / name))


class Epanet:
    """An open EPANET project. Indices start at 1, units are those of the file (see ``flow_m3h``)."""

    def __init__(self, path: Path) -> None:
        """Open an .inp file. Raises NetworkUnsolvable when it cannot be read."""
        self._lib, self._project = _library(), ctypes.c_uint64()
        self._folder = tempfile.TemporaryDirectory()
        self._lib.EN_createproject(ctypes.byref(self._project))
        self._value, self._whole, self._long = ctypes.c_double(), ctypes.c_int(), ctypes.c_long()
        report = str(Path(self._folder.name) / "report").encode()
        code = self._lib.EN_open(self._project, str(path).encode(), report, b"")
        if code > FIRST_ERROR:
            detail = self._report_line(Path(report.decode()))
            self._lib.EN_deleteproject(self._project)
            self._folder.cleanup()
            raise NetworkUnsolvable(f"Réseau illisible : {path.name} (erreur EPANET {code}{detail}).")
        self._opened = False

    def _report_line(self, report: Path) -> str:
        self._lib.EN_close(self._project)
        lines = report.read_text(encoding="latin-1").splitlines() if report.exists() else []
        found = [line.strip() for line in lines if "Error" in line]
        return f" : {found[0]}" if found else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the solver's memory."""
        self._lib.EN_close(self._project)
        self._lib.EN_deleteproject(self._project)
        self._folder.cleanup()

    def _call(self, name: str, *arguments: object) -> int:
        code = int(getattr(self._lib, name)(self._project, *arguments))
        if code > FIRST_ERROR:
            raise NetworkUnsolvable(f"Le réseau ne se calcule pas (erreur EPANET {code}).")
        return code

    def _get(self, name: str, *arguments: object) -> float:
        self._call(name, *arguments, ctypes.byref(self._value))
        return self._value.value

    def _get_whole(self, name: str, *arguments: object) -> int:
        self._call(name, *arguments, ctypes.byref(self._whole))
        return self._whole.value

    def _get_text(self, name: str, index: int) -> str:
        text = ctypes.create_string_buffer(64)
        self._call(name, index, text)
        return text.value.decode("latin-1")

    def count(self, what: int) -> int:
        """Count nodes (0), tanks and reservoirs (1), links (2), patterns (3), controls (5)."""
        return self._get_whole("EN_getcount", what)

    def flow_m3h(self) -> float:
        """Return how many m3/h one flow unit of the file is."""
        return TO_M3H[self._get_whole("EN_getflowunits")]

    def is_metric(self) -> bool:
        """Tell whether lengths are metres (flow units of the metric family)."""
        return self._get_whole("EN_getflowunits") >= 5

    def node_names(self) -> list[str]:
        """Return the names of nodes in the file's order."""
        return [self._get_text("EN_getnodeid", i + 1) for i in range(self.count(0))]

    def link_names(self) -> list[str]:
        """Return the names of links in the file's order."""
        return [self._get_text("EN_getlinkid", i + 1) for i in range(self.count(2))]

    def node_kind(self, node: int) -> str:
        """Return junction, reservoir or tank."""
        return NODE_TYPES[self._get_whole("EN_getnodetype", node)]

    def link_kind(self, link: int) -> str:
        """Return pipe, pump or the kind of valve."""
        return LINK_TYPES[self._get_whole("EN_getlinktype", link)]

    def link_ends(self, link: int) -> tuple[int, int]:
        """Return the two nodes of a link."""
        first, second = ctypes.c_int(), ctypes.c_int()
        self._call("EN_getlinknodes", link, ctypes.byref(first), ctypes.byref(second))
        return first.value, second.value

    def coordinates(self, node: int) -> tuple[float, float]:
        """Return x and y, zero where the file has none."""
        x, y = ctypes.c_double(), ctypes.c_double()
        self._lib.EN_getcoord(self._project, node, ctypes.byref(x), ctypes.byref(y))
        return x.value, y.value

    def node_value(self, node: int, what: int) -> float:
        """Return a property of a node."""
        return self._get("EN_getnodevalue", node, what)

    def link_value(self, link: int, what: int) -> float:
        """Return a property of a link."""
        return self._get("EN_getlinkvalue", link, what)

    def node_values(self, nodes: list[int], what: int) -> list[float]:
        """Return a property of several nodes."""
        function, project, value = self._lib.EN_getnodevalue, self._project, self._value
        reference, found = ctypes.byref(value), []
        for node in nodes:
            function(project, node, what, reference)
            found.append(value.value)
        return found

    def link_values(self, links: list[int], what: int) -> list[float]:
        """Return a property of several links."""
        function, project, value = self._lib.EN_getlinkvalue, self._project, self._value
        reference, found = ctypes.byref(value), []
        for link in links:
            function(project, link, what, reference)
            found.append(value.value)
        return found

    def set_node(self, node: int, what: int, value: float) -> None:
        """Change a property of a node."""
        self._call("EN_setnodevalue", node, what, ctypes.c_double(value))

    def set_link(self, link: int, what: int, value: float) -> None:
        """Change a property of a link."""
        self._call("EN_setlinkvalue", link, what, ctypes.c_double(value))

    def time(self, what: int) -> int:
        """Return a time parameter [s]."""
        self._call("EN_gettimeparam", what, ctypes.byref(self._long))
        return self._long.value

    def set_time(self, what: int, seconds: int) -> None:
        """Change a time parameter [s]."""
        self._call("EN_settimeparam", what, ctypes.c_long(seconds))

    def option(self, what: int) -> float:
        """Return an option of the file."""
        return self._get("EN_getoption", what)

    def set_option(self, what: int, value: float) -> None:
        """Change an option of the file."""
        self._call("EN_setoption", what, ctypes.c_double(value))

    def pattern(self, index: int) -> list[float]:
        """Return the factors of a pattern; 0 is the constant one."""
        if index == 0:
            return [1.0]
        length = self._get_whole("EN_getpatternlen", index)
        return [self._get("EN_getpatternvalue", index, step + 1) for step in range(length)]

    def demands(self, node: int) -> list[tuple[float, int]]:
        """Return the base demands of a node and their patterns."""
        count = self._get_whole("EN_getnumdemands", node)
        return [
            (self._get("EN_getbasedemand", node, i + 1), self._get_whole("EN_getdemandpattern", node, i + 1))
            for i in range(count)
        ]

    def add_pattern(self, name: str) -> int:
        """Add a pattern of one factor, 1, and return its index."""
        self._call("EN_addpattern", name.encode())
        return self._get_whole("EN_getpatternindex", name.encode())

    def set_pattern(self, index: int, value: float) -> None:
        """Set the one factor of a pattern."""
        self._call("EN_setpatternvalue", index, 1, ctypes.c_double(value))

    def set_demands(self, node: int, demands: list[tuple[float, int]]) -> None:
        """Replace the demands of a junction by (base, pattern) pairs."""
        while self._get_whole("EN_getnumdemands", node) > 0:
            self._call("EN_deletedemand", node, 1)
        for base, pattern in demands:
            name = ctypes.create_string_buffer(64)
            self._call("EN_getpatternid", pattern, name)
            self._call("EN_adddemand", node, ctypes.c_double(base), name.value, b"")

    def set_base_demand(self, node: int, category: int, value: float) -> None:
        """Change one base demand of a junction (category from 1)."""
        self._call("EN_setbasedemand", node, category, ctypes.c_double(value))

    def controls(self) -> list[tuple[int, int, float, int, float]]:
        """List simple controls: kind (0 below a level, 1 above), link, setting, node, level."""
        found = []
        for index in range(1, self.count(5) + 1):
            kind, link, node = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
            setting, level = ctypes.c_double(), ctypes.c_double()
            references = [ctypes.byref(x) for x in (kind, link, setting, node, level)]
            self._call("EN_getcontrol", index, *references)
            found.append((kind.value, link.value, setting.value, node.value, level.value))
        return found

    def delete_controls(self) -> None:
        """Forget simple controls and rules: states are imposed from outside."""
        for index in range(self.count(5), 0, -1):
            self._call("EN_deletecontrol", index)
        for index in range(self.count(6), 0, -1):
            self._call("EN_deleterule", index)

    def open_hydraulics(self) -> None:
        """Prepare the solver."""
        if not self._opened:
            self._call("EN_openH")
            self._opened = True

    def start(self, *, fresh: bool) -> None:
        """Return to time zero; ``fresh`` forgets the last flows, which otherwise speed the solution."""
        self._call("EN_initH", 10 if fresh else 0)

    def solve(self) -> int:
        """Solve the present time; return EPANET's warning code (0 none)."""
        return self._call("EN_runH", ctypes.byref(self._long))

    def advance(self) -> int:
        """Go to the next time; return the seconds gone, 0 at the end."""
        self._call("EN_nextH", ctypes.byref(self._long))
        return self._long.value
