"""Readings that arrive by MQTT, on a topic whose last level names the sensor."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from zlib import crc32

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from beffroi.territory.errors import BadInput
from beffroi.water.messages import Intake, MessageUnreadable, Takes, parse_message

KEEP_ALIVE_S = 60
LOOK_S = 0.5
PORTS = {"mqtt": 1883, "mqtts": 8883}


class BrokerUnreachable(BadInput):
    """The MQTT broker does not answer, or its address cannot be read."""


@dataclass(frozen=True)
class Broker:
    """Where a broker answers, and who we are there; nobody when ``user`` is empty."""

    host: str
    port: int
    user: str = ""
    word: str = ""
    tls: bool = False


def read_broker(address: str) -> Broker:
    """Read ``host:port`` or ``mqtt[s]://user:word@host:port``. Raises BrokerUnreachable."""
    try:
        parts = urlsplit(address if "://" in address else f"mqtt://{address}")
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        parts, port = urlsplit(""), 0
    if not parts.hostname or parts.path.strip("/") or not address.isprintable() or " " in address:
        raise BrokerUnreachable(
            "Adresse MQTT illisible ; écrivez par exemple 127.0.0.1:1883 ou mqtts://compte:mot@serveur."
        )
    return Broker(
        parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), parts.scheme == "mqtts"
    )


class Listener:
    """Takes the messages of a topic into a store; a message that cannot be read is told and left out.

    The broker knows us by ``client`` and keeps for us what arrives while we are away. What the store raises ends the
    listening before the message is acknowledged: the broker sends it again.
    """

    def __init__(self, store: Takes, *, topic: str, tell: Callable[[str], None], client: str = "") -> None:
        self.subscribed = threading.Event()
        self.intakes: list[Intake] = []
        self._store, self._topic, self._tell = store, topic, tell
        name = client or f"beffroi-{crc32(topic.encode())}"
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, clean_session=False)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message

    def _on_connect(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            raise BrokerUnreachable("Le serveur MQTT nous refuse : vérifiez le compte et le mot de passe.")
        client.subscribe(self._topic, qos=1)

    def _on_subscribe(self, _client: mqtt.Client, _data: Any, _mid: int, _codes: Any, _properties: Any) -> None:
        self.subscribed.set()

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        try:
            readings = parse_message(bytes(message.payload), sensor=message.topic.rsplit("/", 1)[-1])
            self.intakes.append(self._store.take(readings))
        except MessageUnreadable as error:
            self._tell(f"{message.topic} : {error}")

    def listen(self, broker: Broker, *, seconds: float, stop: threading.Event | None = None) -> Intake:
        """Listen for some time, or until ``stop``; return what was taken in all. Raises BrokerUnreachable."""
        if broker.user:
            self._client.username_pw_set(broker.user, broker.word)
        if broker.tls and self._client._ssl_context is None:
            self._client.tls_set()
        lost = BrokerUnreachable(f"Le serveur MQTT {broker.host}:{broker.port} ne répond pas : vérifiez l'adresse.")
        try:
            self._client.connect(broker.host, broker.port, keepalive=KEEP_ALIVE_S)
        except (OSError, ValueError) as error:
            raise lost from error
        end = time.monotonic() + seconds
        # in this thread: what the store opens belongs to it
        while time.monotonic() < end and not (stop and stop.is_set()):
            if self._client.loop(LOOK_S) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                raise lost
        self._client.disconnect()
        return total(self.intakes)


def total(intakes: list[Intake]) -> Intake:
    """Return the sum of intakes."""
    return Intake(*(sum(getattr(one, name) for one in intakes) for name in ("new", "repeated", "corrected", "late")))
