"""A made-up network of our own: two sectors of streets behind one reservoir, each with a meter and five gauges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from beffroi.water.scada import HOURS

STREET_M = 135.0
CORNER = 842_300.0, 6_563_800.0  # EPSG:2154, in fields
RESERVOIR, MAIN, CROSSING = "RESERVOIR", "ADDUCTION", "N000"
LITRES_A_DAY, BACKGROUND = 205.0, 0.0022
DROPPED = 0.15
HEAD_M = 92.0
HABITS = (0.16, 0.13, 0.12, 0.12, 0.17, 0.5, 1.2, 1.75, 1.6, 1.3, 1.2, 1.25)
HABITS_AFTER_NOON = (1.45, 1.3, 1.1, 1.05, 1.15, 1.4, 1.75, 1.8, 1.5, 1.1, 0.6, 0.3)
STREETS = (
    *("rue du Lavoir", "rue des Tanneurs", "rue de l'Église", "rue du Four", "rue des Vignes", "rue du Moulin"),
    *("rue de la Fontaine", "rue des Écoles", "chemin des Prés", "rue du Puits", "rue Haute", "rue de la Croix"),
    *("rue du Stade", "rue des Jardins", "chemin du Bois", "rue de la Gare", "rue du Pont", "rue des Saules"),
    *("rue de la Laiterie", "rue du Marché", "rue Basse", "rue des Peupliers", "rue du Gué", "allée des Tilleuls"),
    *("rue de la Poste", "rue des Lilas", "rue du Bief", "rue de l'Abreuvoir", "rue des Artisans", "quai du Canal"),
)


@dataclass(frozen=True)
class Sector:
    """A part of the network: its meter, size in street corners, ground [m], subscribers, large users [m3/h]."""

    name: str
    letter: str
    meter: str
    rows: int
    columns: int
    ground_m: float
    subscribers: int
    large_users_m3h: float


SECTORS = (
    Sector("Ville haute", "H", "COMPTEUR-HAUT", 7, 7, 38.0, 1180, 0.3),
    Sector("Ville basse", "B", "COMPTEUR-BAS", 7, 8, 24.0, 1640, 1.4),
)


@dataclass(frozen=True)
class Junction:
    """A street corner: place [m, EPSG:2154], ground [m]."""

    name: str
    x: float
    y: float
    ground_m: float


@dataclass(frozen=True)
class Pipe:
    """A pipe between two corners: length [m], inner diameter [mm], its street and sector ("" outside)."""

    name: str
    begin: str
    end: str
    length_m: float
    diameter_mm: int
    street: str
    sector: str


@dataclass(frozen=True)
class WaterTown:
    """The network. ``sensors``: the corners with a pressure gauge; the meters are pipes."""

    junctions: tuple[Junction, ...]
    pipes: tuple[Pipe, ...]
    sensors: tuple[str, ...]

    @property
    def length_km(self) -> float:
        """Length of all pipes [km]."""
        return sum(pipe.length_m for pipe in self.pipes) / 1000


def make_water_town(seed: int) -> WaterTown:
    """Return the town of a seed."""
    chance, streets = Random(seed), list(STREETS)  # noqa: S311 - a made-up town, not a secret
    chance.shuffle(streets)
    crossing = Junction(CROSSING, CORNER[0] - 90, CORNER[1] + 900, 40.0)
    junctions, sensors = [crossing], []
    pipes = [Pipe(MAIN, RESERVOIR, CROSSING, 620.0, 250, "route du Réservoir", "")]
    for place, sector in enumerate(SECTORS):
        corners = list(_corners(sector, place, chance))
        junctions += corners
        entry = _name(sector, sector.rows // 2, 0)
        pipes.append(Pipe(sector.meter, CROSSING, entry, 110.0, 200, "route du Réservoir", sector.name))
        pipes += _grid(sector, corners, [streets.pop() for _ in range(sector.rows + sector.columns)], chance)
        sensors += [_name(sector, *corner) for corner in ((0, 1), (1, 5), (3, 3), (5, 1), (6, 6))]
    return WaterTown(tuple(junctions), tuple(pipes), tuple(sensors))


def _name(sector: Sector, row: int, column: int) -> str:
    return f"{sector.letter}{row}{column}"


def _corners(sector: Sector, place: int, chance: Random) -> Iterator[Junction]:
    for row in range(sector.rows):
        for column in range(sector.columns):
            x = CORNER[0] + STREET_M * (column + 1) + chance.uniform(-28, 28)
            y = CORNER[1] + STREET_M * (row + (1 - place) * (sector.rows + 0.6)) + chance.uniform(-28, 28)
            ground = sector.ground_m + 0.7 * row - 0.5 * column + chance.uniform(-1, 1)
            yield Junction(_name(sector, row, column), round(x, 1), round(y, 1), round(ground, 1))


def _grid(sector: Sector, corners: Sequence[Junction], streets: Sequence[str], chance: Random) -> Iterator[Pipe]:
    """Yield a pipe along each street between two corners, some left out; the first column holds all together."""
    places = {corner.name: corner for corner in corners}
    for row in range(sector.rows):
        for column in range(sector.columns):
            here = places[_name(sector, row, column)]
            if column + 1 < sector.columns:
                along = places[_name(sector, row, column + 1)]
                yield _between(here, along, sector, street=streets[row], is_artery=row == sector.rows // 2)
            if row + 1 < sector.rows and (column == 0 or chance.random() > DROPPED):
                across = places[_name(sector, row + 1, column)]
                yield _between(here, across, sector, street=streets[sector.rows + column], is_artery=column == 0)


def _between(first: Junction, second: Junction, sector: Sector, *, street: str, is_artery: bool) -> Pipe:
    length = ((first.x - second.x) ** 2 + (first.y - second.y) ** 2) ** 0.5
    name, diameter = f"{first.name}-{second.name}", 125 if is_artery else 80
    return Pipe(name, first.name, second.name, round(length, 1), diameter, street, sector.name)


def network_file(town: WaterTown) -> str:
    """Return the network as an EPANET file: m3/h, hourly habits, and background losses that never rest."""
    users = {sector.letter: sector for sector in SECTORS}
    demands = []
    for corner in town.junctions[1:]:
        sector = users[corner.name[0]]
        share = 1 / (sector.rows * sector.columns)
        mean = sector.subscribers * LITRES_A_DAY * 1.7 / 1000 / HOURS * share
        demands.append(f" {corner.name} {mean:.4f} habitants")
        demands.append(f" {corner.name} {sector.subscribers * BACKGROUND * share:.4f} sans_repos")
    large = [(f"{s.letter}{s.rows - 2}{s.columns - 2}", s.large_users_m3h) for s in SECTORS]
    demands += [f" {corner} {flow} sans_repos" for corner, flow in large]
    sections = {
        "TITLE": [" Réseau inventé pour la démonstration de Beffroi"],
        "JUNCTIONS": [f" {corner.name} {corner.ground_m}" for corner in town.junctions],
        "RESERVOIRS": [f" {RESERVOIR} {HEAD_M}"],
        "PIPES": [f" {p.name} {p.begin} {p.end} {p.length_m} {p.diameter_mm} 115 0 Open" for p in town.pipes],
        "DEMANDS": demands,
        "PATTERNS": [
            f" habitants {' '.join(str(factor) for factor in (*HABITS, *HABITS_AFTER_NOON))}",
            " sans_repos 1",
        ],
        "TIMES": [" Duration 24:00", " Hydraulic Timestep 1:00", " Pattern Timestep 1:00"],
        "OPTIONS": [" Units CMH", " Headloss H-W"],
        "COORDINATES": [f" {corner.name} {corner.x} {corner.y}" for corner in town.junctions]
        + [f" {RESERVOIR} {CORNER[0] - 640:.1f} {CORNER[1] + 1120:.1f}"],
    }
    return "".join(f"[{name}]\n" + "\n".join(lines) + "\n\n" for name, lines in sections.items()) + "[END]\n"
