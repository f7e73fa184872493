"""Requests that no topic met: noted without what names the caller, to be grouped into proposed topics."""

from __future__ import annotations

from beffroi.web.phone.masking import masked
from beffroi.web.phone.models import Call, Place, Turn, Unanswered
from beffroi.web.platform.models import Tenant

FEWEST_WORDS = 3


def note_unanswered(tenant: Tenant, call: Call) -> Unanswered | None:
    """Keep the longest thing that the caller of a call without a topic said, masked; None where there is nothing."""
    if call.topics:
        return None
    said = Turn.objects.filter(call=call, speaker="caller").values_list("text", flat=True)
    longest = max(said, key=len, default="")
    if len(longest.split()) < FEWEST_WORDS:
        return None
    text = masked(longest, places=known_words())
    noted: Unanswered = Unanswered.objects.create(tenant=tenant, call=call, text=text, at=call.began_at)
    return noted


def known_words() -> frozenset[str]:
    """Return the words of the town's places: they name nobody."""
    names = Place.objects.values_list("name", flat=True)
    return frozenset(word.casefold() for name in names for word in name.replace("'", " ").split())
