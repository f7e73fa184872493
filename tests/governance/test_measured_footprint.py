import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from beffroi.governance.boamps import reports
from beffroi.governance.errors import PeriodUnreadable
from beffroi.governance.footprint import Footprint, footprint_of, in_everyday_words
from beffroi.governance.systems import Named, System, read_card
from beffroi.governance.uses import by_operation, small_number
from governance.governance_facts import DAY, kept_facts, use

FIRST = date(2026, 1, 1)
SCHEMAS = ("algorithm", "dataset", "hardware", "measure")
PUBLISHED = "https://raw.githubusercontent.com/Boavizta/BoAmps/main/model"


def footprint(*uses: object) -> Footprint:
    return footprint_of(replace(kept_facts(), uses=uses), first=FIRST, last=DAY)  # type: ignore[arg-type]


def test_months_of_an_operation_are_summed_and_the_heaviest_comes_first() -> None:
    draft = use(service="assistant", operation="draft", wh=Decimal(30))
    used = by_operation([use(), use(month=date(2026, 9, 1), runs=5, wh=Decimal(7)), draft])
    assert [(one.operation, one.runs, one.wh) for one in used] == [("draft", 10, 30), ("forecast", 15, 12)]
    assert used[1].grams == pytest.approx(Decimal("0.53016"))
    assert used[1].wh_a_run == Decimal(12) / 15


def test_totals_and_everyday_words_are_those_of_the_period() -> None:
    found = footprint(use(wh=Decimal(1_000_000)))
    assert found.total("grams") == Decimal(44180)
    assert found.everyday == "8,9 fois un repas avec du bœuf"
    assert in_everyday_words(Decimal("49.7"), DAY) == "un repas avec du bœuf divisé par 100"
    assert in_everyday_words(Decimal(0), DAY) == "rien"
    assert all(factor.link.startswith("https://") for factor in found.factors)


@pytest.mark.parametrize(
    ("value", "told"), [("0", "0"), ("0.0000851", "0,0000851"), ("0.047", "0,0470"), ("12.34", "12,3"), ("456", "456")]
)
def test_a_small_amount_keeps_three_figures(value: str, told: str) -> None:
    assert small_number(Decimal(value)) == told


@pytest.mark.parametrize(
    ("key", "raised", "quiet"),
    [
        ("cache", use(runs=100, inputs=60), use(runs=100, inputs=80)),
        ("cheaper", use(runs=1, cents=Decimal(6)), use(runs=1, cents=Decimal(5))),
        ("measure", use(wh=Decimal(10), measured_wh=Decimal(4)), use(wh=Decimal(10), measured_wh=Decimal(5))),
        ("smaller-model", use(runs=1, wh=Decimal("1.1")), use(runs=1, wh=Decimal(1))),
    ],
)
def test_an_advice_is_raised_by_its_figure_alone(key: str, raised: object, quiet: object) -> None:
    assert [one.key for one in footprint(raised).advice if one.key == key] == [key]
    assert [one.key for one in footprint(quiet).advice if one.key == key] == []


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(PeriodUnreadable, match="avant de commencer"):
        footprint_of(kept_facts(), first=DAY, last=FIRST)


def boamps() -> dict[str, dict[str, Any]]:
    card = read_card(Named("canteen", "Cantines"))
    systems: dict[str, System] = {"canteen": card} if card else {}
    uses = (use(models=("ridge 1",)), use(service="phone", operation="call", measured_wh=Decimal(0)))
    return reports(footprint(*uses), kept_facts(), systems=systems)


def test_a_report_tells_energy_in_kilowatt_hours_and_how_it_was_known() -> None:
    told = boamps()
    assert sorted(told) == ["21010053300012-canteen-forecast.json", "21010053300012-phone-call.json"]
    canteen, phone = (told[name] for name in sorted(told))
    assert canteen["measures"][0]["powerConsumption"] == 0.005
    assert canteen["measures"][0]["measurementDuration"] == 9
    assert (canteen["quality"], phone["quality"]) == ("high", "low")
    assert canteen["task"]["algorithms"] == [{"algorithmType": "model", "algorithmName": "ridge 1"}]


@pytest.mark.data
@pytest.mark.parametrize("place", [0, 1])
def test_a_report_is_valid_against_the_published_schema(shared_data: Path, place: int) -> None:
    read = {
        name: json.loads((shared_data / f"footprint/boamps_{name}_schema.json").read_text(encoding="utf-8"))
        for name in (*SCHEMAS, "report")
    }
    known = [(f"{PUBLISHED}/{name}_schema.json", Resource.from_contents(read[name])) for name in SCHEMAS]
    validator = jsonschema.Draft4Validator(read["report"], registry=Registry().with_resources(known))
    report = boamps()[sorted(boamps())[place]]
    assert list(validator.iter_errors(report)) == []
    del report["measures"][0]["powerConsumption"]
    assert len(list(validator.iter_errors(report))) == 1
