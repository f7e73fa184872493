"""Keeps calls in the tenant's tables: the recorder that ``beffroi phone serve --tenant SIRET`` is given.

Every step is written at once. It may be called from a thread or from a running event loop: there, the writing is done
on a thread of its own, because Django refuses its database to event loops.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django_scopes import scope

from beffroi import __version__
from beffroi.engines.footprint import estimated_wh
from beffroi.engines.footprint.meter import own_seconds
from beffroi.phone import records
from beffroi.phone.intents import EMERGENCY
from beffroi.phone.recording.queue import CUT_SUBJECT, transcript_text
from beffroi.web.phone.mailing import start_mail
from beffroi.web.phone.models import Call, CallEnding, Channel, Line, Message, Service, Topic, Turn, phone_settings
from beffroi.web.phone.starting import SERVICE
from beffroi.web.phone.unanswered import note_unanswered
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import cost_cents
from beffroi.web.platform.models import Tenant

Result = TypeVar("Result")
CUT_TEXT = "L'appel a été coupé par une panne de notre côté. Ce qui avait été dit :"
LONGEST_SUBJECT = 200


def this_worker() -> str:
    """Return the name of this process among those that take calls."""
    return f"{socket.gethostname()}/{os.getpid()}"


class DatabaseRecorder:
    """Recorder of one tenant (``phone.records.Recorder``). beat: what the live board shows of this worker."""

    def __init__(
        self, tenant: Tenant, *, channel: Channel = Channel.PHONE, worker: str = "", told_later: bool = False
    ) -> None:
        """told_later: the calls are past, told in order: the ledger gives them the time at which they ended."""
        self.tenant, self.channel, self.told_later = tenant, channel, told_later
        self.worker = worker or this_worker()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="phone-recorder")
        self._computed = own_seconds()

    def began(self, *, caller: str, at: datetime) -> str:
        """Open a call; return its key."""
        return self._written(lambda: self._began(caller, at))

    def turn(self, call: str, turn: records.Turn) -> None:
        """Write one thing said."""
        self._written(
            lambda: Turn.objects.create(
                tenant=self.tenant, call=_call(call), speaker=turn.speaker, text=turn.text, at=turn.at
            )
        )

    def understood(self, call: str, topic: str) -> None:
        """Write what a request was understood to be: a topic, or a family where no topic is known."""
        self._written(lambda: _understood(_call(call), topic))

    def message(self, call: str, message: records.Message) -> None:
        """Put a message or a request to be called back in the queue of a service, and write to it."""
        self._written(lambda: self._message(_call(call), message))

    def ended(self, call: str, report: records.Report) -> None:
        """Close the call and tell it in the ledger."""
        self._written(lambda: self._ended(_call(call), report))

    def recover(self) -> int:
        """Turn calls begun by a worker that died into requests to be called back; return how many."""
        return self._written(self._recover)

    def beat(self, *, lines: int, busy: int, waiting: int = 0) -> None:
        """Tell the live board that this worker lives, how many lines it has, how many are busy, who waits."""
        told = {"at": timezone.now(), "lines": lines, "busy": busy, "waiting": waiting}
        self._written(lambda: Line.objects.update_or_create(tenant=self.tenant, worker=self.worker[:80], defaults=told))

    def close(self) -> None:
        """Take this worker off the board."""
        self._written(lambda: Line.objects.filter(worker=self.worker[:80]).delete())
        self._thread.shutdown()

    def _written(self, step: Callable[[], Result]) -> Result:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return self._scoped(step)
        return self._thread.submit(self._aside, step).result()

    def _aside(self, step: Callable[[], Result]) -> Result:
        """Write from the thread beside an event loop, whose connection nobody else would close."""
        try:
            return self._scoped(step)
        finally:
            connection.close()

    def _scoped(self, step: Callable[[], Result]) -> Result:
        if not connection.in_atomic_block:
            close_old_connections()
        with scope(tenant=self.tenant), transaction.atomic():
            return step()

    def _began(self, caller: str, at: datetime) -> str:
        opened = Call.objects.create(
            tenant=self.tenant, channel=self.channel, caller=caller[:40], began_at=at, worker=self.worker[:80]
        )
        return str(opened.key)

    def _message(self, call: Call, message: records.Message) -> Message:
        kept: Message = Message.objects.create(
            tenant=self.tenant,
            call=call,
            service=Service.objects.filter(name=message.service).first(),
            subject=message.subject[:LONGEST_SUBJECT],
            text=message.text,
            number=(message.number or call.caller)[:40],
            call_back=message.call_back,
            urgent=EMERGENCY in call.intents,
            sound=message.sound,
            left_at=call.began_at if self.told_later else timezone.now(),
        )
        if not self.told_later:
            start_mail(kept)
        return kept

    def _ended(self, call: Call, report: records.Report) -> None:
        if not Turn.objects.filter(call=call).exists():
            Turn.objects.bulk_create(
                Turn(tenant=self.tenant, call=call, speaker=one.speaker, text=one.text, at=one.at)
                for one in report.turns
            )
        for topic in report.topics:
            _understood(call, topic)
        call.ending, call.seconds, call.waited = report.ending, report.seconds, report.waited
        call.transfers = [bool(done) for done in report.transfers]
        call.service = Service.objects.filter(name=report.service).first()
        self._close(call, at=report.began + timedelta(seconds=report.seconds))

    def _close(self, call: Call, *, at: datetime) -> None:
        """Write the end; an answer that was found nowhere is noted; the ledger's link comes last."""
        call.ended_at = at
        if self.channel == Channel.PHONE:
            call.cpu_ms = self._share_of_computing()
        call.save()
        note_unanswered(self.tenant, call)
        if phone_settings().turns_days == 0:
            call.caller = ""
            Turn.objects.filter(call=call).delete()
        call.event = append_event(self.tenant, _operation(self.tenant, call), at=at if self.told_later else None)
        call.save(update_fields=["caller", "event"])
        Message.objects.filter(call=call, event=None).update(event=call.event)

    def _share_of_computing(self) -> int:
        """Return the processor time since the last call that ended [ms]: summed over calls, all that was used."""
        before, self._computed = self._computed, own_seconds()
        return max(0, round((self._computed - before) * 1000))

    def _recover(self) -> int:
        mine = Call.objects.filter(ended_at=None, channel=Channel.PHONE).exclude(worker=self.worker[:80])
        left = [call for call in mine if not _alive(call.worker)]
        for call in left:
            self._recovered(call)
        Line.objects.filter(worker__in={call.worker for call in left}).delete()
        return len(left)

    def _recovered(self, call: Call) -> None:
        said = Turn.objects.filter(call=call)
        told = transcript_text(tuple(records.Turn(one.speaker, one.text, one.at) for one in said))
        call.ending = CallEnding.CUT
        call.seconds = (Turn.objects.filter(call=call).order_by("-at").values_list("at", flat=True).first()) or 0.0
        topic = Topic.objects.select_related("service").filter(name__in=call.topics).first()
        subject = f"{CUT_SUBJECT} : {topic.title}" if topic else CUT_SUBJECT
        service = topic.service.name if topic and topic.service else ""
        self._message(
            call, records.Message(service, subject, f"{CUT_TEXT}\n{told or '(rien)'}", call.caller, call_back=True)
        )
        self._close(call, at=call.began_at + timedelta(seconds=call.seconds))


