"""What is written of a call while it goes on: each step at once, so that a call that is cut is not lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Lock

from beffroi.phone.calls.conversation import Conversation
from beffroi.phone.events import Event, Order
from beffroi.phone.records import Recorder, Report

LOG = logging.getLogger(__name__)


class Minutes:
    """Joins a conversation and a recorder. A recorder that fails does not end the call."""

    def __init__(self, conversation: Conversation, recorder: Recorder) -> None:
        self.conversation, self._recorder = conversation, recorder
        self._key = ""
        self._turn = Lock()
        self._turns = self._topics = self._messages = 0

    def begin(self, caller: str, *, at: datetime) -> tuple[Order, ...]:
        """Open the call."""
        self._safely(lambda: self._open(caller, at))
        orders = self.conversation.begin(caller)
        self._note()
        return orders

    def on(self, event: Event) -> tuple[Order, ...]:
        """Tell the conversation an event; write what came of it."""
        with self._turn:  # the caller may hang up while a sentence is being understood
            orders = self.conversation.on(event)
            self._note()
        return orders

    def end(self, *, waited: float) -> Report:
        """Close the call. waited: before the first word [s]."""
        with self._turn:
            report = replace(self.conversation.report(), waited=waited)
            self._note()
        self._safely(lambda: self._recorder.ended(self._key, report))
        return report

    def _open(self, caller: str, at: datetime) -> None:
        self._key = self._recorder.began(caller=caller, at=at)

    def _note(self) -> None:
        report, messages = self.conversation.report(), self.conversation.messages
        turns, self._turns = report.turns[self._turns :], len(report.turns)
        topics, self._topics = report.topics[self._topics :], len(report.topics)
        left, self._messages = messages[self._messages :], len(messages)
        for turn in turns:
            self._safely(lambda turn=turn: self._recorder.turn(self._key, turn))  # type: ignore[misc]
        for topic in topics:
            self._safely(lambda topic=topic: self._recorder.understood(self._key, topic))  # type: ignore[misc]
        for message in left:
            self._safely(lambda message=message: self._recorder.message(self._key, message))  # type: ignore[misc]

    def _safely(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception:
            LOG.exception("the recorder failed; the call goes on")
