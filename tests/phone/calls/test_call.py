"""One call without SIP: the real dialogue, tones for sentences, a hum for a voice, a caller made of sounds."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from beffroi.engines.speech import Recogniser, Sound, SpeechError, read_wav
from beffroi.engines.speech.doubles import SilentVoice, Tones
from beffroi.engines.speech.rendering import Rendering
from beffroi.engines.speech.sounds import joined, silence, tone
from beffroi.engines.speech.voices import Voice
from beffroi.phone.calls.call import BEEP, Call, Town
from beffroi.phone.calls.conversation import Conversation
from beffroi.phone.calls.delays import Delays
from beffroi.phone.calls.desk import Desk
from beffroi.phone.calls.pool import Pool
from beffroi.phone.calls.sounds import Sounds
from beffroi.phone.calls.speaking import Speaking
from beffroi.phone.calls.texts import sayings_of
from beffroi.phone.dialogue import Dialogue, read_settings
from beffroi.phone.errors import GatewayFailed
from beffroi.phone.events import Event, Order, Say
from beffroi.phone.recording import MemoryRecorder
from beffroi.phone.records import Message, Report, Turn
from beffroi.phone.telephony.lines import Driver, Line, OnCall, Pressed, Samples, Signal
from beffroi.phone.telephony.recorded import RecordedLine
from beffroi.phone.telephony.written import WrittenLine
from phone.small_town import NIGHT, TOWN, TUESDAY, Rules

SENTENCES = {
    500: "je voudrais un permis de construire",
    600: "la poubelle",
    700: "au feu",
    800: "un message",
    900: "oui",
    1100: "un trou",
}
PACE = 400.0


class Slow(SilentVoice):
    """A voice that takes its time to render."""

    def __init__(self, seconds: float) -> None:
        super().__init__(hum=True, pace=PACE)
        self._seconds = seconds

    def say(self, text: str, *, speed: float = 1.0) -> Sound:
        time.sleep(self._seconds)
        return super().say(text, speed=speed)


class Broken(SilentVoice):
    """A voice that fails."""

    def say(self, text: str, *, speed: float = 1.0) -> Sound:  # noqa: ARG002
        raise SpeechError("cassée")


def running(at: datetime) -> Callable[[], datetime]:
    began = time.monotonic()
    zone = at.tzinfo
    return lambda: datetime.fromtimestamp(at.timestamp() + time.monotonic() - began, zone)


def sounds(folder: Path, voice: Voice | None = None) -> Sounds:
    plain = SilentVoice(hum=True, pace=PACE)
    return Sounds(Rendering(voice or plain, folder), Rendering(plain, folder), Pool([None], guess=0.1))


def town(folder: Path, *, at: datetime = TUESDAY, voice: Voice | None = None) -> Town:
    clock = running(at)
    recognisers: Pool[Recogniser] = Pool([Tones(SENTENCES)], guess=0.1)
    return Town(
        conversation=lambda: Dialogue(town=TOWN, understander=Rules(), clock=clock),
        recorder=MemoryRecorder(clock),
        recognisers=recognisers,
        sounds=sounds(folder, voice),
        activity="loudness:",
        clock=clock,
        delays=Delays(),
        fallback="sip:standard@mairie",
    )


def said(*hertz: float) -> list[np.ndarray[tuple[int], np.dtype[np.int16]]]:
    return [joined([tone(one, 0.6), silence(0.1)]).samples for one in hertz]


def held(line: RecordedLine | WrittenLine, used: Town, *, keypad: bool = False) -> Report:
    return asyncio.run(Call(line, used, keypad=keypad).run())


def test_a_request_is_understood_and_passed_on(tmp_path: Path) -> None:
    line, used = RecordedLine(said(500), last=1.5), town(tmp_path)
    report = held(line, used)
    assert report.ending == "transferred"
    assert line.transferred == "sip:urbanisme@mairie"
    assert report.waited < 0.5
    (delay,) = [one for one in used.delays.kept if one.kind == "answer"]
    assert delay.seconds < 1.2


def test_a_transfer_that_nobody_answers_goes_on_with_a_message(tmp_path: Path) -> None:
    line = RecordedLine(said(500), answered=False, last=1.5)
    report = held(line, town(tmp_path))
    assert report.transfers == (False,)
    assert report.ending != "transferred"


def test_the_whole_call_holds_both_voices(tmp_path: Path) -> None:
    line = RecordedLine(said(600), last=1.5)
    held(line, town(tmp_path))
    power = np.abs(np.fft.rfft(line.heard().astype(float)))
    hertz = np.fft.rfftfreq(len(line.heard()), 1 / 8000)
    assert power[np.abs(hertz - 440) < 5].max() > 100 * np.median(power)
    assert power[np.abs(hertz - 600) < 5].max() > 100 * np.median(power)


def test_an_overloaded_recogniser_leaves_the_keys(tmp_path: Path) -> None:
    report = held(RecordedLine(said(500), last=1.5), town(tmp_path), keypad=True)
    assert not [turn for turn in report.turns if turn.speaker == "caller"]
    assert any("automatique" in turn.text for turn in report.turns)


def test_a_caller_who_writes_has_the_same_dialogue(tmp_path: Path) -> None:
    read: list[str] = []
    line = WrittenLine(read.append)
    line.write("je voudrais un permis de construire")

    async def talk() -> Report:
        asyncio.get_running_loop().call_later(1.5, line.leave)
        return await Call(line, town(tmp_path)).run()

    report = asyncio.run(talk())
    assert report.topics == ("permis",)
    assert "automatique" in read[0]
    assert line.transferred == "sip:urbanisme@mairie"


class Lost(MemoryRecorder):
    """A recorder whose disk is full."""

    def turn(self, call: str, turn: Turn) -> None:  # noqa: ARG002
        raise OSError("plus de place")


def test_a_recorder_that_fails_does_not_end_the_call(tmp_path: Path) -> None:
    used = town(tmp_path)
    line = RecordedLine(said(500), last=1.5)
    report = held(line, replace(used, recorder=Lost(used.clock)))
    assert report.ending == "transferred"


class Failing:
    """A dialogue that breaks at the first event."""

    messages: tuple[Message, ...] = ()

    def begin(self, caller: str = "") -> tuple[Order, ...]:  # noqa: ARG002
        return (Say("Bonjour."),)

    def on(self, event: Event) -> tuple[Order, ...]:  # noqa: ARG002
        raise RuntimeError("cassé")

    def report(self) -> Report:
        return Report(TUESDAY, 1.0, "hung_up", (), ())


def test_a_dialogue_that_breaks_passes_the_call_to_the_switchboard(tmp_path: Path) -> None:
    line = RecordedLine(said(500), last=1.5)
    broken: Callable[[], Conversation] = Failing
    held(line, replace(town(tmp_path), conversation=broken))
    assert line.transferred == "sip:standard@mairie"


def test_the_spare_voice_speaks_when_the_voice_is_slow_or_broken(tmp_path: Path) -> None:
    for voice in (Slow(1.5), Broken()):
        used = sounds(tmp_path / voice.__class__.__name__, voice)
        began = time.monotonic()
        sound, source = asyncio.run(used.sound("Une phrase.", speed=1.0, wait=0.0))
        assert source == "spare"
        assert sound.seconds > 0
        assert time.monotonic() - began < 1.4


def test_what_was_rendered_too_late_is_ready_the_next_time(tmp_path: Path) -> None:
    used = sounds(tmp_path, Slow(0.8))
    assert asyncio.run(used.sound("Une phrase.", speed=1.0, wait=0.0))[1] == "spare"
    time.sleep(0.5)
    assert asyncio.run(used.sound("Une phrase.", speed=1.0, wait=0.0))[1] == "cached"


def test_what_may_not_be_cut_is_said_apart_from_what_may(tmp_path: Path) -> None:
    line = RecordedLine([])
    speaking = Speaking(line, sounds(tmp_path))
    seen: set[bool] = set()

    async def talk() -> None:
        saying = asyncio.create_task(speaking.say([Say("Bonjour à tous.", cuttable=False), Say("Je vous écoute.")]))
        async for _ in line.signals():
            seen.add(speaking.cuttable)
            if saying.done():
                await line.hang_up()

    asyncio.run(talk())
    assert seen == {True, False}


class Leaving(RecordedLine):
    """A caller who asks by keys to leave a message, says it, then presses keys, or hangs up where there are none."""

    def __init__(self, *, keys: str, after: float, hasty: bool = False) -> None:
        super().__init__(said(800), caller="0612345678", answered=False, last=2.5)
        self._asking, self._keys, self._after, self._hasty = list("021"), keys, after, hasty
        self._beep, self._due = 0.0, time.monotonic() + 0.3

    def play(self, samples: Samples, *, text: str = "") -> None:
        if np.array_equal(samples, BEEP.samples):
            self._beep = time.monotonic()
        super().play(samples, text=text)

    async def signals(self) -> AsyncIterator[Signal]:
        async for signal in super().signals():
            yield signal
            if self._asking and time.monotonic() > self._due:
                self._due += 0.3
                yield Pressed(self._asking.pop(0))
            if self._beep and time.monotonic() - self._beep > self._after:
                self._beep = 0.0
                for key in self._keys:
                    yield Pressed(key)
                if self._hasty or not self._keys:
                    await self.hang_up()


def left(folder: Path, *, keys: str, after: float = 2.2, hasty: bool = False) -> tuple[Report, MemoryRecorder]:
    used = town(folder, at=NIGHT)
    report = held(Leaving(keys=keys, after=after, hasty=hasty), used)
    assert isinstance(used.recorder, MemoryRecorder)
    return report, used.recorder


@pytest.mark.parametrize("key", ["0", "9"])
def test_a_key_that_leaves_a_message_ends_the_recording_and_keeps_what_was_said(tmp_path: Path, key: str) -> None:
    report, recorder = left(tmp_path, keys=key)
    (kept,) = [one for one in recorder.queue if one.message.sound]
    assert kept.message.sound is not None
    assert 1.2 < read_wav(kept.message.sound).seconds < 3.0
    assert (report.ending == "emergency") == (key == "9")


def test_a_key_pressed_before_a_word_is_said_leaves_no_message(tmp_path: Path) -> None:
    _, recorder = left(tmp_path, keys="0", after=0.4)
    assert not [one for one in recorder.queue if one.message.sound]


@pytest.mark.parametrize("keys", ["", "#"])
def test_a_caller_who_hangs_up_at_the_end_of_a_message_has_left_it(tmp_path: Path, keys: str) -> None:
    report, recorder = left(tmp_path, keys=keys, after=1.6, hasty=True)
    assert [one.message.text for one in recorder.queue] == ["un message"]
    assert report.ending == "message"


class Sent:
    """A gateway that keeps what it is given, or refuses."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.sent: list[tuple[str, str]] = []
        self._refuses = refuses

    def send(self, number: str, text: str) -> None:
        if self._refuses:
            raise GatewayFailed("refusé")
        self.sent.append((number, text))


