"""The child of `apart`: one model, one request at a time, until the parent leaves."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from beffroi.engines.speech import connect_recogniser, connect_voice
from beffroi.engines.speech.apart import read_message, write_message
from beffroi.engines.speech.sounds import Sound
from beffroi.territory.errors import BadInput

Answer = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]


def main() -> None:
    """Serve until standard input ends."""
    told = json.loads(sys.argv[1])
    os.nice(told["niceness"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    answers, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints does not mix with the answers
    answer: Answer | None = None
    while True:
        try:
            what, content = read_message(answers)
        except EOFError:
            return
        try:
            answer = answer or _connected(told)
            write_message(target, *answer(what, content))
        except BadInput as error:
            write_message(target, {"error": str(error)})


def _connected(told: dict[str, Any]) -> Answer:
    packs = Path(told["packs"])
    if told["kind"] == "recogniser":
        recogniser = connect_recogniser(told["address"], packs=packs, prompt=told["prompt"])

        def recognise(what: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
            sound = Sound(np.frombuffer(content, np.int16), what["rate"])
            heard = recogniser.recognise(sound, vocabulary=what["vocabulary"])
            answer = {"text": heard.text, "confidence": heard.confidence, "seconds": heard.seconds}
            return {**answer, "model": heard.model}, b""

        return recognise
    voice = connect_voice(told["address"], packs=packs)

    def say(what: dict[str, Any], _content: bytes) -> tuple[dict[str, Any], bytes]:
        sound = voice.say(what["text"], speed=what["speed"])
        return {"rate": sound.rate}, sound.samples.tobytes()

    return say


if __name__ == "__main__":
    main()
