"""Readings that arrive by MQTT, on a topic whose last level names the sensor."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any
from zlib import crc32

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from beffroi.territory.errors import BadInput
from beffroi.water.readings import Intake, MessageUnreadable, ReadingStore, parse_message

KEEP_ALIVE_S = 60


class BrokerUnreachable(BadInput):
    """The MQTT broker does not answer."""


class Listener:
    """Takes the messages of a topic into a store; a message that cannot be read is told and left out."""

    def __init__(self, store: ReadingStore, *, topic: str, tell: Callable[[str], None]) -> None:
        self.subscribed = threading.Event()
        self.intakes: list[Intake] = []
        self._store, self._topic, self._tell = store, topic, tell
        # a session kept by the broker: what arrives while we are away is delivered on return
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=f"beffroi-{crc32(topic.encode())}", clean_session=False
        )
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message

    def _on_connect(self, client: mqtt.Client, _data: Any, _flags: Any, _reason: Any, _properties: Any) -> None:
        client.subscribe(self._topic, qos=1)

    def _on_subscribe(self, _client: mqtt.Client, _data: Any, _mid: int, _codes: Any, _properties: Any) -> None:
        self.subscribed.set()

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        try:
            readings = parse_message(bytes(message.payload), sensor=message.topic.rsplit("/", 1)[-1])
            self.intakes.append(self._store.take(readings))
        except MessageUnreadable as error:
            self._tell(f"{message.topic} : {error}")

    def listen(self, *, host: str, port: int, seconds: float) -> Intake:
        """Listen for some time; return what was taken in all. Raises BrokerUnreachable."""
        try:
            self._client.connect(host, port, keepalive=KEEP_ALIVE_S)
        except OSError as error:
            raise BrokerUnreachable(f"Le serveur MQTT {host}:{port} ne répond pas : vérifiez l'adresse.") from error
        self._client.loop_start()
        time.sleep(seconds)
        self._client.disconnect()
        self._client.loop_stop()
        return total(self.intakes)


def total(intakes: list[Intake]) -> Intake:
    """Return the sum of intakes."""
    return Intake(*(sum(getattr(one, name) for one in intakes) for name in ("new", "repeated", "corrected", "late")))
