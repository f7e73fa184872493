"""Real calls on the loopback: the service in its processes, SIPp as the caller, an ear for what comes back."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from beffroi.engines.speech import Sound
from beffroi.engines.speech.sounds import joined, silence, tone

SCENARIOS = Path(__file__).parent.parent / "sipp"
CAPTURES = Path("/usr/share/sip-tester")
TONES = {
    500: "bonjour je voudrais déposer un permis de construire",
    600: "au secours il y a le feu dans la cuisine",
    700: "je voudrais parler à une personne",
    800: "quand passez-vous ramasser les encombrants",
    900: "oui",
    1000: "un message",
}
ALWAYS = '[{ days = "lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche", opens = "00:00", closes = "23:59" }]'
TOPICS = {
    "urbanisme": (
        "permis_construire",
        "un permis de construire",
        "urbanisme",
        "transfer",
        "",
        "permis de construire",
    ),
    "dechets": (
        "encombrants",
        "les encombrants",
        "accueil",
        "answer",
        "Les encombrants sont ramassés le premier lundi du mois. " * 4,
        "ramasser les encombrants",
    ),
    "etat_civil": ("acte_naissance", "un acte de naissance", "accueil", "message", "", "acte de naissance"),
}
ASKED = ("je voudrais {0}", "bonjour c'est pour {0}", "{0} s'il vous plaît", "quand {0}", "comment faire pour {0}")


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_town(folder: Path, *, shut: bool = False) -> Path:
    """Write a small town, open day and night or always shut."""
    (folder / "topics").mkdir(parents=True)
    (folder / "town.toml").write_text('name = "Plaisance"\nagent_name = "Odette"\nswitchboard = "100"\n', "utf-8")
    openings = "[]" if shut else ALWAYS
    services = [("accueil", "l'accueil", "100"), ("urbanisme", "le service de l'urbanisme", "140")]
    told = [
        f'[[service]]\nname = "{name}"\ntitle = "{title}"\nextension = "{extension}"\nopenings = {openings}\n'
        for name, title, extension in services
    ]
    (folder / "services.toml").write_text("\n".join(told), "utf-8")
    closure = "first,last,reason,service\n2000-01-01,2099-12-31,travaux,\n"
    if shut:
        (folder / "closures.csv").write_text(closure, "utf-8")
    for family, (name, title, service, handling, answer, words) in sorted(TOPICS.items()):
        phrasings = "\n".join(one.format(words) for one in ASKED)
        (folder / "topics" / f"{family}.toml").write_text(
            f'[[topic]]\nname = "{name}"\ntitle = "{title}"\nservice = "{service}"\nhandling = "{handling}"\n'
            f"answer = \"{answer}\"\nphrasings = '''\n{phrasings}\n'''\n",
            "utf-8",
        )
    return folder


@dataclass
class Service:
    """``beffroi phone serve`` in its own processes."""

    port: int
    folder: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    def queue(self) -> list[dict[str, Any]]:
        return lines(self.journal / "queue.jsonl")

    def calls(self) -> list[dict[str, Any]]:
        return lines(self.journal / "calls.jsonl")

    def written(self) -> list[dict[str, Any]]:
        """Return what is written of the calls under way."""
        return [step for place in sorted((self.journal / "open").glob("*.jsonl")) for step in lines(place)]

    def said_with(self, words: str, *, seconds: float = 15.0) -> dict[str, Any]:
        """Wait for a sentence of a call under way; return it with its instant."""

        def found() -> list[dict[str, Any]]:
            return [step for step in self.written() if words in step.get("text", "")]

        assert until(lambda: bool(found()), seconds=seconds), self.written()
        return found()[0]

    def worker(self) -> int:
        """Return the number of the process that holds calls."""
        return int(re.findall(r"processus (\d+)\.", "\n".join(one for one in self.said if "pris" in one))[-1])

    def wait_said(self, word: str, *, times: int = 1, seconds: float = 30.0) -> None:
        assert until(lambda: sum(word in one for one in self.said) >= times, seconds=seconds), self.said


def lines(place: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in place.read_text("utf-8").splitlines()] if place.exists() else []


def until(told: Any, *, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if told():
            return True
        time.sleep(0.05)
    return bool(told())


@contextmanager
def service(
    folder: Path, town: Path, *options: str, lines: int = 6, tones: dict[int, str] | None = None, driver: str = "sip"
) -> Iterator[Service]:
    """Start the service with the doubles: tones for sentences, a fast hum for a voice, loudness for an ear."""
    (folder / "tones.txt").write_text("".join(f"{hz} {text}\n" for hz, text in (tones or TONES).items()), "utf-8")
    port = free_port()
    doubles = ["--recogniser", f"tones:{folder / 'tones.txt'}", "--voice", "hum:?pace=100", "--activity", "loudness:"]
    command = [
        sys.executable,
        "-m",
        "beffroi",
        "phone",
        "serve",
        f"--{driver}",
        f"127.0.0.1:{port}",
        "--town",
        str(town),
    ]
    command += ["--lines", str(lines), "--journal", str(folder / "journal"), "--sounds", str(folder / "sounds")]
    command += ["--delays", str(folder / "delays.jsonl"), *(options or doubles)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    running = Service(port, folder, process)
    reader = threading.Thread(target=_read, args=(process, running.said), daemon=True)
    reader.start()
    try:
        running.wait_said("Appels pris", seconds=60)
        yield running
    finally:
        process.terminate()
        process.wait(20)
        reader.join(5)
        assert process.stdout is not None
        process.stdout.close()


def _read(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        said += [line.strip()]


class Ear:
    """Takes the RTP that comes back: when, and how loud."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.2)
        self.port = int(self._socket.getsockname()[1])
        self.heard: list[tuple[float, float]] = []
        self._over = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Ear":
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while not self._over:
            try:
                packet = self._socket.recv(2000)
            except TimeoutError:
                continue
            if len(packet) > 100:  # twelve bytes of header, then A-law
                self.heard.append((time.monotonic(), float(np.abs(from_a_law(packet[12:])).mean())))

    def loud(self, *, since: float = 0.0) -> list[float]:
        return [at for at, level in self.heard if level > 300 and at >= since]


