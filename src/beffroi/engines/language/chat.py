"""The protocol of OpenAI-compatible servers: what is sent, what comes back, whole or as a stream."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from beffroi.engines.language.completions import Message, OnText, Schema
from beffroi.engines.language.errors import AnswerCut, AnswerUnreadable

CHARACTERS_A_TOKEN = 3.5  # French prose, where the server counts no tokens


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server wrote; tokens are estimated from the characters where it does not count them."""

    text: str
    tokens_in: int
    tokens_out: int
    finished: bool


def request(
    model: str,
    messages: Sequence[Message],
    *,
    max_tokens: int,
    schema: Schema | None,
    stop: Sequence[str],
    temperature: float,
    stream: bool,
) -> dict[str, Any]:
    """Return the body of a chat completion."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": message.role, "content": plain(message.content)} for message in messages],
        "max_tokens": max_tokens,
        "temperature": temperature,
    }
    if stop:
        body["stop"] = list(stop)
    if schema is not None:
        form = {"name": "answer", "strict": True, "schema": dict(schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


def plain(text: str) -> str:
    """Return a text without the signs by which models tell who speaks: what it quotes could take another's turn."""
    return text.replace("<|", "< |").replace("[INST]", "[ INST]").replace("[/INST]", "[ /INST]")


def ask(client: httpx.Client, body: Mapping[str, Any], *, on_text: OnText | None, limit: float) -> Answer:
    """Post a chat completion and read its answer, for ``limit`` seconds at most.

    Raises httpx's errors, AnswerCut, AnswerUnreadable.
    """
    read = characters(body["messages"])
    with client.stream("POST", "chat/completions", json=body) as response:
        if response.is_error:
            response.read()
            response.raise_for_status()
        if on_text is None:
            return _whole(_until(response, limit), read)
        return _streamed(_events(response, limit), on_text, read)


def characters(messages: Sequence[Mapping[str, str]]) -> int:
    """Return how long the messages are [characters]."""
    return sum(len(message["content"]) for message in messages)


def _until(response: httpx.Response, limit: float) -> bytes:
    end = time.monotonic() + limit
    content = b""
    for piece in response.iter_bytes():
        content += piece
        _check(end)
    return content


def _events(response: httpx.Response, limit: float) -> Iterator[Mapping[str, Any]]:
    end = time.monotonic() + limit
    for line in response.iter_lines():
        _check(end)
        if line.startswith("data:") and line[5:].strip() != "[DONE]":
            yield _object(line[5:])
        elif line.startswith("data:"):
            return


def _check(end: float) -> None:
    if time.monotonic() > end:
        raise AnswerCut("Le modèle de texte répond trop lentement : réessayez, ou allongez « limit » dans son adresse.")


def _object(text: str | bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except ValueError as error:
        raise AnswerUnreadable(UNREADABLE) from error
    if not isinstance(told, dict) or "error" in told:
        raise AnswerUnreadable(UNREADABLE)
    return told


UNREADABLE = "Le serveur du modèle de texte rend une réponse illisible : vérifiez que son adresse finit par /v1."


def _whole(content: bytes, read: int) -> Answer:
    told = _object(content)
    try:
        choice = told["choices"][0]
        text = choice["message"]["content"] or ""
    except (KeyError, IndexError, TypeError) as error:
        raise AnswerUnreadable(UNREADABLE) from error
    return _answer(text, told.get("usage"), read, finished=choice.get("finish_reason") != "length")


def _streamed(events: Iterator[Mapping[str, Any]], on_text: OnText, read: int) -> Answer:
    text, reason, usage = "", None, None
    for event in events:
        usage = event.get("usage") or usage
        for choice in event.get("choices") or ():
            piece = (choice.get("delta") or {}).get("content") or ""
            text, reason = text + piece, choice.get("finish_reason") or reason
            if piece and on_text(piece):
                return _answer(text, None, read, finished=False)
    if reason is None:
        raise AnswerCut("La réponse du modèle de texte s'est interrompue : réessayez.")
    return _answer(text, usage, read, finished=reason != "length")


def _answer(text: str, usage: Mapping[str, Any] | None, read: int, *, finished: bool) -> Answer:
    told = usage or {}
    return Answer(
        text=text,
        tokens_in=told.get("prompt_tokens") or round(read / CHARACTERS_A_TOKEN),
        tokens_out=told.get("completion_tokens") or round(len(text) / CHARACTERS_A_TOKEN),
        finished=finished,
    )
