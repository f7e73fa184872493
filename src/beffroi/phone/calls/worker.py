"""The process that holds calls. A spare one waits, all loaded, until the supervisor tells it to go."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
from collections.abc import Callable

from beffroi.phone.calls.call import Town
from beffroi.phone.calls.conversation import Board
from beffroi.phone.calls.desk import Desk
from beffroi.phone.calls.station import Engines
from beffroi.phone.records import Recorder
from beffroi.phone.telephony.lines import Driver
from beffroi.territory.numbers import counted

LOG = logging.getLogger(__name__)
BEAT = 10.0  # between two words to the live board [s]
READY, GO, OPEN = "prêt", "va", "ouvert"


def hold_calls(driver: Driver, town: Town, parts: Engines, *, lines: int, standby: bool = False) -> None:
    """Hold calls until a signal, or until the supervisor leaves. Raises TelephonyError.

    standby: say that all is loaded on standard output, and wait for a word on standard input.
    """
    if standby and not _told_to_go():
        return
    recovered = _recover(town.recorder)
    if recovered:
        LOG.warning("%s", counted(recovered, "appel coupé mis à rappeler", "appels coupés mis à rappeler"))
    try:
        asyncio.run(_hold(Desk(driver, town, lines=lines, hears=parts.hears), parts, standby=standby))
    finally:
        parts.close()


def _told_to_go() -> bool:
    print(READY, flush=True)
    return sys.stdin.readline().strip() == GO


def _recover(recorder: Recorder) -> int:
    try:
        return recorder.recover()
    except Exception:
        LOG.exception("cut calls could not be looked for; calls are taken all the same")
        return 0


async def _hold(desk: Desk, parts: Engines, *, standby: bool) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    await desk.open()
    print(OPEN, flush=True)
    threading.Thread(target=parts.warm, daemon=True, name="warm").start()
    if standby:
        _watch_parent(lambda: loop.call_soon_threadsafe(over.set))
    beating = asyncio.create_task(_beat(desk))
    await over.wait()
    beating.cancel()
    await desk.close()


async def _beat(desk: Desk) -> None:
    """Tell the board, where the recorder has one."""
    board = desk.recorder
    while isinstance(board, Board):
        try:
            await asyncio.to_thread(board.beat, lines=desk.lines, busy=desk.busy)
        except Exception:
            LOG.exception("the board could not be told")
        await asyncio.sleep(BEAT)


def _watch_parent(left: Callable[[], object]) -> None:
    """Leave when the supervisor does: standard input ends."""

    def watch() -> None:
        sys.stdin.read()
        left()

    threading.Thread(target=watch, daemon=True, name="parent").start()
