"""Night flow of each sector: what leaks, since when, and what it costs."""

from beffroi.water.night_flow.alarms import Alarm, Watch, watch_sectors
from beffroi.water.night_flow.flows import Flows, read_flows

__all__ = ["Alarm", "Flows", "Watch", "read_flows", "watch_sectors"]
