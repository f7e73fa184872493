"""Speech behind three Protocols: a recogniser, a voice, an activity detector; embedded, on a server, or doubles."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from beffroi.engines.speech.activity import Activity, Loudness, Silero
from beffroi.engines.speech.addresses import EmbeddedAddress, read_embedded, read_remote
from beffroi.engines.speech.errors import AddressUnreadable, LibraryMissing, SpeechError
from beffroi.engines.speech.recognition import Recognised, Recogniser
from beffroi.engines.speech.sounds import TELEPHONE, Sound, read_wav, wav
from beffroi.engines.speech.voices import Voice

__all__ = [
    "RECOGNISER_PACKS",
    "TELEPHONE",
    "VOICE_PACKS",
    "Activity",
    "LibraryMissing",
    "Recognised",
    "Recogniser",
    "Sound",
    "SpeechError",
    "Voice",
    "connect_activity",
    "connect_recogniser",
    "connect_voice",
    "read_wav",
    "wav",
]

RECOGNISER_PACKS = {
    "model.bin": "whisper-base",
    "tokenizer.json": "whisper-tokenizer",
    "vocabulary.json": "whisper-vocabulary",
    "config.json": "whisper-config",
}
VOICE_PACKS = ("kokoro", "kokoro-siwis")


def connect_recogniser(address: str, *, packs: Path, prompt: str = "") -> Recogniser:
    """Return the recogniser at an address; ``packs``: the folder of packs; prompt: words of the domain.

    ``whisper:``, ``https://key@host/v1?model=…``, ``silent:``, ``tones:/path``. Raises AddressUnreadable, PackMissing.
    """
    scheme = urlsplit(address).scheme
    if scheme == "whisper":
        return _whisper(read_embedded(address), packs, prompt)
    if scheme in {"http", "https"}:
        from beffroi.engines.speech.remote import RemoteRecogniser  # noqa: PLC0415

        return RemoteRecogniser(read_remote(address))
    if scheme in {"silent", "tones"}:
        from beffroi.engines.speech.doubles import Silent, read_tones  # noqa: PLC0415

        return Silent() if scheme == "silent" else read_tones(Path(address.removeprefix("tones:")))
    raise AddressUnreadable(
        "Adresse de la reconnaissance illisible : whisper:, https://clé@serveur/v1?model=nom ou silent:."
    )


def connect_voice(address: str, *, packs: Path) -> Voice:
    """Return the voice at an address: ``kokoro:``, ``espeak:``, ``https://…``, ``silent:``, ``hum:``.

    Raises AddressUnreadable, PackMissing.
    """
    scheme = urlsplit(address).scheme
    if scheme == "kokoro":
        return _kokoro(read_embedded(address), packs)
    if scheme in {"http", "https"}:
        from beffroi.engines.speech.remote import RemoteVoice  # noqa: PLC0415

        return RemoteVoice(read_remote(address))
    if scheme == "espeak":
        from beffroi.engines.speech.espeak import Espeak  # noqa: PLC0415

        return Espeak()
    if scheme in {"silent", "hum"}:
        from beffroi.engines.speech.doubles import SilentVoice  # noqa: PLC0415

        return SilentVoice(hum=scheme == "hum", pace=read_embedded(address).pace)
    raise AddressUnreadable(
        "Adresse de la voix illisible : kokoro:, espeak:, https://clé@serveur/v1?model=… ou silent:."
    )


def connect_activity(address: str) -> Activity:
    """Return a detector for one caller: ``silero:`` or ``loudness:``. Raises AddressUnreadable, LibraryMissing."""
    scheme = urlsplit(address).scheme
    if scheme == "silero":
        return Silero()
    if scheme == "loudness":
        return Loudness()
    raise AddressUnreadable("Adresse de l'écoute illisible : silero: ou loudness:.")


def _whisper(told: EmbeddedAddress, packs: Path, prompt: str) -> Recogniser:
    from beffroi.engines.packs import named, path  # noqa: PLC0415
    from beffroi.engines.speech.whisper import Whisper  # noqa: PLC0415

    files = {name: path(named(pack), packs) for name, pack in RECOGNISER_PACKS.items()}
    return Whisper(files, beam=told.beam, threads=told.threads, prompt=prompt, pieces=told.prompt, least=told.least)


def _kokoro(told: EmbeddedAddress, packs: Path) -> Voice:
    from beffroi.engines.packs import named, path  # noqa: PLC0415
    from beffroi.engines.speech.kokoro import Kokoro  # noqa: PLC0415

    weights, style = (path(named(pack), packs) for pack in VOICE_PACKS)
    return Kokoro(weights, style, threads=told.threads)
