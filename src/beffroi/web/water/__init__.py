"""Screens of the water service."""
