"""What ``beffroi canteen check`` says of a folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from beffroi.canteen.history import History
from beffroi.canteen.reading import read_folder

MOST_LINES_SHOWN = 8


@dataclass(frozen=True)
class Report:
    """A folder read: its history, findings included."""

    history: History

    def as_json(self) -> dict[str, Any]:
        """Return counts, span and findings."""
        served = self.history.attendance
        return {
            "rows": len(served),
            "canteens": int(served[["site", "kind"]].drop_duplicates().shape[0]),
            "first": served["date"].min().date().isoformat() if len(served) else None,
            "last": served["date"].max().date().isoformat() if len(served) else None,
            "enrolment_rows": len(self.history.enrolment),
            "menu_rows": len(self.history.menus),
            "strikes": len(self.history.strikes),
            "anomalies": [asdict(anomaly) for anomaly in self.history.anomalies],
        }

    def lines(self) -> list[str]:
        """Return the report in French, one sentence a line."""
        facts = self.as_json()
        first = (
            f"{facts['rows']} lignes lues, {facts['canteens']} cantines, du {facts['first']} au {facts['last']} ; "
            f"{facts['enrolment_rows']} effectifs, {facts['menu_rows']} plats, {facts['strikes']} jours de grève."
        )
        return [first, *(_sentence(anomaly) for anomaly in facts["anomalies"])]


def _sentence(anomaly: dict[str, Any]) -> str:
    rows = anomaly["rows"]
    more = "…" if len(rows) > MOST_LINES_SHOWN else ""
    where = f" (lignes {', '.join(map(str, rows[:MOST_LINES_SHOWN]))}{more})" if rows else ""
    return f"- {anomaly['file']} : {anomaly['message']}{where} {anomaly['action']}"


def check(folder: Path) -> Report:
    """Read a folder. Raises what ``read_folder`` raises."""
    return Report(read_folder(folder))
