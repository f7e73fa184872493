"""A made-up town's documents, written by us, for the demo and for measuring the assistant."""

from beffroi.assistant.simulate.town import Town, TownDocument, read_town
from beffroi.assistant.simulate.writing import DOCUMENTS, MANIFEST, FolderUnwritable, simulate

__all__ = ["DOCUMENTS", "MANIFEST", "FolderUnwritable", "Town", "TownDocument", "read_town", "simulate"]
