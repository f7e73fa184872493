"""Telephone drivers behind one small Protocol: SIP, Asterisk's AudioSocket, writing."""

from __future__ import annotations

from urllib.parse import urlsplit

from beffroi.phone.telephony.errors import AddressUnreadable, TelephonyError
from beffroi.phone.telephony.lines import Driver, Line

__all__ = ["Driver", "Line", "TelephonyError", "connect"]


def connect(address: str, *, lines: int, exchange: str = "") -> Driver:
    """Return the driver at ``sip:``, ``sipua:`` or ``audiosocket:host:port``; exchange: where extensions are.

    Raises AddressUnreadable.
    """
    scheme, _, where = address.partition(":")
    try:
        parts = urlsplit(f"//{where}")
        host, port = parts.hostname or "", parts.port or 0
    except ValueError:
        host, port = "", 0
    if host and port and scheme == "sip":
        from beffroi.phone.telephony.sip import Sip  # noqa: PLC0415

        return Sip(host, port, lines=lines, exchange=exchange)
    if host and port and scheme == "sipua":
        from beffroi.phone.telephony.sipua import Sipua  # noqa: PLC0415

        return Sipua(host, port, exchange=exchange)
    if host and port and scheme == "audiosocket":
        from beffroi.phone.telephony.audiosocket import AudioSocket  # noqa: PLC0415

        return AudioSocket(host, port)
    raise AddressUnreadable(
        "Adresse du téléphone illisible : "
        "écrivez sip:127.0.0.1:5070, sipua:127.0.0.1:5070 ou audiosocket:127.0.0.1:9092."
    )
