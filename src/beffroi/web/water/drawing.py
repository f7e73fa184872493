"""Where the pipes lie: what ``understand`` made of the network and of the register, read from map.json."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from statistics import median

from beffroi.water.lambert93 import is_lambert93, to_degrees
from beffroi.web.platform.models import Tenant
from beffroi.web.water.folders import current, made_from
from beffroi.web.water.models import FileKind

Point = tuple[float, float]
Box = tuple[float, float, float, float]
LONGEST_DEGREES = 0.2
STRAY = 5.0


@dataclass(frozen=True)
class Pipe:
    """A pipe or another link: its course, its length [m], the nodes it joins (None: not told), its sector."""

    name: str
    line: tuple[Point, ...]
    length_m: float
    ends: tuple[int, int] | None = None
    sector: str = ""
    kind: str = "pipe"

    @property
    def middle(self) -> Point:
        """The point half way along the course."""
        left = sum(math.dist(a, b) for a, b in zip(self.line, self.line[1:], strict=False)) / 2
        for a, b in zip(self.line, self.line[1:], strict=False):
            step = math.dist(a, b)
            if step >= left and step:
                return (a[0] + (b[0] - a[0]) * left / step, a[1] + (b[1] - a[1]) * left / step)
            left -= step
        return self.line[0]


@dataclass(frozen=True)
class Node:
    """A node of the network: junction, tank or reservoir."""

    name: str
    kind: str
    place: Point


@dataclass(frozen=True)
class Drawing:
    """Pipes, other links and nodes in one system of coordinates: degrees where ``geographic``, else metres."""

    pipes: Mapping[str, Pipe]
    links: Mapping[str, Pipe]
    nodes: tuple[Node, ...]
    geographic: bool = False

    def __bool__(self) -> bool:
        return bool(self.pipes)

    @cached_property
    def node_places(self) -> Mapping[str, Node]:
        """Nodes by name."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def box(self) -> Box:
        """West, south, east, north of the pipes."""
        return box_of(point for pipe in self.pipes.values() for point in pipe.line)

    @cached_property
    def lambert93(self) -> bool:
        """Whether the coordinates are those of RAEPA registers."""
        west, south, east, north = self.box
        return is_lambert93(west, south) and is_lambert93(east, north)

    @property
    def placed(self) -> bool:
        """Whether places can be given in longitude and latitude."""
        return self.geographic or self.lambert93

    def degrees(self, point: Point) -> Point:
        """Return a point in longitude and latitude; as it is where the system is not known."""
        return to_degrees(*point) if not self.geographic and self.lambert93 else point

    def link(self, name: str) -> Pipe | None:
        """Return a pipe, or a valve or pump."""
        return self.pipes.get(name) or self.links.get(name)

    def place_of(self, name: str) -> Point | None:
        """Return where a node or the middle of a link is."""
        if name in self.node_places:
            return self.node_places[name].place
        link = self.link(name)
        return link.middle if link else None

    def kind_of(self, name: str) -> str:
        """Return what a sensor of that name measures: pressure, level, flow, "" unknown."""
        if name in self.node_places:
            return {"junction": "pressure", "tank": "level"}.get(self.node_places[name].kind, "")
        return "flow" if self.link(name) else ""


NOTHING = Drawing({}, {}, ())


def box_of(points: Iterable[Point]) -> Box:
    """Return west, south, east, north of points, of which there is one at least."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


@lru_cache(maxsize=16)
def read_drawing(path: Path) -> Drawing:
    """Return what a map.json holds; files in use never change, so each is read once."""
    if not path.is_file():
        return NOTHING
    told = json.loads(path.read_text(encoding="utf-8"))
    pipes = [pipe for pipe in map(_pipe, told["pipes"]) if not _strays(pipe)]
    if not pipes or len({point for pipe in pipes for point in pipe.line}) < 2:
        return NOTHING
    nodes = tuple(Node(node["name"], node["kind"], (node["x"], node["y"])) for node in told["nodes"])
    links = {link.name: link for link in map(_pipe, told.get("links", []))}
    return Drawing({pipe.name: pipe for pipe in pipes}, links, nodes, _is_geographic(pipes))


def _pipe(row: Mapping[str, object]) -> Pipe:
    ends = row.get("ends")
    return Pipe(
        name=str(row["pipe_id"]),
        line=tuple((float(x), float(y)) for x, y, *_ in row["line"]),  # type: ignore[attr-defined]
        length_m=float(row["length_m"]),  # type: ignore[arg-type]
        ends=(ends[0], ends[1]) if isinstance(ends, list) else None,
        sector=str(row.get("sector", "")),
        kind=str(row.get("kind", "pipe")),
    )


def _strays(pipe: Pipe) -> bool:
    """Tell whether a pipe goes to a node without coordinates, which EPANET puts at 0, 0."""
    lost = (0.0, 0.0) in (pipe.line[0], pipe.line[-1])
    return lost and math.dist(pipe.line[0], pipe.line[-1]) > STRAY * max(pipe.length_m, 1.0)


def _is_geographic(pipes: list[Pipe]) -> bool:
    """Tell degrees from metres: within the globe's bounds, and no pipe of twenty kilometres."""
    west, south, east, north = box_of(point for pipe in pipes for point in pipe.line)
    within = west >= -180 and east <= 180 and south >= -90 and north <= 90
    return within and median(math.dist(pipe.line[0], pipe.line[-1]) for pipe in pipes) < LONGEST_DEGREES


def drawing_of(tenant: Tenant, kind: FileKind) -> Drawing:
    """Return the drawing of the network or of the register in use, NOTHING where there is none."""
    file = current(kind)
    return read_drawing(made_from(tenant, file, "map.json")) if file else NOTHING


@dataclass(frozen=True)
class Town:
    """The drawing that maps show, and the other one, which places what only it knows."""

    shown: Drawing
    other: Drawing = NOTHING

    def place_of(self, name: str) -> Point | None:
        """Return where something is; what only the other drawing knows, where both lie in the same place."""
        return self.shown.place_of(name) or (self.other.place_of(name) if self.agree else None)

    @cached_property
    def agree(self) -> bool:
        """Whether both drawings share their coordinates: their boxes meet."""
        if not self.shown or not self.other or self.shown.geographic != self.other.geographic:
            return False
        one, two = self.shown.box, self.other.box
        return one[0] <= two[2] and two[0] <= one[2] and one[1] <= two[3] and two[1] <= one[3]


def town_of(tenant: Tenant, *, register_first: bool = True) -> Town:
    """Return the drawings of the tenant in scope: the register's, which ranks, or the network's, where leaks are."""
    pair = [drawing_of(tenant, FileKind.PIPES), drawing_of(tenant, FileKind.NETWORK)]
    first, second = pair if register_first else pair[::-1]
    return Town(first, second) if first else Town(second)
