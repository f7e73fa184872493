"""Where a caller's turn begins, pauses and ends, on sounds made for it."""

import numpy as np
import pytest

from beffroi.engines.speech.activity import Loudness, Silero
from beffroi.engines.speech.meaning import patience, pauses
from beffroi.engines.speech.sounds import Sound, joined, silence, tone
from beffroi.engines.speech.turns import Began, Dropped, Ended, Interrupted, Paused, Sign, Turns

FRAME = 160
COMPLETE = "je voudrais un acte de naissance"


def signs(sound: Sound, *, text: str = "", turns: Turns | None = None) -> list[tuple[float, Sign]]:
    """Feed 20 ms at a time; each pause is decoded at once as ``text``."""
    turns = turns or Turns(Loudness())
    told = []
    for start in range(0, len(sound.samples), FRAME):
        for sign in turns.feed(sound.samples[start : start + FRAME]):
            told.append(((start + FRAME) / 8000, sign))
            if isinstance(sign, Paused):
                turns.decoded(sign.number, text)
    return told


def kinds(told: list[tuple[float, Sign]]) -> list[type]:
    return [type(sign) for _, sign in told]


def test_a_turn_begins_is_decoded_at_its_pause_and_ends() -> None:
    told = signs(joined([silence(0.5), tone(500, 1), silence(1.5)]), text=COMPLETE)
    assert kinds(told) == [Began, Interrupted, Paused, Ended]
    at = {type(sign): when for when, sign in told}
    assert at[Interrupted] - 0.5 < 0.25
    assert at[Paused] == pytest.approx(1.5 + pauses().decode, abs=0.07)
    assert at[Ended] == pytest.approx(1.5 + pauses().complete, abs=0.07)


@pytest.mark.parametrize(
    ("text", "awaited"),
    [
        (COMPLETE, "complete"),
        ("oui", "answer"),
        ("je voudrais un rendez-vous pour, euh", "hesitant"),
        ("je voudrais un passeport et", "hesitant"),
        ("bonjour madame", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_was_said_tells_how_long_to_wait(text: str, awaited: str) -> None:
    assert patience(text) == getattr(pauses(), awaited)
    told = signs(joined([tone(500, 1), silence(2.5)]), text=text)
    ended = next(when for when, sign in told if isinstance(sign, Ended))
    assert ended == pytest.approx(1.0 + getattr(pauses(), awaited), abs=0.07)


def test_figures_that_are_dictated_are_waited_for_and_a_choice_is_not() -> None:
    assert patience("zéro six douze", wanted="number") > patience("la deuxième", wanted="choice")
    assert patience("il y a un trou dans la rue", wanted="message") == pauses().hesitant


def test_speech_that_goes_on_after_a_pause_is_one_turn_decoded_again() -> None:
    told = signs(joined([tone(500, 1), silence(0.3), tone(500, 1), silence(1.5)]), text=COMPLETE)
    assert kinds(told) == [Began, Interrupted, Paused, Paused, Ended]
    first, second = (sign for _, sign in told if isinstance(sign, Paused))
    ended = told[-1][1]
    assert isinstance(ended, Ended)
    assert ended.number == second.number != first.number
    assert second.sound.seconds > first.sound.seconds + 1


def test_a_long_speech_is_decoded_before_it_ends_for_emergencies() -> None:
    told = signs(joined([tone(500, 6), silence(1.5)]), text=COMPLETE)
    assert [when for when, sign in told if isinstance(sign, Paused) and sign.speaking] == pytest.approx(
        [2.5, 5.0], abs=0.1
    )


def test_a_click_is_no_turn() -> None:
    told = signs(joined([silence(0.5), tone(500, 0.07), silence(1.5)]))
    assert Ended not in kinds(told)
    assert kinds(told)[-1] is Dropped


def test_a_speech_without_end_is_ended() -> None:
    told = signs(tone(500, 27))
    assert Ended in kinds(told)


def test_the_sound_of_a_turn_holds_what_came_just_before_it() -> None:
    told = signs(joined([silence(1), tone(500, 1), silence(1.5)]), text=COMPLETE)
    ended = told[-1][1]
    assert isinstance(ended, Ended)
    assert 1.3 < ended.sound.seconds < 2.0


def test_silero_hears_no_speech_in_silence_nor_in_noise() -> None:
    noise = np.random.default_rng(1).normal(0, 800, 8000).astype(np.int16)
    assert max(Silero().chances(np.zeros(8000, np.int16))) == 0.0
    assert sum(chance > 0.5 for chance in Silero().chances(noise)) <= 2
