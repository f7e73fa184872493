"""Tables of the water service's screens, one module a noun."""

from beffroi.web.water.models.feed import Sensor, SensorDay, SensorKind, Source, WaterSettings
from beffroi.web.water.models.files import FileKind, FileState, WaterFile
from beffroi.web.water.models.leaks import Leak, LeakSource, LeakStatus, LeakStep
from beffroi.web.water.models.nights import AlarmStatus, Night, NightAlarm, Sector
from beffroi.web.water.models.runs import PipeRisk, Round, RunKind, StopOutcome, VolumesYear, WaterRun

__all__ = [
    "AlarmStatus",
    "FileKind",
    "FileState",
    "Leak",
    "LeakSource",
    "LeakStatus",
    "LeakStep",
    "Night",
    "NightAlarm",
    "PipeRisk",
    "Round",
    "RunKind",
    "Sector",
    "Sensor",
    "SensorDay",
    "SensorKind",
    "Source",
    "StopOutcome",
    "VolumesYear",
    "WaterFile",
    "WaterRun",
    "WaterSettings",
]
