"""Each commitment of the charter is broken by one fact, and mended by another."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from beffroi.governance.checks import CHECKS, UNREAD, check_charter
from beffroi.governance.commitments import Charter, commitments, whole_charter
from beffroi.governance.facts import Address, Backup, Decided, Export, Facts
from beffroi.governance.places import place_of
from governance.governance_facts import DAY, entry, kept_facts, use

AMERICAN = (Address("BEFFROI_LANGUAGE", "api.openai.com"),)
BREAKS: dict[str, dict[str, Any]] = {
    "territory": {"addresses": (Address("BEFFROI_LANGUAGE", "modele.ailleurs.fr"),)},
    "europe": {"addresses": AMERICAN},
    "human": {"decided": (Decided("assistant", "draft", 10, 8),)},
    "sober": {"uses": (use(runs=1, wh=Decimal("5.01")),)},
    "transparent": {"register": (entry(missing=("purpose",)),)},
    "leave": {"exports": (Export(date(2025, 11, 24), tested=True),)},
    "answer": {"contest_address": ""},
    "measured": {"register": (entry(evaluated=date(2025, 11, 1)),)},
    "forgets": {"register": (entry(retention_days=1096),)},
    "guarded": {"second_factor": "offered"},
    "restored": {"backups": (Backup(date(2025, 11, 1), restored=True),)},
}
MENDS: dict[str, dict[str, Any]] = {
    "territory": {"addresses": (Address("BEFFROI_LANGUAGE", "10.0.3.2"),)},
    "europe": {"addresses": (Address("BEFFROI_LANGUAGE", "modele.ailleurs.fr"),)},
    "human": {"decided": (Decided("assistant", "draft", 10, 9),)},
    "sober": {"uses": (use(runs=1, wh=Decimal("5.00")),)},
    "transparent": {"register": (entry(),)},
    "leave": {"exports": (Export(date(2025, 11, 25), tested=True),)},
    "answer": {"contest_address": "Mairie"},
    "measured": {"register": (entry(evaluated=date(2025, 11, 25)),)},
    "forgets": {"register": (entry(retention_days=1095),)},
    "guarded": {"second_factor": "required"},
    "restored": {"backups": (Backup(date(2025, 11, 25), restored=True),)},
}
KEYS = sorted(commitment.key for commitment in commitments())


def state(key: str, facts: Facts) -> str:
    return {found.commitment.key: found.state for found in check_charter(whole_charter(), facts)}[key]


def test_every_commitment_is_kept_by_the_town_that_keeps_all() -> None:
    assert {
        found.commitment.key: found.state for found in check_charter(whole_charter(), kept_facts())
    } == dict.fromkeys([commitment.key for commitment in commitments()], "kept")


def test_every_commitment_has_a_check_a_break_and_a_mend() -> None:
    assert sorted(BREAKS) == sorted(MENDS) == KEYS
    assert {commitment.check for commitment in commitments()} == {*CHECKS, "addresses"}


@pytest.mark.parametrize("key", KEYS)
def test_one_fact_breaks_a_commitment_and_says_why(key: str) -> None:
    found = {
        found.commitment.key: found for found in check_charter(whole_charter(), replace(kept_facts(), **BREAKS[key]))
    }
    assert found[key].state == "broken"
    assert found[key].reasons[0].endswith(".")


@pytest.mark.parametrize("key", KEYS)
def test_another_fact_mends_it(key: str) -> None:
    assert state(key, replace(kept_facts(), **MENDS[key])) == "kept"


def test_an_address_abroad_breaks_both_promises_of_place_and_is_named() -> None:
    found = check_charter(whole_charter(), replace(kept_facts(), addresses=AMERICAN))
    assert [one.state for one in found[:2]] == ["broken", "broken"]
    assert "BEFFROI_LANGUAGE appelle api.openai.com" in found[0].reasons[0]


def test_a_service_that_ran_off_the_register_breaks_transparency() -> None:
    assert state("transparent", replace(kept_facts(), uses=(use(service="phone"),))) == "broken"


def test_an_export_never_taken_back_settles_nothing() -> None:
    assert state("leave", replace(kept_facts(), exports=(Export(DAY, tested=False),))) == "unknown"
    assert state("leave", replace(kept_facts(), exports=())) == "broken"


def test_what_nobody_knows_is_neither_kept_nor_broken() -> None:
    alone = check_charter(whole_charter(), Facts(day=DAY))
    assert {found.state for found in alone} == {"kept", "unknown"}
    assert [found.commitment.key for found in alone if found.state == "kept"] == ["territory", "europe", "guarded"]
    assert all(found.reasons == (UNREAD,) for found in alone if found.state == "unknown")
    assert state("restored", replace(kept_facts(), backups=())) == "unknown"
    assert state("human", replace(kept_facts(), decided=())) == "unknown"
    assert state("sober", replace(kept_facts(), uses=())) == "unknown"


def test_a_young_service_is_not_yet_asked_to_be_measured() -> None:
    young = entry(since=date(2026, 10, 1), evaluated=None)
    assert state("measured", replace(kept_facts(), register=(young,))) == "kept"
    old = replace(young, since=date(2026, 8, 1))
    assert state("measured", replace(kept_facts(), register=(old,))) == "broken"


def test_hosts_that_the_council_named_are_of_the_territory() -> None:
    away = replace(kept_facts(), addresses=(Address("BEFFROI_LANGUAGE", "ia.voisine.fr"),))
    assert check_charter(Charter(commitments(), frozenset({"voisine.fr"})), away)[0].state == "kept"
    assert check_charter(Charter(commitments()), away)[0].state == "broken"


@pytest.mark.parametrize(
    ("host", "place"),
    sorted(
        {
            "": "here",
            "127.0.0.1": "here",
            "::1": "here",
            "localhost": "here",
            "192.168.1.4": "territory",
            "serveur": "territory",
            "ia.agglo.example": "territory",
            "notagglo.example": "abroad",
            "agglo.example.evil.com": "abroad",
            "modele.FR.": "french",
            "modele.de": "european",
            "modele.uk": "abroad",
            "8.8.8.8": "abroad",
        }.items()
    ),
)
def test_a_host_has_a_place(host: str, place: str) -> None:
    assert place_of(host, inside=frozenset({"agglo.example"})) == place
