"""Asterisk's AudioSocket: one TCP connection a call; a kind, a length, a content.

``AudioSocket(UUID,host:port)`` in the dialplan. Kinds: 0x00 hang up, 0x01 identity (16 bytes), 0x03 a key (ASCII),
0x10 sound (8 kHz, 16 bits, little-endian), 0xff error. Asterisk keeps the call: a transfer ends the socket and the
dialplan goes on with the target that it reads from ``on_transfer`` (docs/services/phone-telephony.md).
Source: https://docs.asterisk.org/Configuration/Channel-Drivers/AudioSocket/
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import struct
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

from beffroi.phone.telephony.errors import PortTaken
from beffroi.phone.telephony.inbox import Inbox
from beffroi.phone.telephony.lines import (
    FRAME_SECONDS,
    RATE,
    Line,
    Moved,
    OnCall,
    Pressed,
    Samples,
    Signal,
    frames,
)

LOG = logging.getLogger(__name__)
HANG_UP, IDENTITY, KEY, SOUND, ERROR = 0x00, 0x01, 0x03, 0x10, 0xFF
HEADER = struct.Struct(">BH")
IDENTITY_WAIT = 2.0  # [s]
OnTransfer = Callable[[str, str], Awaitable[bool]]


async def _not_here(_call: str, _target: str) -> bool:
    return False


class AudioSocketLine:
    """One call that Asterisk hands over; key: the UUID that its dialplan gave."""

    writes = False
    caller = ""

    def __init__(self, writer: asyncio.StreamWriter, *, key: str, on_transfer: OnTransfer) -> None:
        self.key, self._writer, self._on_transfer = key, writer, on_transfer
        self._received = bytearray()
        self._inbox = Inbox(self._read)
        self._waiting: deque[Samples] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def answer(self) -> None:
        """Begin to send: Asterisk has answered already."""
        self._sending = asyncio.create_task(self._send())

    def signals(self) -> AsyncIterator[Signal]:
        """Give what comes until the call is over."""
        return self._inbox.signals()

    def play(self, samples: Samples, *, text: str = "") -> None:  # noqa: ARG002  # the caller listens
        """Say samples after what waits."""
        self._waiting.extend(frames(samples))

    def stop(self) -> None:
        """Drop what waits."""
        self._waiting.clear()

    @property
    def waiting(self) -> float:
        """Return how much still waits to be said [s]."""
        return sum(len(frame) for frame in self._waiting) / RATE

    async def transfer(self, target: str, *, priority: bool = False) -> None:  # noqa: ARG002  # the dialplan's
        """Tell Asterisk where the call goes on, then leave it the call."""
        done = await self._on_transfer(self.key, target)
        self._inbox.tell(Moved(done=done))
        if done:
            await self.hang_up()

    async def hang_up(self) -> None:
        """End the socket: Asterisk's dialplan goes on."""
        with contextlib.suppress(ConnectionError):
            self._writer.write(HEADER.pack(HANG_UP, 0))
            await self._writer.drain()
        self.end()

    def end(self) -> None:
        """Tell that the call is over."""
        if self._sending:
            self._sending.cancel()
        self._inbox.end()
        self._writer.close()

    def take(self, kind: int, content: bytes) -> None:
        """Take a message of Asterisk."""
        if kind == SOUND:
            self._received += content
        elif kind == KEY:
            self._inbox.tell(Pressed(content.decode("ascii", "replace")[:1]))
        elif kind in {HANG_UP, ERROR}:
            self.end()

    def _read(self) -> bytes:
        got, self._received = bytes(self._received), bytearray()
        return got

    async def _send(self) -> None:
        due = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while True:
                if self._waiting:
                    content = self._waiting.popleft().astype("<i2").tobytes()
                    self._writer.write(HEADER.pack(SOUND, len(content)) + content)
                    await self._writer.drain()
                due = max(due + FRAME_SECONDS, time.monotonic() - 5 * FRAME_SECONDS)
                await asyncio.sleep(max(0.001, due - time.monotonic()))


class AudioSocket:
    """Listens for Asterisk. on_transfer: told the call's UUID and the target; returns whether Asterisk will do it."""

    def __init__(self, host: str, port: int, *, on_transfer: OnTransfer = _not_here) -> None:
        self.host, self.port, self._on_transfer = host, port, on_transfer
        self._server: asyncio.Server | None = None

    async def open(self, on_call: OnCall) -> None:
        """Listen. Raises PortTaken."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._serve(reader, writer, on_call)

        try:
            self._server = await asyncio.start_server(serve, self.host, self.port)
        except OSError as error:
            raise PortTaken(f"{self.host}:{self.port} est pris : choisissez un autre port.") from error

    async def refuse(self, line: Line) -> None:
        """Give the call back to Asterisk."""
        await line.hang_up()

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, on_call: OnCall) -> None:
        line: AudioSocketLine | None = None
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            kind, content = await asyncio.wait_for(read_message(reader), IDENTITY_WAIT)
            if kind == IDENTITY and len(content) == 16:
                line = AudioSocketLine(writer, key=str(uuid.UUID(bytes=content)), on_transfer=self._on_transfer)
                on_call(line)
                while not writer.is_closing():
                    line.take(*await read_message(reader))
        if line is not None:
            line.end()
        writer.close()


async def read_message(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read a kind and a content. Raises IncompleteReadError."""
    kind, length = HEADER.unpack(await reader.readexactly(HEADER.size))
    return kind, await reader.readexactly(length)
