"""Yearly indicators of a water service, its legal threshold, its declaration."""

from beffroi.water.indicators.figures import Indicators, indicators, rolling_indicators
from beffroi.water.indicators.volumes import Volumes, read_volumes

__all__ = ["Indicators", "Volumes", "indicators", "read_volumes", "rolling_indicators"]
