"""Beffroi: the AI services of a French local authority, on its own machine."""

__version__ = "0.1.0"
