"""Everything a process that holds calls is made of, read from a few addresses."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from beffroi.engines.speech import (
    Recogniser,
    SpeechError,
    Voice,
    connect_activity,
    connect_recogniser,
    connect_voice,
)
from beffroi.engines.speech.apart import RecogniserApart, VoiceApart
from beffroi.engines.speech.doubles import Silent
from beffroi.engines.speech.lexicon import Lexicon
from beffroi.engines.speech.rendering import Rendering
from beffroi.phone import town as towns
from beffroi.phone.calls.call import Town
from beffroi.phone.calls.conversation import Conversation, Gateway
from beffroi.phone.calls.delays import Delays
from beffroi.phone.calls.pool import Pool
from beffroi.phone.calls.settings import call_settings
from beffroi.phone.calls.sounds import Sounds
from beffroi.phone.records import Recorder
from beffroi.territory.errors import BadInput

LOG = logging.getLogger(__name__)
APART = ("whisper:", "kokoro:")  # what computes on this machine does it in processes of its own
SPARE = "espeak:"
PROMPT = "Appel à la mairie de {town}. Carte d'identité, état civil, cantine, urbanisme, déchets, voirie."


@dataclass(frozen=True)
class Station:
    """What `beffroi phone serve` is told.

    packs, sounds, journal: folders. workers: processes that recognise; 0: one a core.
    """

    town: towns.Town
    packs: Path
    sounds: Path
    recogniser: str = "whisper:"
    voice: str = "kokoro:"
    activity: str = "silero:"
    workers: int = 0
    delays: Path | None = None


@dataclass(frozen=True)
class Engines:
    """What works, and what is off: a French sentence for each."""

    recognisers: Pool[Recogniser]
    sounds: Sounds
    activity: str
    hears: bool
    off: tuple[str, ...]
    warm: Callable[[], None]
    close: Callable[[], None]


def rendering(station: Station) -> Rendering:
    """Return the town's voice with its folder of sounds, the spare voice where the town's is off."""
    return _rendering(station, _voice(station, [])[0])


def engines(station: Station) -> Engines:
    """Connect the engines; what cannot be had is off and said, and calls are held without it."""
    off: list[str] = []
    recognisers = _recognisers(station, off)
    hears = not isinstance(recognisers[0], Silent)
    voice, closing = _voice(station, off)
    spare = _rendering(station, connect_voice(SPARE, packs=station.packs))
    voices: Pool[None] = Pool([None], guess=1.0)
    apart = [one for one in recognisers if isinstance(one, RecogniserApart)]

    def warm() -> None:
        spare.warm()
        for one in apart:
            one.warm()

    def close() -> None:
        for one in apart:
            one.close()
        closing()

    return Engines(
        recognisers=Pool(recognisers, guess=call_settings().decode_guess),
        sounds=Sounds(_rendering(station, voice), spare, voices),
        activity=_activity(station, off),
        hears=hears,
        off=tuple(off),
        warm=warm,
        close=close,
    )


def town_of(
    station: Station,
    parts: Engines,
    conversation: Callable[[], Conversation],
    recorder: Recorder,
    gateway: Gateway | None = None,
) -> Town:
    """Return what every call uses. gateway: sends SMS, where there is one."""
    zone = ZoneInfo(station.town.timezone)
    return Town(
        conversation=conversation,
        recorder=recorder,
        recognisers=parts.recognisers,
        sounds=parts.sounds,
        activity=parts.activity,
        clock=lambda: datetime.now(zone),
        delays=Delays(station.delays),
        fallback=station.town.switchboard,
        gateway=gateway,
    )


def _recognisers(station: Station, off: list[str]) -> list[Recogniser]:
    prompt = PROMPT.format(town=station.town.name)
    try:
        first = connect_recogniser(station.recogniser, packs=station.packs, prompt=prompt)
    except BadInput as error:
        off.append(f"Reconnaissance absente, les appels se font aux touches. {error}")
        return [Silent()]
    count = station.workers or max(1, os.cpu_count() or 1)
    if not station.recogniser.startswith(APART):
        return [first] * count
    return [RecogniserApart(station.recogniser, packs=station.packs, prompt=prompt) for _ in range(count)]


def _voice(station: Station, off: list[str]) -> tuple[Voice, Callable[[], None]]:
    try:
        voice = connect_voice(station.voice, packs=station.packs)
    except BadInput as error:
        off.append(f"Voix absente, la voix de secours parle. {error}")
        return connect_voice(SPARE, packs=station.packs), lambda: None
    if not station.voice.startswith(APART):
        return voice, lambda: None
    apart = VoiceApart(station.voice, name=voice.name, packs=station.packs)
    return apart, apart.close


def _activity(station: Station, off: list[str]) -> str:
    try:
        connect_activity(station.activity)
    except SpeechError as error:
        off.append(f"Écoute absente, le volume en tient lieu. {error}")
        return "loudness:"
    return station.activity


def _rendering(station: Station, voice: Voice) -> Rendering:
    places = {place.name: place.spoken for place in station.town.places if place.spoken}
    return Rendering(voice, station.sounds, lexicon=Lexicon({**places, **station.town.spoken}))
