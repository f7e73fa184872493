"""Facts of a made-up town in which every commitment is kept; tests break one at a time."""

from datetime import date
from decimal import Decimal

from beffroi.governance.facts import Address, Backup, Decided, Entry, Export, Facts, Use

DAY = date(2026, 11, 25)


def use(**told: object) -> Use:
    values = {"service": "canteen", "operation": "forecast", "month": date(2026, 10, 1), "runs": 10, **told}
    return Use(**{"wh": Decimal(5), "measured_wh": Decimal(4), "ms": 9000, "cents": Decimal("0.5"), **values})  # type: ignore[arg-type]


def entry(**told: object) -> Entry:
    values = {"service": "canteen", "since": date(2025, 9, 1), "retention_days": 1095, "evaluated": date(2026, 9, 1)}
    return Entry(**{**values, "models": ("ridge 1",), **told})  # type: ignore[arg-type]


def kept_facts() -> Facts:
    return Facts(
        day=DAY,
        siret="21010053300012",
        name="Bourg",
        population=6000,
        contact="mairie@bourg.example",
        contest_address="Mairie, 1 place de la Halle",
        inside=frozenset({"agglo.example"}),
        addresses=(Address("BEFFROI_LANGUAGE", "ia.agglo.example"), Address("BEFFROI_EMBEDDINGS", "")),
        register=(entry(),),
        uses=(use(),),
        decided=(Decided("canteen", "forecast", 20, 19, by_week=True),),
        exports=(Export(date(2026, 3, 1), tested=True),),
        backups=(Backup(date(2026, 6, 1), restored=True),),
    )
