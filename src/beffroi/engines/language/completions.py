"""What is asked of a text model and what it answers, whichever back end runs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

from beffroi.engines.language.errors import AnswerUnreadable

Schema = Mapping[str, Any]
OnText = Callable[[str], bool | None]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of what the model reads."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote, and what it used: tokens, time [s], energy [Wh], cost [cents].

    measured: the energy was read off this machine's counters; else it is an estimate (see footprint and prices).
    finished: False where ``max_tokens`` or ``on_text`` cut the answer.
    """

    text: str
    model: str
    tokens_in: int
    tokens_out: int
    seconds: float
    wh: Decimal = Decimal(0)
    cents: Decimal = Decimal(0)
    measured: bool = False
    finished: bool = True

    def data(self) -> Any:  # the schema says what it is
        """Return the JSON that was asked by a schema. Raises AnswerUnreadable."""
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise AnswerUnreadable("Le modèle de texte n'a pas rendu la forme demandée : relancez.") from error


class LanguageModel(Protocol):
    """A text model. Its calls may come from several threads."""

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        schema: Schema | None = None,
        stop: Sequence[str] = (),
        temperature: float = 0.0,
        on_text: OnText | None = None,
    ) -> Completion:
        """Write what follows the messages.

        schema: a JSON schema that the answer fits. stop: words at which the model stops, not written.
        on_text: hears each piece as it is written, and may return True to stop there.
        Raises LanguageError.
        """
