"""The energy of an operation, measured or estimated, and the greenhouse gases that it stands for."""

from beffroi.engines.footprint.factors import Factor, FactorMissing, busy_core, electricity, everyday, grams_co2e
from beffroi.engines.footprint.meter import MILLIONTH, MS_AN_HOUR, Meter, count_apart, estimated_wh

__all__ = [
    "MILLIONTH",
    "MS_AN_HOUR",
    "Factor",
    "FactorMissing",
    "Meter",
    "busy_core",
    "count_apart",
    "electricity",
    "estimated_wh",
    "everyday",
    "grams_co2e",
]
