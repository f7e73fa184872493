"""Which subject of the @CTES nomenclature an act bears on, from its title."""

from beffroi.council.subjects.classifier import Candidate, propose
from beffroi.council.subjects.nomenclature import label_of, labels, parts_of

__all__ = ["Candidate", "label_of", "labels", "parts_of", "propose"]
