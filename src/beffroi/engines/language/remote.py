"""Any OpenAI-compatible server: Albert API, Mistral, vLLM, the lead authority's own."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from beffroi.engines.language import chat, prices
from beffroi.engines.language.addresses import RemoteAddress
from beffroi.engines.language.completions import Completion, Message, OnText, Schema
from beffroi.engines.language.errors import (
    AnswerCut,
    KeyRefused,
    LanguageError,
    ModelUnknown,
    RequestRefused,
    ServerBusy,
    ServerUnreachable,
)

PASSING = {408, 409, 425, 429, 500, 502, 503, 504}
LONGEST_WAIT = 30.0
CONNECT = 10.0


class Remote:
    """A model on a server. The connection is kept between calls."""

    def __init__(self, address: RemoteAddress) -> None:
        self.address = address
        self._rate = prices.rate(address.model)
        headers = {"Authorization": f"Bearer {address.key}"} if address.key else {}
        timeout = httpx.Timeout(address.timeout, connect=min(CONNECT, address.timeout))
        self._client = httpx.Client(base_url=f"{address.url}/", headers=headers, timeout=timeout)

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
        """Ask the server, again where it refuses for a moment. Raises LanguageError."""
        body = chat.request(
            self.address.model,
            messages,
            max_tokens=max_tokens,
            schema=schema,
            stop=stop,
            temperature=temperature,
            stream=on_text is not None,
        )
        began = time.monotonic()
        answer = self._again(body, on_text)
        return self._completion(answer, time.monotonic() - began)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _again(self, body: dict[str, Any], on_text: OnText | None) -> chat.Answer:
        heard = _Heard(on_text)
        hear = heard if on_text else None
        attempt = 0
        while True:
            try:
                return chat.ask(self._client, body, on_text=hear, limit=self.address.limit)
            except httpx.HTTPError as error:
                if attempt == self.address.retries or heard.any or not _passing(error):
                    raise self._said(error, cut=heard.any) from error
                time.sleep(_pause(error, self.address.wait * 2**attempt))
                attempt += 1

    def _completion(self, answer: chat.Answer, seconds: float) -> Completion:
        rate, told = self._rate, self.address
        cost = prices.cents(
            price_in=rate.price_in if told.price_in is None else told.price_in,
            price_out=rate.price_out if told.price_out is None else told.price_out,
            tokens_in=answer.tokens_in,
            tokens_out=answer.tokens_out,
        )
        wh = prices.energy(wh=rate.wh if told.wh is None else told.wh, tokens_out=answer.tokens_out)
        return Completion(
            text=answer.text,
            model=told.model,
            tokens_in=answer.tokens_in,
            tokens_out=answer.tokens_out,
            seconds=seconds,
            wh=wh,
            cents=cost,
            finished=answer.finished,
        )

    def _said(self, error: httpx.HTTPError, *, cut: bool) -> LanguageError:
        host = httpx.URL(self.address.url).host
        if cut:
            return AnswerCut("La réponse du modèle de texte s'est interrompue : réessayez.")
        if not isinstance(error, httpx.HTTPStatusError):
            return ServerUnreachable(
                f"Le serveur du modèle de texte ({host}) ne répond pas : réessayez, ou vérifiez BEFFROI_LANGUAGE."
            )
        return refusal(error.response, host=host, model=self.address.model)


class _Heard:
    """Hands pieces on, and remembers whether any was."""

    def __init__(self, on_text: Callable[[str], bool | None] | None) -> None:
        self.any, self._on_text = False, on_text

    def __call__(self, piece: str) -> bool | None:
        self.any = True
        return self._on_text(piece) if self._on_text else None


def refusal(response: httpx.Response, *, host: str, model: str) -> LanguageError:
    """Return the error of a response that refuses."""
    code = response.status_code
    if code in {401, 403}:
        return KeyRefused(f"Le serveur du modèle de texte ({host}) refuse la clé : vérifiez BEFFROI_LANGUAGE.")
    if code == 404:
        return ModelUnknown(f"Le serveur {host} ne connaît pas le modèle « {model} », ou l'adresse n'est pas /v1.")
    if code in PASSING:
        return ServerBusy(f"Le serveur du modèle de texte ({host}) est occupé (erreur {code}) : réessayez plus tard.")
    reason = " ".join(response.text.split())[:200]
    return RequestRefused(f"Le serveur du modèle de texte ({host}) refuse la demande (erreur {code}) : {reason}")


def _passing(error: httpx.HTTPError) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in PASSING
    return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.ReadTimeout)


def _pause(error: httpx.HTTPError, planned: float) -> float:
    told = error.response.headers.get("Retry-After", "") if isinstance(error, httpx.HTTPStatusError) else ""
    wanted = float(told) if told.isdecimal() else planned * random.uniform(0.8, 1.2)  # noqa: S311  # spreads callers
    return min(LONGEST_WAIT, wanted)
