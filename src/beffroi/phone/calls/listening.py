"""What the caller says on one line: decoded at each pause while they still speak, used when nothing more is said."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from concurrent.futures import Future

import numpy as np

from beffroi.engines.speech import TELEPHONE, Activity, Recognised, Recogniser, Sound, SpeechError, wav
from beffroi.engines.speech.turns import Began, Dropped, Ended, Interrupted, Paused, Sign, Turns
from beffroi.phone.calls.pool import FINAL, PARTIAL, PAUSE, URGENT, Pool
from beffroi.phone.calls.settings import call_settings
from beffroi.phone.events import Event, Heard, Listen, Noise, Recorded
from beffroi.phone.telephony.lines import FRAME_SECONDS, Samples

LOG = logging.getLogger(__name__)
LETTER = re.compile(r"\w")
NOTHING = Recognised("", 0.0, 0.0, "")


class Listening:
    """tell: hears the events; on_voice: told as soon as the caller has spoken long enough to be let speak.

    deaf: only keys are taken (overload). urgent: this call's sentences are decoded before all others.
    """

    def __init__(
        self,
        activity: Activity,
        pool: Pool[Recogniser],
        *,
        tell: Callable[[Event], None],
        on_voice: Callable[[], None] = lambda: None,
    ) -> None:
        self.turns = Turns(activity)
        self.deaf = self.urgent = False
        self.ended_at: Callable[[float], None] = lambda _: None
        self._pool, self._tell, self._on_voice = pool, tell, on_voice
        self._vocabulary: tuple[str, ...] = ()
        self._decodings: dict[int, Future[Recognised]] = {}
        self._pending = 0
        self._message: _Message | None = None
        self._kept: Sound | None = None  # of a message that is over, until it is told
        self._keeping: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        """Tell whether the caller speaks, or what they said is being decoded."""
        return self.turns.speaking or self._pending > 0 or self._message is not None

    def expect(self, order: Listen) -> None:
        """Take what the dialogue expects."""
        self.turns.wanted, self._vocabulary = order.wanted, order.vocabulary

    def record(self, seconds: float) -> None:
        """Record a message, for so long at most [s]."""
        self.turns.forget()
        self._message = _Message(seconds)

    @property
    def recording(self) -> bool:
        """Tell whether a message is being recorded."""
        return self._message is not None

    def stop_message(self) -> Recorded | None:
        """Stop recording at once; return what was said so far, not recognised, None where nothing was."""
        message, self._message = self._message, None
        if message is None:
            return None
        self.turns.forget()
        return Recorded("", wav(message.sound())) if message.spoken else None

    async def last_message(self, *, longest: float) -> Recorded | None:
        """Return the message of a caller who has left, recognised where that takes no longer [s], None without one."""
        if self._message is not None and self._message.spoken:
            self._finish_message()
        if self._keeping is None or self._kept is None:
            return None
        kept = self._kept
        await asyncio.wait({self._keeping}, timeout=longest)
        return Recorded("", wav(kept)) if self._kept is not None else None

    def end_message(self) -> bool:
        """End the message under way, as a key does; tell whether there was one."""
        if self._message is None:
            return False
        self._finish_message()
        return True

    def feed(self, samples: Samples) -> None:
        """Take 20 ms of the caller."""
        if self.deaf and self._message is None:
            return
        signs = self.turns.feed(samples)
        if self._message is not None:
            self._feed_message(self._message, samples, signs)
            return
        for sign in signs:
            self._take(sign)

    def close(self) -> None:
        """Drop the caller's voice and what is being decoded."""
        self.turns.forget()
        self._message = None
        for decoding in self._decodings.values():
            decoding.cancel()
        self._decodings.clear()
        for task in self._tasks:
            task.cancel()

    def _feed_message(self, message: _Message, samples: Samples, signs: list[Sign]) -> None:
        """Keep the message; what is said in it is decoded at each pause, for emergencies."""
        for sign in signs:
            if isinstance(sign, Paused) and not sign.speaking:
                self._begin(sign)
        if message.feed(samples, signs, speaking=self.turns.speaking):
            self._finish_message()

    def _take(self, sign: Sign) -> None:
        match sign:
            case Interrupted():
                self._on_voice()
            case Paused():
                self._begin(sign)
            case Ended():
                self.ended_at(sign.silence)
                self._pending += 1
                self._follow(self._end(sign))
            case Began() | Dropped():
                pass

    def _begin(self, sign: Paused) -> None:
        """Decode what was said so far; older decodings that have not begun are no longer wanted."""
        for number in [number for number, one in self._decodings.items() if one.done() or one.cancel()]:
            del self._decodings[number]
        if sign.speaking and self._pool.wait > 0:
            return  # decoded so far is a luxury
        rank = URGENT if self.urgent else PARTIAL if sign.speaking else PAUSE
        decoding = self._submit(sign.sound, rank)
        self._decodings[sign.number] = decoding
        self._follow(self._partial(decoding, sign))

    async def _partial(self, decoding: Future[Recognised], sign: Paused) -> None:
        try:
            heard = await asyncio.wrap_future(decoding)
        except asyncio.CancelledError:
            return
        except SpeechError as error:
            LOG.warning("recogniser: %s", error)
            return
        self.turns.decoded(sign.number, heard.text)
        if LETTER.search(heard.text):
            self._tell(Heard(heard.text, final=False, confidence=heard.confidence))

    async def _end(self, sign: Ended) -> None:
        try:
            decoding = self._decodings.pop(sign.number, None)
            heard = await self._decoded(decoding or self._submit(sign.sound, URGENT if self.urgent else FINAL))
            known = LETTER.search(heard.text) and heard.confidence >= call_settings().least_confidence
            self._tell(Heard(heard.text, confidence=heard.confidence) if known else Noise())
        finally:
            self._pending -= 1

    async def _decoded(self, decoding: Future[Recognised]) -> Recognised:
        try:
            return await asyncio.wrap_future(decoding)
        except SpeechError as error:
            LOG.warning("recogniser: %s", error)
            return NOTHING

    def _submit(self, sound: Sound, rank: int) -> Future[Recognised]:
        vocabulary = self._vocabulary
        return self._pool.submit(lambda worker: worker.recognise(sound, vocabulary=vocabulary), rank=rank)

    def _finish_message(self) -> None:
        message, self._message = self._message, None
        self.turns.forget()
        if message is not None:
            self._pending += 1
            self._kept = message.sound()
            self._keeping = self._follow(self._recognise_message(self._kept))

    async def _recognise_message(self, sound: Sound) -> None:
        piece = call_settings().message_piece
        starts = np.arange(0.0, sound.seconds, piece)
        try:
            heard = [await self._decoded(self._submit(sound.cut(at, at + piece), FINAL)) for at in starts]
            self._kept = None
            self._tell(Recorded(" ".join(one.text for one in heard if one.text), wav(sound)))
        finally:
            self._pending -= 1

    def _follow(self, work: object) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class _Message:
    """A message being left: over after a silence, or at its longest."""

    def __init__(self, longest: float) -> None:
        self._longest, self._samples = longest, list[Samples]()
        self._silence = 0.0
        self.spoken = False

    def feed(self, samples: Samples, signs: list[Sign], *, speaking: bool) -> bool:
        self._samples.append(samples)
        spoken = speaking or bool(signs)
        self.spoken = self.spoken or spoken
        self._silence = 0.0 if spoken else self._silence + FRAME_SECONDS
        lasted = len(self._samples) * FRAME_SECONDS
        return lasted >= self._longest or self._silence >= call_settings().message_silence

    def sound(self) -> Sound:
        return Sound(np.concatenate(self._samples or [np.zeros(0, np.int16)]), TELEPHONE)
