"""To which sector each pipe belongs: what the register says, else what lies behind each sector's meter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from beffroi.web.water.drawing import Drawing
from beffroi.web.water.models import Sector

SOURCE = "reservoir"


def sectors_of(drawing: Drawing) -> dict[str, str]:
    """Return the sector of each pipe where it is known, for the tenant in scope."""
    told = {pipe.name: pipe.sector for pipe in drawing.pipes.values() if pipe.sector}
    if told:
        return told
    meters = {sensor or name: name for name, sensor in Sector.objects.values_list("name", "sensor")}
    return behind_meters(drawing, {link: name for link, name in meters.items() if drawing.link(link)})


def behind_meters(drawing: Drawing, meters: Mapping[str, str]) -> dict[str, str]:
    """Return the sector of each pipe; ``meters``: the sector that each metered link feeds.

    The network is cut at the metered links and at the pumps; of a meter's two sides the sector is the one that holds
    no source, and where neither does, the one that its link points to.
    """
    part = _parts(drawing, cut=set(meters))
    fed = {part[number] for number, node in enumerate(drawing.nodes) if node.kind == SOURCE}
    named: dict[int, str] = {}
    for name, sector in meters.items():
        link = drawing.link(name)
        ends = link.ends if link and link.ends else ()
        sides = [part[end] for end in reversed(ends) if part[end] not in fed]
        if sides:
            named.setdefault(sides[0], sector)
    parts = {pipe.name: part[pipe.ends[0]] for pipe in drawing.pipes.values() if pipe.ends}
    return {name: named[one] for name, one in parts.items() if one in named}


def _parts(drawing: Drawing, *, cut: set[str]) -> list[int]:
    """Return the part of each node, numbered by one of its nodes."""
    joined = defaultdict(list)
    for link in [*drawing.pipes.values(), *drawing.links.values()]:
        if link.ends and link.name not in cut and link.kind != "pump":
            joined[link.ends[0]].append(link.ends[1])
            joined[link.ends[1]].append(link.ends[0])
    part = [-1] * len(drawing.nodes)
    for start in range(len(part)):
        waiting = [start] if part[start] < 0 else []
        while waiting:
            node = waiting.pop()
            if part[node] < 0:
                part[node] = start
                waiting += joined[node]
    return part
