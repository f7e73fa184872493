"""Any OpenAI-compatible speech server: ``/audio/transcriptions`` and ``/audio/speech``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import httpx

from beffroi.engines.speech.addresses import RemoteAddress
from beffroi.engines.speech.errors import ServerFailed
from beffroi.engines.speech.recognition import Recognised
from beffroi.engines.speech.sounds import Sound, read_wav, wav

LANGUAGE = "fr"
UNTOLD = 0.9  # the protocol tells no confidence


class RemoteRecogniser:
    """A recogniser on a server. The connection is kept between calls."""

    def __init__(self, address: RemoteAddress) -> None:
        self.address, self._client = address, _client(address)

    def recognise(self, sound: Sound, *, vocabulary: Sequence[str] = ()) -> Recognised:
        """Return the words that the server hears. Raises ServerFailed."""
        began = time.perf_counter()
        form = {"model": self.address.model, "language": LANGUAGE, "prompt": ", ".join(vocabulary)}
        told = _post(self._client, "audio/transcriptions", data=form, files={"file": ("phrase.wav", wav(sound))})
        try:
            text = str(told.json()["text"]).strip()
        except (ValueError, KeyError, TypeError) as error:
            raise ServerFailed("Le serveur de reconnaissance rend une réponse illisible : vérifiez /v1.") from error
        return Recognised(text, UNTOLD if text else 0.0, time.perf_counter() - began, self.address.model)


class RemoteVoice:
    """A voice on a server."""

    def __init__(self, address: RemoteAddress) -> None:
        self.address, self._client = address, _client(address)

    @property
    def name(self) -> str:
        """Return the name of the voice."""
        return f"{self.address.model}-{self.address.voice}"

    def say(self, text: str, *, speed: float = 1.0) -> Sound:
        """Return the text said by the server. Raises ServerFailed, SoundUnreadable."""
        body: dict[str, Any] = {"model": self.address.model, "voice": self.address.voice, "input": text}
        body |= {"response_format": "wav", "speed": speed}
        return read_wav(_post(self._client, "audio/speech", json=body).content)


def _client(address: RemoteAddress) -> httpx.Client:
    headers = {"Authorization": f"Bearer {address.key}"} if address.key else {}
    return httpx.Client(base_url=f"{address.url}/", headers=headers, timeout=address.timeout)


def _post(client: httpx.Client, path: str, **what: Any) -> httpx.Response:
    try:
        response = client.post(path, **what)
        response.raise_for_status()
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise ServerFailed(
            f"Le serveur de parole ({client.base_url.host}) refuse la demande (erreur {code})."
        ) from error
    except httpx.HTTPError as error:
        raise ServerFailed(f"Le serveur de parole ({client.base_url.host}) ne répond pas : réessayez.") from error
    return response
