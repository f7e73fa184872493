"""A signed feed of cards: each authority publishes its own, others take it from any file; no centre.

Format ``beffroi-library-feed/1``: publisher, key (base64 of the raw Ed25519 public key), sequence (from 1), issued and
expires (ISO 8601, UTC), cards, withdrawn (ids), signature of all the rest as JSON with sorted keys and no space.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from beffroi.library.cards import Card, card_of, record_of
from beffroi.library.errors import CardUnreadable, FeedRefused, FeedUnreadable

FORMAT = "beffroi-library-feed/1"


@dataclass(frozen=True)
class Feed:
    """A feed whose signature holds."""

    publisher: str
    key: str
    sequence: int
    expires: datetime
    cards: tuple[Card, ...]
    withdrawn: frozenset[str]
    signature: str


@dataclass(frozen=True)
class State:
    """What a subscriber keeps: the last feed of each key."""

    feeds: Mapping[str, Feed] = field(default_factory=dict)

    def conflicts(self) -> dict[str, tuple[str, ...]]:
        """Return ids that several publishers give to cards that differ, with their keys; all are kept."""
        held: dict[str, dict[str, Card]] = {}
        for key, feed in self.feeds.items():
            for card in feed.cards:
                held.setdefault(card.id, {})[key] = card
        return {name: tuple(sorted(own)) for name, own in held.items() if len(set(own.values())) > 1}


def _signed(record: Mapping[str, Any]) -> bytes:
    rest = {name: value for name, value in record.items() if name != "signature"}
    return json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def write_feed(
    cards: Sequence[Card],
    *,
    publisher: str,
    key: Ed25519PrivateKey,
    sequence: int,
    issued: datetime,
    days: int,
    withdrawn: Sequence[str] = (),
) -> str:
    """Return the feed as JSON; withdrawn cards are left out of its cards."""
    record: dict[str, Any] = {
        "format": FORMAT,
        "publisher": publisher,
        "key": base64.b64encode(key.public_key().public_bytes_raw()).decode(),
        "sequence": sequence,
        "issued": issued.isoformat(),
        "expires": (issued + timedelta(days=days)).isoformat(),
        "cards": [record_of(card) for card in cards if card.id not in withdrawn],
        "withdrawn": sorted(withdrawn),
    }
    record["signature"] = base64.b64encode(key.sign(_signed(record))).decode()
    return json.dumps(record, ensure_ascii=False)


def verify_feed(text: str, *, trusted: Sequence[str], now: datetime) -> Feed:
    """Return the feed. Raises FeedUnreadable, FeedRefused (unknown key, false signature, past its date)."""
    try:
        record = json.loads(text)
        if record["format"] != FORMAT:
            raise FeedUnreadable("Ce fichier n'est pas un flux de la bibliothèque.")
        key = record["key"]
        if key not in trusted:
            raise FeedRefused("Clé inconnue : ajoutez-la à la liste de confiance si vous la reconnaissez.")
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(record["signature"], validate=True), _signed(record))
        feed = _feed(record)
    except InvalidSignature as error:
        raise FeedRefused("Signature fausse : le flux a été modifié ou forgé.") from error
    except (ValueError, KeyError, TypeError, RecursionError, CardUnreadable) as error:
        raise FeedUnreadable("Flux illisible : redemandez-le à la collectivité.") from error
    if feed.expires < now:
        raise FeedRefused("Flux périmé : demandez le plus récent.")
    return feed


def _feed(record: Mapping[str, Any]) -> Feed:
    expires, sequence = datetime.fromisoformat(record["expires"]), record["sequence"]
    if expires.tzinfo is None or type(sequence) is not int or sequence < 1:
        raise ValueError(record["sequence"])
    cards = tuple(card_of(one) for one in record["cards"])
    return Feed(
        str(record["publisher"]),
        record["key"],
        sequence,
        expires,
        cards,
        frozenset(record["withdrawn"]),
        record["signature"],
    )


def merge_feed(state: State, feed: Feed) -> State:
    """Return the state with a verified feed; what was withdrawn stays so. Raises FeedRefused (replayed)."""
    known = state.feeds.get(feed.key)
    if known and (feed.sequence < known.sequence or (feed.sequence == known.sequence and feed != known)):
        raise FeedRefused(f"Flux {feed.sequence} déjà dépassé ou doublé : le dernier reçu est le {known.sequence}.")
    gone = feed.withdrawn | (known.withdrawn if known else frozenset())
    kept = tuple(card for card in feed.cards if card.id not in gone)
    return replace(state, feeds={**state.feeds, feed.key: replace(feed, cards=kept, withdrawn=gone)})
