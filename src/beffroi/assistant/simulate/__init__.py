"""A made-up town's documents, written by us, for the demo and for measuring the assistant."""

from beffroi.assistant.simulate.town import Town, TownDocument, read_town
from beffroi.assistant.simulate.writing import MANIFEST, FolderUnwritable, simulate

__all__ = ["MANIFEST", "FolderUnwritable", "Town", "TownDocument", "read_town", "simulate"]
