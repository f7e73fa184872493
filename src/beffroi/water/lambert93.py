"""Between Lambert-93 (EPSG:2154), in which RAEPA registers are written, and longitude and latitude.

Formulas: IGN, NTG_71 "Projection cartographique conique conforme de Lambert", algorithms 1 to 4; RGF93 and WGS84 are
taken for one (they differ by less than a metre).
"""

from __future__ import annotations

import math

FIRST_RADIUS, FLATTENING = 6_378_137.0, 1 / 298.257222101
ECCENTRICITY = math.sqrt(2 * FLATTENING - FLATTENING**2)
CENTRE, ORIGIN, PARALLELS = 3.0, 46.5, (44.0, 49.0)
EAST, NORTH = 700_000.0, 6_600_000.0
BOUNDS = (0.0, 6_000_000.0, 1_300_000.0, 7_200_000.0)
TURNS = 8


def _isometric(latitude: float) -> float:
    sine = ECCENTRICITY * math.sin(latitude)
    return math.atanh(math.sin(latitude)) - ECCENTRICITY * math.atanh(sine)


def _normal(latitude: float) -> float:
    return FIRST_RADIUS / math.sqrt(1 - (ECCENTRICITY * math.sin(latitude)) ** 2)


def _cone() -> tuple[float, float, float]:
    """Return the exponent, the constant [m] and the northing of the pole [m] of the projection."""
    low, high = map(math.radians, PARALLELS)
    ratio = _normal(high) * math.cos(high) / (_normal(low) * math.cos(low))
    exponent = math.log(ratio) / (_isometric(low) - _isometric(high))
    constant = _normal(low) * math.cos(low) / exponent * math.exp(exponent * _isometric(low))
    return exponent, constant, NORTH + constant * math.exp(-exponent * _isometric(math.radians(ORIGIN)))


EXPONENT, CONSTANT, POLE = _cone()


def is_lambert93(x: float, y: float) -> bool:
    """Tell whether a point lies where metropolitan France does in this projection."""
    return BOUNDS[0] <= x <= BOUNDS[2] and BOUNDS[1] <= y <= BOUNDS[3]


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude [degrees] of a point [m], to a centimetre."""
    across, down = x - EAST, POLE - y
    longitude = CENTRE + math.degrees(math.atan2(across, down) / EXPONENT)
    isometric = -math.log(math.hypot(across, down) / CONSTANT) / EXPONENT
    latitude = math.atan(math.sinh(isometric))
    for _ in range(TURNS):
        latitude = math.asin(math.tanh(isometric + ECCENTRICITY * math.atanh(ECCENTRICITY * math.sin(latitude))))
    return round(longitude, 7), round(math.degrees(latitude), 7)
