"""What the checks look at: addresses, ledger, register, exports, as values. Nothing here reads a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Address:
    """Where an engine or an outside service is. setting: its name; host: empty on the machine itself."""

    setting: str
    host: str


@dataclass(frozen=True, kw_only=True)
class Use:
    """One operation of one service in one month.

    energy [Wh], measured_wh: the part read off the machine; ms: computing time [ms]; cents: cost;
    inputs: how many different inputs, 0 where the ledger does not tell them.
    """

    service: str
    operation: str
    month: date
    runs: int
    wh: Decimal = Decimal(0)
    measured_wh: Decimal = Decimal(0)
    ms: int = 0
    cents: Decimal = Decimal(0)
    inputs: int = 0
    models: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """Results of an operation that a person must decide of, and those that a person did. by_week: weeks are counted."""

    service: str
    operation: str
    results: int
    decided: int
    by_week: bool = False


@dataclass(frozen=True)
class Export:
    """An export of everything. tested: it was taken back from its file, chain and signature verified."""

    day: date
    tested: bool


@dataclass(frozen=True)
class Backup:
    """An archive of the instance. restored: it was put back somewhere and worked."""

    day: date
    restored: bool


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A service in use, as the public register shows it.

    evaluated, measured: when it was last measured on the town's own data, and its first figure in words;
    missing: what its card lacks.
    """

    service: str
    since: date
    retention_days: int
    evaluated: date | None = None
    measured: str = ""
    models: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one authority on a day; of the machine alone where ``siret`` is empty.

    inside: hosts of the territory; uses, decided: the ledger over the period asked for.
    """

    day: date
    siret: str = ""
    name: str = ""
    population: int = 0
    contact: str = ""
    contest_address: str = ""
    second_factor: str = "required"
    inside: frozenset[str] = frozenset()
    addresses: tuple[Address, ...] = ()
    register: tuple[Entry, ...] = ()
    uses: tuple[Use, ...] = ()
    decided: tuple[Decided, ...] = ()
    exports: tuple[Export, ...] = ()
    backups: tuple[Backup, ...] = ()

    @property
    def known(self) -> bool:
        """Whether an authority's ledger and register were read."""
        return bool(self.siret)
