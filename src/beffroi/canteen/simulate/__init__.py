"""A made-up town that behaves like a real one, for the demo, the tests and trials of scale."""

from beffroi.canteen.simulate.town_history import TownImpossible, simulate

__all__ = ["TownImpossible", "simulate"]
