"""Public identifiers as validated values: SIREN, SIRET, commune (INSEE) and school (UAI)."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Self

from beffroi.territory.errors import BadInput

LA_POSTE = "356000000"
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


class CodeInvalid(BadInput):
    """The identifier is not well formed or its check digit is wrong."""


def luhn(digits: str) -> bool:
    """Tell whether the digits satisfy Luhn's formula (ISO/IEC 7812-1)."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


@dataclass(frozen=True, slots=True, order=True)
class _Code(ABC):
    text: str

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the code, spaces and dots forgiven. Raises CodeInvalid."""
        clean = re.sub(r"[\s.\u00a0\u202f-]", "", text).upper()
        cls._check(clean, text)
        return cls(clean)

    @classmethod
    @abstractmethod
    def _check(cls, clean: str, text: str) -> None:
        """Raise CodeInvalid unless the clean text is a code of this kind."""


class Siren(_Code):
    """Nine digits of a legal unit, Luhn's check digit last."""

    @classmethod
    def _check(cls, clean: str, text: str) -> None:
        if not re.fullmatch(r"\d{9}", clean):
            raise CodeInvalid(f"SIREN « {text} » : il faut 9 chiffres.")
        if not luhn(clean):
            raise CodeInvalid(f"SIREN « {text} » : la clé est fausse, vérifiez les chiffres.")


class Siret(_Code):
    """Fourteen digits of an establishment; La Poste's own rule is a sum divisible by five."""

    @property
    def siren(self) -> Siren:
        """The legal unit that owns the establishment."""
        return Siren(self.text[:9])

    @classmethod
    def _check(cls, clean: str, text: str) -> None:
        if not re.fullmatch(r"\d{14}", clean):
            raise CodeInvalid(f"SIRET « {text} » : il faut 14 chiffres.")
        post = clean.startswith(LA_POSTE) and sum(map(int, clean)) % 5 == 0
        if not (luhn(clean) or post):
            raise CodeInvalid(f"SIRET « {text} » : la clé est fausse, vérifiez les chiffres.")


class Insee(_Code):
    """Five characters of a commune: Corsica is 2A and 2B, overseas 97 and 98."""

    @property
    def departement(self) -> str:
        """The code of the département: two characters, three overseas."""
        return self.text[:3] if self.text.startswith(("97", "98")) else self.text[:2]

    @classmethod
    def _check(cls, clean: str, text: str) -> None:
        if not re.fullmatch(r"(?:0[1-9]|[1-8]\d|9[0-578]|2[AB])\d{3}", clean) or clean.startswith("20"):
            raise CodeInvalid(f"Code INSEE « {text} » : il faut 5 caractères, par exemple 44109 ou 2A004.")


class Uai(_Code):
    """Seven digits and a key letter of a school: the number modulo 23."""

    @classmethod
    def _check(cls, clean: str, text: str) -> None:
        if not re.fullmatch(r"\d{7}[A-Z]", clean):
            raise CodeInvalid(f"UAI « {text} » : il faut 7 chiffres et une lettre.")
        if UAI_LETTERS[int(clean[:7]) % 23] != clean[7]:
            raise CodeInvalid(f"UAI « {text} » : la lettre ne va pas avec les chiffres.")
