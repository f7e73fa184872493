"""The dialogue of a call, without any telephony: events in, orders out, by rules alone."""

from beffroi.phone.dialogue.machine import Dialogue
from beffroi.phone.dialogue.sentences import fixed_sayings
from beffroi.phone.dialogue.settings import Settings, read_settings

__all__ = ["Dialogue", "Settings", "fixed_sayings", "read_settings"]