def linked(folder: Path, gateway: Sent) -> list[str]:
    """Ask for a passport, say yes to the link; return what the agent said."""
    used, clock = town(folder), running(TUESDAY)
    settings = replace(read_settings(), links=True)
    talked = replace(
        used,
        conversation=lambda: Dialogue(town=TOWN, understander=Rules(), clock=clock, settings=settings),
        gateway=gateway,
    )
    line = WrittenLine(lambda _: None, caller="0612345678")
    line.write("je dois refaire mon passeport")

    async def talk() -> Report:
        loop = asyncio.get_running_loop()
        loop.call_later(1.0, line.write, "oui")
        loop.call_later(2.0, line.leave)
        return await Call(line, talked).run()

    return [turn.text for turn in asyncio.run(talk()).turns if turn.speaker == "agent"]


def test_a_link_is_sent_to_the_caller_and_the_call_goes_on(tmp_path: Path) -> None:
    gateway = Sent()
    said_of = linked(tmp_path, gateway)
    assert gateway.sent == [("0612345678", "https://r.fr/p")]
    assert said_of[-1] == "Puis-je vous aider pour autre chose ?"


def test_a_link_that_does_not_leave_is_told_and_the_call_goes_on(tmp_path: Path) -> None:
    said_of = linked(tmp_path, Sent(refuses=True))
    assert said_of[-2] == "Le SMS n'est pas parti : demandez le lien à l'accueil."
    assert "autre chose" in said_of[-1].lower()


