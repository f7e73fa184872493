"""Members as sentences name them: « M. Dupont », « Madame Le Goff », « Jean Dupont »."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from beffroi.council.sheets import family_name
from beffroi.engines.search.words import fold

CIVILITY = r"(?:(?:m\.|m|mr|mme|mlle|monsieur|madame|mademoiselle) )"
STRANGER = rf"{CIVILITY}(?!le |la |les )(?P<stranger>[a-z][\w'-]+(?:[ -](?:de |du |le |la )?[a-z][\w'-]+)?)"


class People:
    """The members, found by full name or by a family name that one of them alone bears."""

    def __init__(self, members: Sequence[str]) -> None:
        self._named: Mapping[str, str] = _forms(members)
        longest_first = sorted(self._named, key=len, reverse=True)
        self._member = "|".join(re.escape(form) for form in longest_first)

    @property
    def pattern(self) -> str:
        """Return the pattern of a name in a folded sentence: a member, or a civility and a name."""
        member = rf"{CIVILITY}?(?P<member>{self._member})\b" if self._member else r"(?P<member>(?!))"
        return rf"(?:{member}|{STRANGER})"

    def named(self, found: re.Match[str]) -> str:
        """Return the name that a match of the pattern holds, as the list of members writes it."""
        if member := found["member"]:
            return self._named[member]
        return found["stranger"].title()

    def all_in(self, folded: str) -> tuple[str, ...]:
        """Return the members that a folded sentence names, in order."""
        if not self._member:
            return ()
        found = re.finditer(rf"\b(?:{self._member})\b", folded)
        return tuple(dict.fromkeys(self._named[match[0]] for match in found))


def plain(text: str) -> str:
    """Return a sentence as patterns read it: folded, spaces alike."""
    return " ".join(fold(text).split())


def _forms(members: Sequence[str]) -> dict[str, str]:
    families = [plain(family_name(member)) for member in members]
    forms = {}
    for member, family in zip(members, families, strict=True):
        forms[plain(member)] = member
        first = plain(member).removesuffix(family).strip()
        if first:
            forms[f"{family} {first}"] = member
        if families.count(family) == 1 and len(family) > 1:
            forms[family] = member
    return forms
