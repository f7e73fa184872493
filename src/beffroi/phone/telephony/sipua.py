"""SIP and RTP by ``aiosipua`` and ``aiortp`` (MIT, pure Python): the second driver, no SIP or RTP of our own.

What is known of them (0.7.1, 0.8.0): they run in the event loop of the calls, over UDP alone; the address that they
listen at is the one they announce; a REFER is sent once and its refusal is seen only among the responses; a key is
told when it is let go; a caller who sends INVITE again before the answer gets a second dialogue.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from beffroi.phone.telephony.errors import PortTaken, TelephonyError
from beffroi.phone.telephony.inbox import Inbox
from beffroi.phone.telephony.lines import (
    FRAME,
    RATE,
    SILENT_FRAME,
    Line,
    Moved,
    OnCall,
    Pressed,
    Samples,
    Signal,
    frames,
)
from beffroi.phone.telephony.sip import EMERGENCY, peer_host, sip_address

if TYPE_CHECKING:
    from aiosipua import IncomingCall, SdpMessage, SipRequest, SipResponse

LOG = logging.getLogger(__name__)
A_LAW, MU_LAW, EVENTS = 8, 0, 101  # payload types (RFC 3551; the last one by custom)
PORTS = (16384, 32766)  # where sound arrives
LONGEST_TRANSFER = 30.0  # [s]
WAITED_AHEAD = 2  # frames kept to put packets in order: 40 ms
HIDDEN = frozenset({"anonymous", "unknown"})


class SipuaLine:
    """One call. exchange: where extensions are; empty: where the call comes from."""

    writes = False

    def __init__(self, call: IncomingCall, agent: Sipua, *, exchange: str = "") -> None:
        self.call, self._agent, self._exchange = call, agent, exchange
        self._inbox = Inbox(self._read)
        self._received = bytearray()
        self._waiting: deque[Samples] = deque()
        self._sound: Any = None
        self._port = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def caller(self) -> str:
        """Return the number of the caller."""
        user = self.call.caller.strip("<>").removeprefix("sip:").removeprefix("sips:").split("@")[0].split(";")[0]
        return "" if user.lower() in HIDDEN else user

    async def answer(self) -> None:
        """Take the call."""
        from aiortp import RTPSession  # noqa: PLC0415

        self._port = (await self._agent.ports.allocate())[0]
        answer, kind = self._negotiated()
        self._sound = await RTPSession.create(
            (self._agent.host, self._port),
            self._peer(),
            kind,
            dtmf_payload_type=_events(self.call.sdp_offer),
            jitter_prefetch=WAITED_AHEAD,
            port_allocator=None,
        )
        self._sound.on_audio = lambda samples, _: self._received.extend(samples)
        self._sound.on_dtmf = lambda key, _: self._inbox.tell(Pressed(key))
        self.call.accept(answer)

    def renegotiate(self) -> None:
        """Answer a re-INVITE: the sound may go elsewhere from now on."""
        self.call.accept(self._negotiated()[0])
        if self._sound is not None:
            self._sound.update_remote(self._peer())

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
        return len(self._waiting) * FRAME / RATE

    async def transfer(self, target: str, *, priority: bool = False) -> None:
        """Send REFER; the outcome comes as `Moved`. priority: the new call bears ``Priority: emergency`` (RFC 3261)."""
        address = sip_address(target, host=self._exchange or peer_host(self.call.caller)) + (
            EMERGENCY if priority else ""
        )
        try:
            self._agent.client.send_refer(self.call.dialog, address, self.call.source_addr)
        except ValueError as error:  # the call is over
            LOG.info("transfer failed: %s", error)
            self._inbox.tell(Moved(done=False))
            return
        self._timer = asyncio.get_running_loop().call_later(LONGEST_TRANSFER, self.moved, False)

    def moved(self, done: bool) -> None:
        """Tell how the transfer under way ended, once."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._inbox.tell(Moved(done=done))

    async def hang_up(self) -> None:
        """End the call."""
        if self.call.hangup() is None and self._sound is None:
            self.call.reject(480)
        self._agent.over(self.call.call_id)

    def over(self) -> None:
        """The call is over: what comes ends, the sound is dropped."""
        self._inbox.end()
        if self._timer is not None:
            self._timer.cancel()
        if self._port:
            self._agent.keep(self._close())

    async def _close(self) -> None:
        if self._sound is not None:
            await self._sound.close()
        await self._agent.ports.release(self._port)

    def _negotiated(self) -> tuple[SdpMessage, int]:
        from aiosipua import SdpMessage, negotiate_sdp  # noqa: PLC0415

        return negotiate_sdp(
            self.call.sdp_offer or SdpMessage(), self._agent.host, self._port, supported_codecs=[A_LAW, MU_LAW]
        )

    def _peer(self) -> tuple[str, int]:
        offered = self.call.sdp_offer.rtp_address if self.call.sdp_offer else None
        return offered or self.call.source_addr

    def _read(self) -> bytes:
        """Return what came, and send 20 ms: the frames' clock drives both."""
        if self._sound is not None:
            with contextlib.suppress(OSError):
                said = self._waiting.popleft() if self._waiting else SILENT_FRAME
                self._sound.send_audio_pcm_auto(said.tobytes())
        got, self._received = bytes(self._received), bytearray()
        return got