def _call(key: str) -> Call:
    found: Call = Call.objects.select_for_update().get(key=key)
    return found


def _understood(call: Call, name: str) -> None:
    known = Topic.objects.filter(name=name).values_list("intent", flat=True).first() or name
    if name and name not in call.topics:
        call.topics = [*call.topics, name]
    if known and known not in call.intents:
        call.intents = [*call.intents, known]
    call.save(update_fields=["topics", "intents"])


def _alive(worker: str) -> bool:
    """Tell whether the process that holds a call lives: by its number on this machine, by its beat on another."""
    host, _, number = worker.rpartition("/")
    if host == socket.gethostname() and number.isdigit():
        return Path(f"/proc/{number}").exists()
    line: Line | None = Line.objects.filter(worker=worker).first()
    return line is not None and line.alive()


def _operation(tenant: Tenant, call: Call) -> Operation:
    energy = estimated_wh(call.cpu_ms)
    duration = round(call.seconds * 1000)
    return Operation(
        service=SERVICE,
        operation="call" if call.channel == Channel.PHONE else "chat",
        subject=" ".join(call.intents)[:120],
        model="phone",
        version=__version__,
        duration_ms=duration,
        energy_wh=energy,
        cost_cents=cost_cents(tenant, energy_wh=energy, duration_ms=duration),
        result=call.ending,
    )
