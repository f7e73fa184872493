from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from beffroi.library.cards import Card
from beffroi.library.errors import FeedRefused
from beffroi.library.feeds import Feed, State, merge_feed, verify_feed, write_feed

NOW = datetime(2026, 11, 25, tzinfo=UTC)
CARDS = [Card(f"c{n}", f"titre {n}", "besoin", "moyen", "Bourg", 900, ("nous",)) for n in range(3)]
KEY = Ed25519PrivateKey.from_private_bytes(b"1" * 32)


def feed(*, sequence: int = 1, withdrawn: tuple[str, ...] = (), key: Ed25519PrivateKey = KEY) -> str:
    return write_feed(CARDS, publisher="Bourg", key=key, sequence=sequence, issued=NOW, days=30, withdrawn=withdrawn)


def verified(text: str, *, now: datetime = NOW) -> Feed:
    import json

    return verify_feed(text, trusted=[json.loads(feed())["key"]], now=now)


def test_a_withdrawn_card_leaves_with_the_next_feed_and_does_not_come_back() -> None:
    state = merge_feed(State(), verified(feed()))
    state = merge_feed(state, verified(feed(sequence=2, withdrawn=("c1",))))
    state = merge_feed(state, verified(feed(sequence=3)))
    assert [card.id for one in state.feeds.values() for card in one.cards] == ["c0", "c2"]


def test_a_changed_feed_is_refused() -> None:
    with pytest.raises(FeedRefused, match="Signature fausse"):
        verified(feed().replace("titre 1", "titre 9"))


def test_a_key_that_is_not_trusted_is_refused() -> None:
    with pytest.raises(FeedRefused, match="Clé inconnue"):
        verified(feed(key=Ed25519PrivateKey.from_private_bytes(b"2" * 32)))


def test_a_feed_past_its_date_is_refused() -> None:
    with pytest.raises(FeedRefused, match="périmé"):
        verified(feed(), now=NOW + timedelta(days=31))


@pytest.mark.parametrize("replayed", [1, 2])
def test_an_older_number_or_the_same_with_other_cards_is_refused(replayed: int) -> None:
    state = merge_feed(State(), verified(feed(sequence=2, withdrawn=("c1",))))
    with pytest.raises(FeedRefused, match="dépassé"):
        merge_feed(state, verified(feed(sequence=replayed)))
