"""The child process of an embedded model, on made-up weights of a few kilobytes; the real ones once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from beffroi.engines.footprint import Meter
from beffroi.engines.language import Message, connect
from beffroi.engines.language.embedded import Embedded
from beffroi.engines.language.errors import AnswerCut, EmbeddedFailed, RequestRefused
from beffroi.engines.packs import installed, named
from beffroi.settings import packs_folder
from engines.language.tiny_gguf import write_tiny

ASKED = [Message("user", "Bonjour")]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("weights") / "tiny.gguf")


def embedded(weights: Path, settings: str = "") -> Embedded:
    model = connect(f"embedded:{weights}{settings}", packs=weights.parent)
    assert isinstance(model, Embedded)
    return model


@pytest.fixture
def model(weights: Path) -> Iterator[Embedded]:
    model = embedded(weights)
    yield model
    model.close()


def gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_the_child_starts_at_the_first_call_and_stays(model: Embedded) -> None:
    assert model.pid is None
    first = model.complete(ASKED, max_tokens=8)
    pid = model.pid
    assert pid is not None
    assert first.tokens_out == 8
    assert not first.finished
    assert first.model == "tiny.gguf"
    assert model.complete(ASKED, max_tokens=8).text == first.text
    assert model.pid == pid


def test_pieces_are_heard_and_the_listener_may_stop(model: Embedded) -> None:
    heard: list[str] = []
    assert model.complete(ASKED, max_tokens=8, on_text=heard.append).text == "".join(heard)
    stopped = model.complete(ASKED, max_tokens=3000, on_text=lambda _: True)
    assert not stopped.finished
    assert len(stopped.text) < 8
    assert model.complete(ASKED, max_tokens=8).tokens_out == 8


def test_even_made_up_weights_keep_to_a_schema(model: Embedded) -> None:
    schema = {
        "type": "object",
        "properties": {"theme": {"enum": ["eau", "cantine"]}},
        "required": ["theme"],
        "additionalProperties": False,
    }
    assert model.complete(ASKED, max_tokens=200, schema=schema).data()["theme"] in {"eau", "cantine"}


def test_the_child_leaves_when_nobody_asks_and_comes_back(weights: Path) -> None:
    model = embedded(weights, "?idle=0.3")
    model.complete(ASKED, max_tokens=2)
    assert model.pid is not None
    end = time.monotonic() + 10
    while model.pid is not None and time.monotonic() < end:
        time.sleep(0.05)
    assert model.pid is None
    assert model.complete(ASKED, max_tokens=2).tokens_out == 2
    model.close()


def test_a_child_that_was_killed_is_replaced(model: Embedded) -> None:
    model.complete(ASKED, max_tokens=2)
    pid = model.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert model.complete(ASKED, max_tokens=2).tokens_out == 2
    assert model.pid not in {None, pid}


def test_a_child_killed_while_it_writes_is_said(model: Embedded) -> None:
    model.complete(ASKED, max_tokens=2)
    pid = model.pid
    assert pid is not None
    with pytest.raises(AnswerCut, match="réessayez"):
        model.complete(ASKED, max_tokens=4000, on_text=lambda _: os.kill(pid, signal.SIGKILL))
    assert model.complete(ASKED, max_tokens=2).tokens_out == 2


def test_threads_wait_for_each_other(model: Embedded) -> None:
    said: list[str] = []
    asking = [threading.Thread(target=lambda: said.append(model.complete(ASKED, max_tokens=50).text)) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(said) == 4
    assert len(set(said)) == 1


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_process_forked_from_this_one_starts_a_child_of_its_own(model: Embedded) -> None:
    model.complete(ASKED, max_tokens=2)
    ours = model.pid
    reading, writing = os.pipe()
    if (fork := os.fork()) == 0:
        model.complete(ASKED, max_tokens=2)
        os.write(writing, str(model.pid).encode())
        model.close()
        os._exit(0)
    os.waitpid(fork, 0)
    assert int(os.read(reading, 20)) != ours
    assert model.pid == ours
    os.close(reading)
    os.close(writing)


def test_the_child_leaves_with_its_parent(weights: Path) -> None:
    code = (
        "import os; from pathlib import Path; from beffroi.engines.language import Message, connect;"
        f"model = connect('embedded:{weights}', packs=Path('.'));"
        "model.complete([Message('user', 'Bonjour')], max_tokens=2);"
        "print(model.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert gone(int(told.stdout))


def test_what_the_child_used_is_not_counted_twice(model: Embedded) -> None:
    written = model.complete(ASKED, max_tokens=3000)
    with Meter() as meter:
        model.close()
    assert written.wh > 0
    assert meter.cpu_ms < 200


def test_a_file_that_is_no_model_is_said(tmp_path: Path) -> None:
    (tmp_path / "faux.gguf").write_bytes(b"GGUF")
    with pytest.raises(EmbeddedFailed, match="faux"):
        embedded(tmp_path / "faux.gguf").complete(ASKED, max_tokens=2)


def test_what_does_not_fit_is_refused_in_french(weights: Path) -> None:
    model = embedded(weights, "?context=512")
    with pytest.raises(RequestRefused, match="refuse la demande"):
        model.complete([Message("user", "a" * 3000)], max_tokens=2)
    model.close()


@pytest.mark.network
def test_the_embedded_model_is_installed_and_answers_in_french(beffroi: Callable[..., int]) -> None:
    """Installed once, in the folder of packs: the next runs find it there by its hash."""
    folder = packs_folder(os.environ)
    if not installed(named("qwen-1.5b"), folder):
        assert beffroi("packs", "install", "qwen-1.5b") == 0
    model = connect("embedded:", packs=folder)
    asked = [
        Message("system", "Tu classes la demande d'un habitant dans un thème."),
        Message("user", "À quelle heure ferme la piscine le dimanche ?"),
    ]
    schema = {
        "type": "object",
        "properties": {"theme": {"enum": ["état civil", "sport et piscine", "déchets", "impôts"]}},
        "required": ["theme"],
    }
    said = model.complete(asked, max_tokens=30, schema=schema)
    assert said.data()["theme"] == "sport et piscine"
    assert said.wh > 0
    again = model.complete(asked, max_tokens=30, schema=schema)
    assert again.wh < said.wh  # what was read is not read again
    assert isinstance(model, Embedded)
    model.close()
