"""The bench: the service in its own processes, callers in this one, both on the loopback."""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from beffroi.engines.speech import Sound
from beffroi.engines.speech.rendering import Rendering
from beffroi.phone.calls.caller import Timed, ask, cut, press, trimmed
from beffroi.phone.telephony.errors import TelephonyError
from beffroi.phone.telephony.sip import Sip

OPENED = "Appels pris"
START = 90.0  # longest wait for the service [s]
CUTS, PRESSED = 2, 4
APART = 0.7  # between two callers who ring [s]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. count: delays measured; seconds: median and 95th percentile [s]."""

    what: str
    count: int
    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Said:
    """What the callers say."""

    sentences: tuple[Sound, ...]
    answered: tuple[Sound, ...]
    cutting: Sound


def callers(rendering: Rendering) -> Said:
    """Render what the callers say, beforehand."""
    told = tomllib.loads(files("beffroi.phone").joinpath("data/bench.toml").read_text(encoding="utf-8"))
    sentences = tuple(trimmed(rendering.render(text)) for text in told["sentences"])
    answered = tuple(trimmed(rendering.render(text)) for text in told["answered"])
    return Said(sentences, answered, trimmed(rendering.render(told["cutting"])))


@contextmanager
def served(command: Sequence[str], port: int, *, lines: int, folder: Path) -> Iterator[str]:
    """Start ``beffroi phone serve`` on a port; give its address. Raises TelephonyError."""
    where = ["--sip", f"127.0.0.1:{port}", "--lines", str(lines), "--delays", str(folder / "delays.jsonl")]
    whole = [sys.executable, "-m", "beffroi", "phone", "serve", *command, *where, "--journal", str(folder / "journal")]
    process = subprocess.Popen(whole, stdout=subprocess.PIPE, text=True)
    try:
        _wait(process)
        yield f"sip:mairie@127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()


def _wait(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    end = time.monotonic() + START
    for line in iter(process.stdout.readline, ""):
        if OPENED in line:
            return
        if time.monotonic() > end:
            break
    raise TelephonyError("Le service ne s'ouvre pas : voyez les lignes au-dessus.")


async def measure(address: str, said: Said, *, lines: int, rounds: int, keypad: bool) -> Timed:
    """Hold ``lines`` calls at once: all but two ask ``rounds`` questions, one cuts answers, one presses keys.

    keypad: all press ``rounds`` keys.
    """
    driver, timed = Sip("127.0.0.1", free_port(), lines=4 * lines + 8, jitter="off"), Timed()
    await driver.open(lambda _: None)
    try:
        await asyncio.sleep(2.0)  # the recognisers load
        if keypad:
            pressing = [press(driver, address, rounds=rounds, timed=timed, after=APART * n / 4) for n in range(lines)]
            await asyncio.gather(*pressing)
            return timed
        asking = [
            ask(driver, address, _turned(said.sentences, n), rounds=rounds, timed=timed, after=APART * n)
            for n in range(max(1, lines - 2))
        ]
        asking.append(press(driver, address, rounds=PRESSED, timed=timed, after=APART * lines))
        asking.append(_cuts(driver, address, said, timed=timed))
        await asyncio.gather(*asking)
    finally:
        await driver.close()
    return timed


async def _cuts(driver: Sip, address: str, said: Said, *, timed: Timed) -> None:
    for question in said.answered * CUTS:
        await cut(driver, address, question, said.cutting, timed=timed)


def rows(timed: Timed, delays: Path) -> list[Row]:
    """Return the table: what the callers timed, then the answers by where their sound came from."""
    told = [json.loads(line) for line in delays.read_text("ascii").splitlines()] if delays.exists() else []
    inside = {
        source: [one["seconds"] for one in told if one["kind"] == "answer" and one["source"] == source]
        for source in ("cached", "computed", "spare")
    }
    measured: Mapping[str, list[float]] = {
        "de la sonnerie à la première parole": timed.firsts,
        "fin de la phrase au premier mot de la réponse": timed.answers,
        "  dont voix préparée (vu du service)": inside["cached"],
        "  dont voix calculée (vu du service)": inside["computed"],
        "  dont voix de secours (vu du service)": inside["spare"],
        "coupure quand l'appelant parle": timed.cuts,
        "touche à action": timed.keys,
    }
    return [row(what, delays) for what, delays in measured.items() if delays]


def row(what: str, delays: Sequence[float]) -> Row:
    """Return the line of a series."""
    return Row(what, len(delays), statistics.median(delays), float(np.quantile(delays, 0.95)))


def _turned(sounds: tuple[Sound, ...], by: int) -> tuple[Sound, ...]:
    by %= len(sounds)
    return sounds[by:] + sounds[:by]


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
