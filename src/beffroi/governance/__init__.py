"""The frame: duties of each system, a charter held to measures, footprint and cost. Values in, values out."""

from beffroi.governance.checks import Finding, check_charter
from beffroi.governance.commitments import Charter, Commitment, commitments, read_charter, whole_charter
from beffroi.governance.duties import Duty, Line, board, duties
from beffroi.governance.facts import Facts
from beffroi.governance.footprint import Footprint, footprint_of
from beffroi.governance.inventory import Inventory, read_inventory
from beffroi.governance.systems import System, systems_of

__all__ = [
    "Charter",
    "Commitment",
    "Duty",
    "Facts",
    "Finding",
    "Footprint",
    "Inventory",
    "Line",
    "System",
    "board",
    "check_charter",
    "commitments",
    "duties",
    "footprint_of",
    "read_charter",
    "read_inventory",
    "systems_of",
    "whole_charter",
]
