"""Screens of the assistant that cites."""
