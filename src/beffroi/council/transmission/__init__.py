"""What leaves the town hall: @CTES envelopes and their receipts, SCDL rows, list of deliberations, register."""

from beffroi.council.transmission.deliberations import Deliberation, read_deliberations
from beffroi.council.transmission.envelope import Envelope, write_envelope
from beffroi.council.transmission.receipts import Receipt, read_receipt
from beffroi.council.transmission.scdl import faults, row_of, write_scdl

__all__ = [
    "Deliberation",
    "Envelope",
    "Receipt",
    "faults",
    "read_deliberations",
    "read_receipt",
    "row_of",
    "write_envelope",
    "write_scdl",
]
