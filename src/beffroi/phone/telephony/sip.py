"""SIP and RTP by ``baresip-python`` (BSD-2): no SIP or RTP of our own.

What is known of it (0.5.2a3): it renegotiates by a re-INVITE after each answer; on the loopback it must be told the
interface; it reads nothing when the caller's RTP stops; other calls are put on hold when one is answered unless told.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from beffroi.phone.telephony.errors import PortTaken, TelephonyError
from beffroi.phone.telephony.inbox import Inbox
from beffroi.phone.telephony.lines import RATE, Line, Moved, OnCall, Pressed, Samples, Signal

LOG = logging.getLogger(__name__)
AHEAD = 10 * 320  # bytes written ahead of what is said: 200 ms, dropped at once when the caller cuts
AT_ONCE = 1 << 15
EMERGENCY = "?Priority=emergency"
MORE = 2  # calls above the limit are still seen, so as to be counted


class SipLine:
    """One call of baresip. exchange: where extensions are; empty: where the call comes from."""

    writes = False

    def __init__(self, call: Any, *, exchange: str = "") -> None:
        self.call, self._exchange = call, exchange
        self._inbox = Inbox(self._read)
        self._waiting: deque[bytes] = deque()
        self._queued = 0
        self._moving: asyncio.Task[None] | None = None
        call.on(self._on_event)

    @property
    def caller(self) -> str:
        """Return the number of the caller."""
        peer = str(self.call.peer or "").removeprefix("<")
        user = peer.removeprefix("sip:").removeprefix("sips:").split("@")[0].split(";")[0]
        return "" if user.lower() in {"anonymous", "unknown"} else user

    async def answer(self) -> None:
        """Take the call."""
        await self.call.answer()

    def signals(self) -> AsyncIterator[Signal]:
        """Give what comes until the call is over."""
        return self._inbox.signals()

    def play(self, samples: Samples, *, text: str = "") -> None:  # noqa: ARG002  # the caller listens
        """Say samples after what waits."""
        self._waiting.append(samples.tobytes())
        self._queued += 2 * len(samples)
        self._feed()

    def stop(self) -> None:
        """Drop what waits, baresip's own buffer included."""
        self._waiting.clear()
        self._queued = 0
        with contextlib.suppress(_errors()):
            self.call.audio.flush_tx()

    @property
    def waiting(self) -> float:
        """Return how much still waits to be said [s]."""
        return (self._queued + self._buffered()) / (2 * RATE)

    async def transfer(self, target: str, *, priority: bool = False) -> None:
        """Send REFER; the outcome comes as `Moved`. priority: the new call bears ``Priority: emergency`` (RFC 3261)."""
        address = sip_address(target, host=self._exchange or peer_host(str(self.call.peer)))
        self._moving = asyncio.create_task(self._move(address + (EMERGENCY if priority else "")))

    async def press(self, key: str) -> None:
        """Press a key, as a caller does."""
        await self.call.send_dtmf(key)

    async def hang_up(self) -> None:
        """End the call."""
        with contextlib.suppress(_errors()):
            await self.call.hangup()

    async def _move(self, address: str) -> None:
        try:
            await self.call.transfer(address, timeout=30)
        except _errors() as error:
            LOG.info("transfer failed: %s", error)
            self._inbox.tell(Moved(done=False))
        else:
            self._inbox.tell(Moved(done=True))

    def _read(self) -> bytes:
        """Read what came, and feed what is to be said: the frames' clock drives both."""
        self._feed()
        try:
            got: bytes = self.call.audio.read(AT_ONCE)
        except _errors():
            return b""
        return got

    def _feed(self) -> None:
        with contextlib.suppress(_errors()):
            room = AHEAD - self._buffered()
            while self._waiting and room > 0:
                piece = self._waiting[0]
                taken = self.call.audio.write(piece[:room])  # raises while the sound is not set up: nothing is lost
                if not taken:
                    return
                self._queued -= taken
                room -= taken
                self._waiting[0] = piece[taken:]
                if not self._waiting[0]:
                    self._waiting.popleft()

    def _buffered(self) -> int:
        try:
            return int(self.call.audio.info().tx_buffered)
        except _errors():
            return 0

    def _on_event(self, event: Any) -> None:
        name = event.event.name
        if name == "CALL_DTMF_START" and event.text:
            self._inbox.tell(Pressed(event.text))
        elif name == "CALL_CLOSED":
            self._over()

    def _over(self) -> None:
        """The call is over: how its transfer ended is told first."""
        if self._moving is None or self._moving.done():
            self._inbox.end()
        else:
            self._moving.add_done_callback(lambda _: self._inbox.end())


