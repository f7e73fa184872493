"""The demo's telephone: made-up callers lead the true dialogue to every kind of end, the same for the same seed."""

import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib.resources import files
from random import Random
from typing import Any

import pytest

from beffroi.engines.search.embeddings import connect_embeddings
from beffroi.phone.dialogue import Dialogue
from beffroi.phone.intents import INTENTS
from beffroi.phone.records import Report
from beffroi.phone.understand import open_reader
from beffroi.phone.understanding import Understander
from beffroi.web.demo.callers import Caller, Clock, hold
from web.phone.conftest import TOWN

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CALLS = 60


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return tomllib.loads(files("beffroi.web.demo").joinpath("data/phone.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def understander() -> Understander:
    return open_reader(TOWN, embedder=connect_embeddings("letters:"))


def calls(told: dict[str, Any], understander: Understander, *, seed: int) -> list[Report]:
    chance, made = Random(seed), []
    for _ in range(CALLS):
        topic, clock = chance.choice(TOWN.topics), Clock(AT)
        dialogue = Dialogue(town=TOWN, understander=understander, clock=clock)
        hold(dialogue, Caller(chance, topic.intent, topic.phrasings, told, 0.8, 0.1), clock)
        made.append(dialogue.report())
    return made


def test_calls_end_in_many_ways_and_each_ends(told: dict[str, Any], understander: Understander) -> None:
    made = calls(told, understander, seed=3)
    endings = Counter(one.ending for one in made)
    assert {"answered", "transferred", "hung_up"} <= set(endings)
    assert all(0 < one.seconds < 600 for one in made)


def test_the_same_seed_makes_the_same_calls(told: dict[str, Any], understander: Understander) -> None:
    assert calls(told, understander, seed=3) == calls(told, understander, seed=3)


def test_the_story_names_families_that_exist_and_numbers_of_fiction(told: dict[str, Any]) -> None:
    assert {family for _, family in told["past"]} | set(told["drafts"]) <= set(INTENTS)
    assert Caller(Random(1), "", ("bonjour",), told, 1.0, 0.0).number.startswith("063998")
