"""The turns of a caller: where speech begins, where it pauses, where it is over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beffroi.engines.speech.activity import WINDOW, Activity
from beffroi.engines.speech.meaning import Wanted, patience, pauses, voice_settings
from beffroi.engines.speech.sounds import TELEPHONE, Samples, Sound

SECONDS = WINDOW / TELEPHONE  # of a window


@dataclass(frozen=True, slots=True)
class Began:
    """Somebody began to speak."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """They have spoken long enough to be let speak."""


@dataclass(frozen=True, eq=False, slots=True)
class Paused:
    """The speech so far is worth decoding. number: of the decoding, for `Turns.decoded`; speaking: they still speak."""

    sound: Sound
    number: int
    speaking: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Ended:
    """The turn is over. number: of the last decoding, when nothing was said since; else 0."""

    sound: Sound
    number: int
    silence: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """It was a click."""


Sign = Began | Interrupted | Paused | Ended | Dropped


class Turns:
    """Follows one caller's voice at 8 kHz."""

    def __init__(self, activity: Activity, *, wanted: Wanted = "request") -> None:
        self.wanted = wanted
        self._activity, self._voice, self._pauses = activity, voice_settings(), pauses()
        self._left = np.zeros(0, np.int16)
        self._number = 0
        self._rest()

    @property
    def speaking(self) -> bool:
        """Tell whether a turn is under way."""
        return self._begun

    @property
    def silent_for(self) -> float:
        """Return the silence since the last word [s]."""
        return self._silence

    def feed(self, samples: Samples) -> list[Sign]:
        """Take the next samples; return what they show, in order."""
        self._left = np.concatenate([self._left, samples])
        signs: list[Sign] = []
        for chance in self._activity.chances(samples):
            window, self._left = self._left[:WINDOW], self._left[WINDOW:]
            signs += self._take(window, chance)
        return signs

    def decoded(self, number: int, text: str) -> None:
        """Tell what a decoding gave: the words tell how long to wait."""
        if number == self._decoded:
            self._patience = patience(text, wanted=self.wanted)

    def forget(self) -> None:
        """Drop the turn under way."""
        self._rest()

    def _rest(self) -> None:
        self._sound: list[Samples] = []
        self._begun = self._cut = False
        self._speech = self._run = self._silence = self._since = 0.0
        self._decoded = 0
        self._patience = self._pauses.unknown

    def _take(self, window: Samples, chance: float) -> list[Sign]:
        self._sound.append(window)
        if chance >= (self._voice.silence if self._begun and not self._silence else self._voice.speech):
            return self._spoke()
        return self._paused() if self._begun else self._before()

    def _spoke(self) -> list[Sign]:
        self._silence, self._run = 0.0, self._run + SECONDS
        self._speech += SECONDS
        self._since += SECONDS
        self._decoded, self._patience = 0, self._pauses.unknown
        signs: list[Sign] = []
        if not self._begun and self._run >= self._voice.begins:
            self._begun = True
            signs.append(Began())
        if self._begun and not self._cut and self._run >= self._voice.interrupts:
            self._cut = True
            signs.append(Interrupted())
        return signs + self._long()

    def _long(self) -> list[Sign]:
        if self._begun and len(self._sound) * SECONDS >= self._voice.longest:
            return [self._over()]
        if self._begun and self._since >= self._pauses.again:
            self._since = 0.0
            self._number += 1
            return [Paused(self._heard(), self._number, speaking=True)]
        return []

    def _before(self) -> list[Sign]:
        self._run = self._speech = 0.0
        self._sound = self._sound[-round(self._voice.before / SECONDS) :]
        return []

    def _paused(self) -> list[Sign]:
        self._silence += SECONDS
        self._run = 0.0
        if self._speech < self._voice.shortest and self._silence >= self._pauses.unknown:
            self._rest()
            return [Dropped()]
        if self._silence >= self._patience:
            return [self._over()]
        if not self._decoded and self._silence >= self._pauses.decode and self._speech >= self._voice.shortest:
            self._number += 1
            self._decoded, self._since = self._number, 0.0
            return [Paused(self._heard(), self._number)]
        return []

    def _over(self) -> Ended:
        ended = Ended(self._heard(), self._decoded, self._silence)
        self._rest()
        return ended

    def _heard(self) -> Sound:
        return Sound(np.concatenate(self._sound), TELEPHONE)
