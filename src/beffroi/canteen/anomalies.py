"""What was found wrong in a town's files, and what was done about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One finding on one file: a French sentence, the rows it concerns and what was done.

    ``rows`` are line numbers as an editor shows them (the header is line 1); a finding on
    the whole file has none.
    """

    kind: str
    file: str
    message: str
    action: str
    rows: tuple[int, ...] = ()
