"""Drivers without SIP: the inbox's clock, Asterisk's AudioSocket, writing, recorded callers, addresses."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import numpy as np
import pytest

from beffroi.engines.speech.sounds import tone
from beffroi.phone.telephony import connect
from beffroi.phone.telephony.audiosocket import HANG_UP, HEADER, IDENTITY, KEY, SOUND, AudioSocket, read_message
from beffroi.phone.telephony.errors import AddressUnreadable, PortTaken
from beffroi.phone.telephony.inbox import Inbox
from beffroi.phone.telephony.lines import FRAME, Frame, Left, Line, Moved, Pressed, Signal, Written, frames
from beffroi.phone.telephony.recorded import RecordedLine
from beffroi.phone.telephony.sip import Sip, peer_host, sip_address
from beffroi.phone.telephony.sipua import Sipua
from beffroi.phone.telephony.written import WrittenLine


async def first(signals: AsyncIterator[Signal], count: int) -> list[Signal]:
    told: list[Signal] = []
    async for signal in signals:
        told.append(signal)
        if len(told) == count or isinstance(signal, Left):
            break
    return told


def test_frames_are_whole_and_the_last_is_filled_with_silence() -> None:
    cut = frames(np.ones(FRAME + 1, np.int16))
    assert [int(one.sum()) for one in cut] == [FRAME, 1]
    assert frames(np.zeros(0, np.int16)) == []


def test_bytes_of_any_size_become_frames() -> None:
    received = [tone(500, 0.03).samples.tobytes(), tone(500, 0.03).samples.tobytes()]
    inbox = Inbox(lambda: received.pop(0) if received else b"")
    told = asyncio.run(first(inbox.signals(), 3))
    assert all(isinstance(signal, Frame) and signal.samples.shape == (FRAME,) for signal in told)


def test_nothing_received_for_300_ms_is_silence() -> None:
    async def timed() -> float:
        began = asyncio.get_running_loop().time()
        (signal,) = await first(Inbox(lambda: b"").signals(), 1)
        assert isinstance(signal, Frame)
        assert not signal.samples.any()
        return asyncio.get_running_loop().time() - began

    assert asyncio.run(timed()) >= 0.28


def test_a_key_comes_before_the_next_frame_and_the_end_comes_last() -> None:
    inbox = Inbox(lambda: b"")
    inbox.tell(Pressed("9"))
    inbox.end()
    assert asyncio.run(first(inbox.signals(), 9)) == [Pressed("9"), Left()]


@pytest.mark.parametrize("address", ["", "sip:", "sip:host", "tel:1", "sip:host:port", "audiosocket:"])
def test_an_address_that_means_nothing_is_said(address: str) -> None:
    with pytest.raises(AddressUnreadable, match="sip:127"):
        connect(address, lines=1)


def test_addresses_give_their_drivers() -> None:
    assert isinstance(connect("sip:127.0.0.1:5070", lines=6), Sip)
    assert isinstance(connect("sipua:127.0.0.1:5070", lines=6), Sipua)
    assert isinstance(connect("audiosocket:127.0.0.1:9092", lines=6), AudioSocket)


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("140", "sip:140@pbx:5060"),
        ("03 53 01 24 00", "sip:0353012400@pbx:5060"),
        ("sip:x@other", "sip:x@other"),
        ("urbanisme@pabx.ville.fr", "sip:urbanisme@pabx.ville.fr"),
    ],
)
def test_an_extension_is_completed_with_the_exchange(target: str, address: str) -> None:
    assert sip_address(target, host="pbx:5060") == address


@pytest.mark.parametrize(
    "peer", ["sip:0612345678@pbx:5060", "<sip:0612345678@pbx:5060;transport=udp>", "sips:0612345678@pbx:5060"]
)
def test_the_exchange_is_where_the_call_comes_from(peer: str) -> None:
    assert peer_host(peer) == "pbx:5060"


def test_a_caller_who_writes_is_heard_and_answered_in_writing() -> None:
    told: list[str] = []
    line = WrittenLine(told.append)
    line.write("Bonjour")

    async def talk() -> list[Signal]:
        line.play(np.zeros(0, np.int16), text="Bonjour, vous êtes à la mairie.")
        await line.transfer("100")
        await line.hang_up()
        return [signal for signal in await first(line.signals(), 99) if not isinstance(signal, Frame)]

    assert asyncio.run(talk()) == [Written("Bonjour"), Moved(done=False), Left()]
    assert told == ["Bonjour, vous êtes à la mairie."]


async def asterisk(port: int, key: uuid.UUID) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEADER.pack(IDENTITY, 16) + key.bytes)
    await writer.drain()
    return reader, writer


def listening(driver: AudioSocket) -> int:
    assert driver._server is not None
    return int(driver._server.sockets[0].getsockname()[1])


def test_asterisk_hands_over_sound_and_keys_and_takes_the_call_back() -> None:
    key, transfers = uuid.uuid4(), list[tuple[str, str]]()

    async def on_transfer(call: str, target: str) -> bool:
        transfers.append((call, target))
        return True

    async def exchange() -> tuple[list[Signal], tuple[int, bytes], tuple[int, bytes]]:
        calls: asyncio.Queue[Line] = asyncio.Queue()
        driver = AudioSocket("127.0.0.1", 0, on_transfer=on_transfer)
        await driver.open(calls.put_nowait)
        reader, writer = await asterisk(listening(driver), key)
        line = await calls.get()
        await line.answer()
        writer.write(HEADER.pack(SOUND, 320) + tone(500, 0.02).samples.tobytes() + HEADER.pack(KEY, 1) + b"0")
        await writer.drain()
        signals = line.signals()
        told = await first(signals, 2)
        line.play(tone(500, 0.02).samples)
        sound = await read_message(reader)
        await line.transfer("140")
        left = await read_message(reader)
        told += await first(signals, 2)
        writer.close()
        await driver.close()
        return told, sound, left

    told, sound, left = asyncio.run(exchange())
    assert {type(signal) for signal in told[:2]} == {Frame, Pressed}
    assert told[2:] == [Moved(done=True), Left()]
    assert sound == (SOUND, tone(500, 0.02).samples.tobytes())
    assert left == (HANG_UP, b"")
    assert transfers == [(str(key), "140")]


def test_a_port_that_is_taken_is_said() -> None:
    async def twice() -> None:
        one = AudioSocket("127.0.0.1", 0)
        await one.open(lambda _: None)
        try:
            await AudioSocket("127.0.0.1", listening(one)).open(lambda _: None)
        finally:
            await one.close()

    with pytest.raises(PortTaken, match="pris"):
        asyncio.run(twice())


def test_a_recorded_caller_waits_for_its_turn_and_the_whole_call_is_kept() -> None:
    async def held() -> RecordedLine:
        line = RecordedLine([tone(900, 0.2).samples])
        line.play(tone(400, 0.2).samples)
        spoken = 0
        async for signal in line.signals():
            spoken += isinstance(signal, Frame) and bool(signal.samples.any())
            if spoken == 10:
                await line.hang_up()
        return line

    kept = asyncio.run(held()).heard()
    loud = np.flatnonzero(np.abs(kept.astype(int)) > 1000) / 8000
    assert loud[0] < 0.01
    assert kept.size / 8000 > 0.2 + 0.7 + 0.1