class Sip:
    """Listens for calls at ``host:port``; above ``lines`` calls a caller hears busy (486).

    exchange: host and port of the extensions that calls are passed to; empty: where each call comes from.
    jitter: baresip's buffer of what is received, which delays every word: ``fixed 40-160`` [ms], ``off``.
    """

    def __init__(self, host: str, port: int, *, lines: int, exchange: str = "", jitter: str = "fixed 40-160") -> None:
        self.host, self.port, self.lines, self._exchange, self._jitter = host, port, lines, exchange, jitter
        self._runtime: Any = None
        self._agent: Any = None

    async def open(self, on_call: OnCall) -> None:
        """Listen. Raises TelephonyError, PortTaken."""
        from baresip import Account, BaresipError, Config, Runtime, UserAgent  # noqa: PLC0415  # heavy

        where = f"{self.host}:{self.port}"
        kind, _, delay = self._jitter.partition(" ")
        extra = f"sip_listen {where}\ncall_hold_other_calls no\nsip_transports udp,tcp\n"
        extra += f"audio_jitter_buffer_type {kind}\n" + (f"audio_jitter_buffer_ms {delay}\n" if delay else "")
        loopback = self.host if self.host.startswith("127.") else None
        self._runtime = Runtime()
        try:
            config = Config(net_interface=loopback, max_concurrent_calls=self.lines + MORE, extra_config_text=extra)
            await self._runtime.start(config)
            account = Account("mairie", where, "", reg_interval=0, extra_params=("catchall=yes",))
            self._agent = await UserAgent.create(self._runtime, account, transfer_policy="reject")
        except BaresipError as error:
            raise PortTaken(f"Le téléphone ne peut pas écouter à {where} : l'adresse est-elle prise ?") from error
        except ValueError as error:
            raise TelephonyError(f"Le téléphone ne démarre pas : {error}.") from error
        self._agent.on_incoming(lambda call: on_call(SipLine(call, exchange=self._exchange)))

    async def dial(self, address: str) -> SipLine:
        """Ring an address, as a caller does; return when it is answered. Raises TelephonyError."""
        from baresip import BaresipError  # noqa: PLC0415

        try:
            call = await self._agent.dial(address)
            line = SipLine(call)
            await call.wait_established()
        except BaresipError as error:
            raise TelephonyError(f"L'appel vers {address} n'aboutit pas : {error}.") from error
        return line

    async def refuse(self, line: Line) -> None:
        """Refuse a call as busy."""
        if isinstance(line, SipLine):
            with contextlib.suppress(_errors()):
                await line.call.reject()

    async def close(self) -> None:
        """Stop listening."""
        if self._runtime is not None:
            with contextlib.suppress(_errors()):
                await self._runtime.close()


def sip_address(target: str, *, host: str) -> str:
    """Return the address to ring: an extension or a number is completed with the host of the exchange."""
    if target.startswith(("sip:", "sips:")):
        return target
    plain = target.replace(" ", "")
    return f"sip:{plain}" if "@" in plain else f"sip:{plain}@{host}"


def peer_host(peer: str) -> str:
    """Return host and port of ``sip:0612345678@exchange:5060``, parameters left out."""
    return peer.strip("<>").rsplit("@", 1)[-1].split(";")[0].removeprefix("sip:").removeprefix("sips:")


def _errors() -> type[Exception]:
    from baresip import BaresipError  # noqa: PLC0415

    return BaresipError
