"""Interval bars and readable colours."""

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from beffroi.web.platform.charts import HEIGHT, WIDTH, Interval, interval_chart
from beffroi.web.platform.colours import DARK, ENOUGH, LIGHT, TINT, contrast, mix, parse, readable_on, sheet

MEALS = st.floats(0, 40_000)


@given(st.lists(st.tuples(MEALS, MEALS, MEALS), min_size=0, max_size=40))
def test_every_mark_lies_within_the_chart(found: list[tuple[float, float, float]]) -> None:
    intervals = [Interval("j", min(t), max(t), sorted(t)[1], order=t[0], served=t[2]) for t in found]
    chart = interval_chart("Repas", intervals)
    for bar in chart.bars:
        assert bar.order is not None
        assert bar.served is not None
        for y in (bar.top, bar.top + bar.height, bar.point, bar.order, bar.served):
            assert -0.1 <= y <= HEIGHT + 1
        assert 0 <= bar.left < bar.right <= WIDTH
        assert bar.top - 0.2 <= bar.point <= bar.top + bar.height + 0.2


def test_the_scale_starts_near_the_values_when_they_are_close_together() -> None:
    chart = interval_chart("Repas", [Interval("a", 13_000, 14_000, 13_500), Interval("b", 13_200, 14_400, 13_700)])
    assert chart.ticks[0].value >= 12_000
    assert interval_chart("Repas", [Interval("a", 5, 100, 50)]).ticks[0].value == 0


def test_the_drawing_names_its_chart_and_its_marks() -> None:
    chart = interval_chart("Repas de la ville", [Interval("lundi", 90, 110, 100, order=108, served=97)])
    drawn = render_to_string("platform/_interval_bars.html", {"chart": chart})
    assert 'aria-label="Repas de la ville"' in drawn
    assert "style=" not in drawn
    for mark in ('class="band"', 'class="mark"', 'class="order"', 'class="served"', "lundi", "commande", "servis"):
        assert mark in drawn


def test_long_names_are_shortened_to_their_place() -> None:
    names = [f"École élémentaire publique numéro {number}" for number in range(6)]
    chart = interval_chart("Repas", [Interval(name, 1, 3, 2) for name in names])
    assert all(len(bar.label) < 16 for bar in chart.bars)
    assert chart.bars[0].label.endswith("…")


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_any_colour_becomes_readable_on_light_and_dark_paper(red: int, green: int, blue: int) -> None:
    for paper in (LIGHT, DARK):
        shown = readable_on((red, green, blue), paper)
        assert contrast(shown, paper) >= ENOUGH
        assert contrast(shown, mix(paper, shown, TINT)) >= ENOUGH


def test_a_readable_colour_stays_as_chosen() -> None:
    assert readable_on(parse("#14507a"), LIGHT) == parse("#14507a")
    assert sheet("#14507a").startswith(":root { --accent: #14507a;")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
