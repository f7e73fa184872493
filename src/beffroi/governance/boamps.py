"""Reports of energy in the open BoAmps form (Boavizta, AFNOR Spec 2314): one a service and operation."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from beffroi.engines.footprint import electricity
from beffroi.governance.facts import Facts
from beffroi.governance.footprint import Footprint
from beffroi.governance.systems import System
from beffroi.governance.uses import Used

FORMAT = "https://github.com/Boavizta/BoAmps"
WATT_HOURS = 1000
LEARNS = frozenset({"canteen.forecast", "water.rank", "assistant.vectors", "assistant.index"})


def reports(footprint: Footprint, facts: Facts, *, systems: Mapping[str, System]) -> dict[str, dict[str, Any]]:
    """Return a report for each operation, by the name of its file; energy in kWh, duration in seconds."""
    return {
        f"{_word(facts.siret or 'instance')}-{_word(used.service)}-{_word(used.operation)}.json": _report(
            used, footprint, facts, systems.get(used.service)
        )
        for used in footprint.used
    }


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())


def _report(used: Used, footprint: Footprint, facts: Facts, system: System | None) -> dict[str, Any]:
    return {
        "header": _header(used, footprint, facts),
        "task": _task(used, system),
        "measures": [_measure(used, footprint)],
        "system": {"os": platform.system().lower() or "unknown"},
        "software": {"language": "python", "version": platform.python_version()},
        "infrastructure": {"infraType": "onPremise", "components": [{"componentType": "cpu", "nbComponent": 1}]},
        "environment": {
            "country": "france",
            "powerSourceCarbonIntensity": float(electricity(day=footprint.last).value),
        },
        "quality": "high" if used.measured_wh * 2 > used.wh else "low",
    }


def _header(used: Used, footprint: Footprint, facts: Facts) -> dict[str, Any]:
    named = f"{facts.siret}/{used.service}/{used.operation}/{footprint.first}/{footprint.last}"
    return {
        "formatVersion": "0.1",
        "formatVersionSpecificationUri": FORMAT,
        "reportId": str(uuid5(NAMESPACE_URL, f"beffroi:{named}")),
        "reportDatetime": f"{facts.day.isoformat()} 00:00:00",
        "reportStatus": "draft",
        "publisher": {"name": facts.name or "instance", "projectName": "Beffroi", "confidentialityLevel": "public"},
    }


def _task(used: Used, system: System | None) -> dict[str, Any]:
    models = [{"algorithmType": "model", "algorithmName": name} for name in used.models]
    learns = f"{used.service}.{used.operation}" in LEARNS
    task: dict[str, Any] = {
        "taskStage": "training+inference" if learns else "inference",
        "taskFamily": used.operation,
        "nbRequest": used.runs,
        "algorithms": models or [{"algorithmType": "rules"}],
        "dataset": [{"dataUsage": "input", "dataType": "other", "source": "private"}],
    }
    if system:
        task["taskDescription"] = system.purpose
    return task


def _measure(used: Used, footprint: Footprint) -> dict[str, Any]:
    measured = used.measured_wh * 2 > used.wh
    return {
        "measurementMethod": "beffroi ledger",
        "cpuTrackingMode": "rapl" if measured else "constant",
        "powerConsumption": float(used.wh / Decimal(WATT_HOURS)),
        "measurementDuration": used.ms / 1000,
        "measurementDateTime": f"{footprint.first.isoformat()} 00:00:00",
    }