class Lines:
    """A driver that is rung by the test."""

    def __init__(self) -> None:
        self.refused: list[Line] = []

    async def open(self, on_call: OnCall) -> None:
        self.ring = on_call

    async def refuse(self, line: Line) -> None:
        self.refused.append(line)

    async def close(self) -> None:
        """Nothing listens."""


def test_a_desk_takes_as_many_calls_as_it_has_lines(tmp_path: Path) -> None:
    driver, used = Lines(), town(tmp_path)
    as_driver: Driver = driver

    async def day() -> None:
        desk = Desk(as_driver, used, lines=2)
        await desk.open()
        for _ in range(3):
            driver.ring(RecordedLine([]))
        assert desk.busy == 2
        await asyncio.sleep(0.3)
        await desk.close()

    asyncio.run(day())
    assert len(driver.refused) == 1
    recorder = used.recorder
    assert isinstance(recorder, MemoryRecorder)
    assert sorted(call.ending for call in recorder.calls) == ["hung_up", "hung_up", "refused"]


def test_everything_a_call_begins_with_is_among_what_is_rendered_beforehand() -> None:
    ready = {say.text for say in sayings_of(TOWN, now=TUESDAY)}
    for at in (TUESDAY, NIGHT):
        orders = Dialogue(town=TOWN, understander=Rules(), clock=running(at)).begin("0612345678")
        assert {order.text for order in orders if isinstance(order, Say)} <= ready
    assert any("le 18" in text for text in ready)
    assert any("Urbanisme" in text for text in ready)
