"""What the agent would say to a sentence: the true dialogue, held for one turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from beffroi.phone.dialogue import Dialogue
from beffroi.phone.events import Heard, Played, Say, Transfer
from beffroi.phone.town import Town
from beffroi.phone.understanding import Understander


def told(town: Town, understander: Understander, text: str, *, clock: Callable[[], datetime]) -> str:
    """Return what is said in reply to a caller's first sentence, with the transfer where there is one."""
    dialogue = Dialogue(town=town, understander=understander, clock=clock)
    dialogue.begin("")
    dialogue.on(Played())
    orders = dialogue.on(Heard(text))
    said = [order.text for order in orders if isinstance(order, Say)]
    passed = [f"[transfert vers {order.extension}]" for order in orders if isinstance(order, Transfer)]
    return " ".join([*said, *passed])
