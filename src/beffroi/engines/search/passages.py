"""What a store holds: documents cut into passages, each with its place."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Literal

Role = Literal["text", "summary", "subject"]


@dataclass(frozen=True)
class Passage:
    """A few lines of one page, word for word.

    page: from 1, or None where the format has no pages. heading: the headings above it, joined by " > ".
    role: "summary" and "subject" (the file where the document is kept) are searched, never quoted: they are not on
    the page.
    """

    text: str
    page: int | None = None
    heading: str = ""
    role: Role = "text"

    @property
    def quotable(self) -> bool:
        """Tell whether these words stand on the page."""
        return self.role == "text"


@dataclass(frozen=True)
class Entry:
    """A document ready for a store.

    source: its name in the store. date: of its content. public: may a resident read it.
    replaces: its sentences that say it replaces another; amends: those of an act that changes one in part.
    flags: French sentences on what is odd in it.
    sheet: one subject, told by its opening; elsewhere each passage speaks for itself.
    origin: the folder or file it was read from: what is no longer there is forgotten when it is read again.
    """

    source: str
    title: str
    passages: tuple[Passage, ...]
    url: str = ""
    date: dt.date | None = None
    public: bool = True
    replaces: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    origin: str = ""
    sheet: bool = False

    @property
    def digest(self) -> str:
        """Return the fingerprint by which a change is seen."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