class Sipua:
    """Listens for calls at ``host:port``, an address that callers reach. exchange: host and port of the extensions that
    calls are passed to; empty: where each call comes from.
    """

    def __init__(self, host: str, port: int, *, exchange: str = "") -> None:
        self.host, self.port, self._exchange = host, port, exchange
        self._lines: dict[str, SipuaLine] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._server: Any = None
        self.client: Any = None
        self.ports: Any = None

    async def open(self, on_call: OnCall) -> None:
        """Listen. Raises TelephonyError, PortTaken."""
        from aiortp import PortAllocator  # noqa: PLC0415
        from aiosipua import SipUAC, SipUAS  # noqa: PLC0415
        from aiosipua.transport import UdpSipTransport  # noqa: PLC0415

        if self.host in {"0.0.0.0", "::"}:  # noqa: S104  # refused here
            raise TelephonyError("Donnez l'adresse de la machine : celle-ci est annoncée aux appelants.")
        transport = UdpSipTransport(local_addr=(self.host, self.port))
        self.ports, self.client = PortAllocator(PORTS), SipUAC(transport)
        self._server = SipUAS(transport, user_agent="Beffroi", uac=self.client)
        self._server.on_invite = lambda call: self._invited(call, on_call)
        self._server.on_reinvite = lambda call: self._told(call.call_id, SipuaLine.renegotiate)
        self._server.on_bye = lambda call, _: self.over(call.call_id)
        self._server.on_ack_timeout = lambda call: self.over(call.call_id)
        self._server.on_cancel = lambda request, _: self.over(request.call_id or "")
        self._server.on_transfer_progress = self._moved
        try:
            await self._server.start()
        except OSError as error:
            where = f"{self.host}:{self.port}"
            raise PortTaken(f"Le téléphone ne peut pas écouter à {where} : l'adresse est-elle prise ?") from error
        heard = transport.on_message
        transport.on_message = lambda message, source: self._message(message, source, heard)

    async def refuse(self, line: Line) -> None:
        """Refuse a call as busy."""
        if isinstance(line, SipuaLine):
            line.call.reject(486)
            self.over(line.call.call_id)

    async def close(self) -> None:
        """End what goes on and stop listening."""
        for line in list(self._lines.values()):
            await line.hang_up()
        await asyncio.gather(*self._closing, return_exceptions=True)
        if self._server is not None:
            await self._server.stop()

    def over(self, call: str) -> None:
        """End the line of a call."""
        line = self._lines.pop(call, None)
        if line is not None:
            line.over()

    def keep(self, work: Any) -> None:
        """Do something beside the calls."""
        task = asyncio.ensure_future(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _invited(self, call: IncomingCall, on_call: OnCall) -> None:
        if call.sdp_offer is None or not {A_LAW, MU_LAW} & _kinds(call.sdp_offer):
            call.reject(488)
            return
        if call.call_id in self._lines:
            return
        line = self._lines[call.call_id] = SipuaLine(call, self, exchange=self._exchange)
        on_call(line)

    def _told(self, call: str, what: Callable[[SipuaLine], None]) -> None:
        line = self._lines.get(call)
        if line is not None:
            what(line)

    def _moved(self, call: str, status: int, _: str) -> None:
        if status >= 200:  # final (RFC 3261)
            self._told(call, lambda line: line.moved(status < 300))

    def _message(
        self,
        message: SipRequest | SipResponse,
        source: tuple[str, int],
        heard: Callable[[SipRequest | SipResponse, tuple[str, int]], None] | None,
    ) -> None:
        """Look for a refused REFER among the responses, then let the library have the message."""
        status = getattr(message, "status_code", 0)
        if status >= 300 and message.cseq and message.cseq.method == "REFER":
            self._moved(message.call_id or "", status, "")
        if heard is not None:
            heard(message, source)


def _kinds(offer: Any) -> set[int]:
    return {one.payload_type for one in offer.audio.codecs} if offer.audio else set()


def _events(offer: Any) -> int:
    """Return the payload type of keys that the caller proposes."""
    codecs = offer.audio.codecs if offer and offer.audio else []
    return next((one.payload_type for one in codecs if one.encoding_name.lower() == "telephone-event"), EVENTS)
