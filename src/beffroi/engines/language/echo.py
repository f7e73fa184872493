"""``echo:``, the shipped double: deterministic, immediate, free. It says again what it was told last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from beffroi.engines.language.completions import Completion, Message, OnText, Schema

MODEL = "echo"


@dataclass
class Echo:
    """Gives ``answers`` one after the other (the last for ever), or the last message. A token is a word."""

    answers: Sequence[str] = ()
    heard: list[tuple[Message, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next: Iterator[str] = chain(self.answers, repeat(self.answers[-1])) if self.answers else iter(())

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        schema: Schema | None = None,
        stop: Sequence[str] = (),
        temperature: float = 0.0,  # noqa: ARG002  # a double has no chance in it
        on_text: OnText | None = None,
    ) -> Completion:
        """Answer as a model would, at once."""
        self.heard.append(tuple(messages))
        said = next(self._next, messages[-1].content)
        if schema is not None and not self.answers:
            said = json.dumps(fitting(schema, said), ensure_ascii=False)
        words = _before(said, stop).split(" ")
        text, finished = _spoken(words[:max_tokens], on_text)
        read = sum(len(message.content.split()) for message in messages)
        written = len(text.split())
        return Completion(text, MODEL, read, written, 0.0, finished=finished and len(words) <= max_tokens)


def fitting(schema: Schema, said: str) -> Any:  # the schema says what it is
    """Return the smallest value that fits a JSON schema; its strings are ``said``."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        required = schema.get("required", schema.get("properties", {}))
        return {name: fitting(schema["properties"][name], said) for name in required}
    if kind == "array":
        return [fitting(schema["items"], said) for _ in range(schema.get("minItems", 0))]
    return {"string": said, "integer": schema.get("minimum", 0), "number": schema.get("minimum", 0)}.get(kind, False)


def _before(text: str, stop: Sequence[str]) -> str:
    for word in stop:
        text = text.split(word, 1)[0]
    return text


def _spoken(words: Sequence[str], on_text: OnText | None) -> tuple[str, bool]:
    said = ""
    for word in words:
        piece = f" {word}" if said else word
        said += piece
        if on_text is not None and on_text(piece):
            return said, False
    return said, True
