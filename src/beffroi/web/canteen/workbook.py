"""The week's orders as a spreadsheet for the kitchen, agents' corrections included."""

from __future__ import annotations

from pathlib import Path

from beffroi.engines.documents import Sheet, write_ods
from beffroi.web.canteen.board import Board, Line


def write_week(board: Board, path: Path) -> Path:
    """Write two sheets: the kitchen's totals a day, and the canteens by day."""
    return write_ods([_kitchen(board), _canteens(board)], path)


def _kitchen(board: Board) -> Sheet:
    rows: list[list[str | int | float | None]] = [
        [
            f"{day.row.date:%d/%m/%Y}",
            round(day.row.forecast),
            round(day.row.low80),
            round(day.row.high80),
            day.row.advised,
            day.ordered,
        ]
        for day in board.days
    ]
    return Sheet(
        "Cuisine",
        [
            "Jour",
            "Prévision",
            "Au moins (80 %)",
            "Au plus (80 %)",
            "À produire (réparti le matin)",
            "Somme des commandes",
        ],
        rows,
        notes=[
            "« Réparti le matin » : total à produire si la livraison suit les présents comptés le matin.",
            "« Somme des commandes » : total à produire si chaque cantine reçoit sa commande.",
        ],
    )


def _canteens(board: Board) -> Sheet:
    return Sheet(
        f"Semaine du {board.monday:%d-%m-%Y}",
        ["Cantine", "Type", *(f"{day.row.date:%d/%m}" for day in board.days)],
        [_row(line) for line in board.lines],
        totals=["Total", "", *(day.ordered for day in board.days)],
    )


def _row(line: Line) -> list[str | int | float | None]:
    return [line.site, line.kind, *(cell.order if cell else None for cell in line.cells)]