def from_a_law(content: bytes) -> np.ndarray[Any, np.dtype[np.int32]]:
    """G.711 A-law to samples."""
    code = np.frombuffer(content, np.uint8).astype(np.int32) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    value = np.where(exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, value, -value)


def to_a_law(sound: Sound) -> bytes:
    """Samples to G.711 A-law: the nearest of the 256 codes."""
    codes = np.arange(256, dtype=np.uint8)
    levels = from_a_law(codes.tobytes())
    order = np.argsort(levels)
    edges = (levels[order][:-1] + levels[order][1:]) / 2
    return bytes(codes[order][np.searchsorted(edges, sound.at(8000).samples)])


def spoken(folder: Path, *parts: float | Sound, tail: float = 3.0) -> Path:
    """Write what a caller says: numbers below 100 are silences [s], others tones [Hz] of 0.8 s."""
    sounds = [part if isinstance(part, Sound) else _part(part) for part in parts]
    place = folder / f"caller-{abs(hash(tuple(map(str, parts))))}.alaw"
    place.write_bytes(to_a_law(joined([*sounds, silence(tail)])))
    return place


def _part(number: float) -> Sound:
    return silence(number) if number < 100 else tone(number, 0.8)


@dataclass
class Ring:
    """A caller on the line. began: when SIPp was started."""

    process: subprocess.Popen[bytes]
    log: Path
    began: float

    def wait(self, seconds: float = 40.0) -> int:
        return self.process.wait(seconds)

    def logged(self) -> str:
        return self.log.read_text("utf-8") if self.log.exists() else ""


def ring(
    called: Service, folder: Path, scenario: str, *, ear: int = 9, caller: str = "0612345678", **filled: object
) -> Ring:
    """Ring with a scenario of SIPp; wait and listen in milliseconds."""
    name = f"{scenario}-{time.monotonic_ns()}"
    text = Template((SCENARIOS / f"{scenario}.xml").read_text("utf-8")).safe_substitute(filled)
    (folder / f"{name}.xml").write_text(text, "utf-8")
    log = folder / f"{name}.log"
    command = [
        shutil.which("sipp") or "sipp",
        f"127.0.0.1:{called.port}",
        "-sf",
        str(folder / f"{name}.xml"),
        "-m",
        "1",
    ]
    command += ["-i", "127.0.0.1", "-p", str(free_port()), "-mp", str(free_port()), "-timeout", "60", "-nostdin"]
    command += ["-key", "ear", str(ear), "-key", "caller", caller, "-trace_logs", "-log_file", str(log)]
    command += ["-trace_err", "-error_file", str(folder / f"{name}.err")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return Ring(process, log, time.monotonic())
