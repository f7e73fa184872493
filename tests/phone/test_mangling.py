"""Sentences over a line of telephone, with doubles for the voice and the recogniser."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from beffroi.engines.speech.sounds import tone
from beffroi.phone.evaluate import Utterance, read_utterances
from beffroi.phone.mangling import chosen, line_of_telephone, on_line


def loudness(hertz: float) -> float:
    sound = on_line(tone(hertz, 1.0, rate=24000), line=line_of_telephone(), chance=np.random.default_rng(1))
    assert sound.rate == 8000
    power = np.abs(np.fft.rfft(sound.samples.astype(float)))
    return float(power[round(hertz)] / np.median(power))


def test_a_line_carries_the_voice_and_not_what_is_below_it() -> None:
    assert loudness(1000) > 100 * loudness(60)


def test_the_noise_of_the_line_stands_where_the_file_says() -> None:
    voice = tone(1000, 2.0)
    heard = on_line(voice, line=line_of_telephone(), chance=np.random.default_rng(1))
    power = np.abs(np.fft.rfft(heard.samples.astype(float))) ** 2
    kept = power[1990:2011].sum()
    assert 10 * np.log10(kept / (power.sum() - kept)) == pytest.approx(line_of_telephone().noise, abs=1.0)


def test_the_same_seed_draws_the_same_sentences_in_their_order() -> None:
    utterances = [Utterance(str(number), ("eau",)) for number in range(50)]
    drawn = chosen(utterances, count=10, seed=3)
    assert drawn == chosen(utterances, count=10, seed=3) != chosen(utterances, count=10, seed=4)
    assert drawn == sorted(drawn, key=utterances.index)
    assert chosen(utterances, count=None, seed=3) == chosen(utterances, count=99, seed=3) == utterances


def test_what_is_recognised_is_written_with_the_intent_and_the_kind(
    beffroi: Callable[..., int], tmp_path: Path
) -> None:
    told = [
        {"intent": ["eau", "voirie"], "text": "une fuite dans la rue"},
        {"intent": None, "text": "le prix des tomates", "kind": "oos"},
    ]
    (tmp_path / "said.jsonl").write_text("\n".join(json.dumps(one) for one in told), "utf-8")
    (tmp_path / "tones.txt").write_text("440 une suite dans la roue\n", "utf-8")
    options = ["--voice", "hum:", "--recogniser", f"tones:{tmp_path / 'tones.txt'}", "--kind", "plain"]
    out = tmp_path / "heard.jsonl"
    assert beffroi("phone", "mangle", str(tmp_path / "said.jsonl"), "--out", str(out), *options) == 0
    assert read_utterances(out) == [Utterance("une suite dans la roue", ("eau", "voirie"))]
