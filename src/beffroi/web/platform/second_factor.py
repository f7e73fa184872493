"""The second factor of those who sign in by password: a code of the telephone, or a recovery code."""

from __future__ import annotations

import io
import time
from base64 import b32encode
from collections.abc import Collection
from dataclasses import dataclass

import django_otp
import segno
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from beffroi.web.platform.models import Person, Role

PRIVILEGED = frozenset({Role.ADMIN, Role.DPO})
RECOVERY_CODES = 10
TOTP_DIGITS = 6
PENDING = "second_factor"
PENDING_S = 600
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Pending:
    """A password was right, the code is still to come. next: where the person wanted to go."""

    person: Person
    next: str


def enrolled(person: Person) -> bool:
    """Tell whether the person has a confirmed telephone."""
    return bool(TOTPDevice.objects.filter(user=person, confirmed=True).exists())


def must_enrol(request: HttpRequest, roles: Collection[Role]) -> bool:
    """Tell whether a person came by password alone with roles, or as an operator, that ask for a second factor."""
    if settings.SECOND_FACTOR == "offered" or request.session.get(BACKEND_SESSION_KEY) != MODEL_BACKEND:
        return False
    privileged = bool(PRIVILEGED.intersection(roles)) or getattr(request.user, "is_operator", False)
    return privileged and not request.user.is_verified()  # type: ignore[union-attr]


def hold(request: HttpRequest, person: Person, *, next_page: str) -> None:
    """Remember in a new session, still a stranger's, that the password was right."""
    request.session.flush()
    request.session[PENDING] = {
        "person": person.pk,
        "hash": person.get_session_auth_hash(),
        "at": time.time(),
        "next": next_page,
    }


def held(request: HttpRequest) -> Pending | None:
    """Return who has still to give a code, None after ten minutes."""
    kept = request.session.get(PENDING)
    if not kept or not 0 <= time.time() - kept["at"] < PENDING_S:
        return None
    person = Person.objects.filter(pk=kept["person"], is_active=True).first()
    # a new password or "sign out everywhere" in between ends this too
    same = person is not None and constant_time_compare(person.get_session_auth_hash(), kept["hash"])
    return Pending(person, kept["next"]) if person is not None and same else None


@transaction.atomic
def verify(person: Person, code: str) -> Device | None:
    """Return the device whose code it is; wrong codes are answered slower and slower, a code serves once."""
    clean = "".join(code.split()).lower()
    kind = TOTPDevice if clean.isdigit() and len(clean) == TOTP_DIGITS else StaticDevice
    for device in kind.objects.select_for_update().filter(user=person, confirmed=True):
        if device.verify_token(clean):
            return device
    return None


def prove(request: HttpRequest, device: Device) -> None:
    """Mark the session: the person has given a code."""
    django_otp.login(request, device)


def new_device(person: Person) -> TOTPDevice:
    """Return the telephone that is being enrolled, made on first use."""
    device, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "téléphone"})
    return device


def secret(device: TOTPDevice) -> str:
    """Return the secret to type where the camera cannot be used, in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture(device: TOTPDevice) -> bytes:
    """Return the QR code as SVG, dark on white in every colour scheme."""
    file = io.BytesIO()
    segno.make(device.config_url, error="m").save(file, kind="svg", scale=5, border=4, light="#ffffff")
    return file.getvalue()


@transaction.atomic
def confirm(person: Person, code: str) -> TOTPDevice | None:
    """Confirm the telephone with its first code; older telephones go. None where the code is wrong."""
    device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=False).first()
    if device is None or not device.verify_token("".join(code.split())):
        return None
    TOTPDevice.objects.filter(user=person, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return device


@transaction.atomic
def recovery_codes(person: Person) -> list[str]:
    """Make ten new recovery codes; the old ones end."""
    device, _ = StaticDevice.objects.get_or_create(user=person, defaults={"name": "codes de secours"})
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def codes_left(person: Person) -> int:
    """Return the number of recovery codes not yet used."""
    return int(StaticToken.objects.filter(device__user=person).count())


@transaction.atomic
def forget(person: Person) -> None:
    """Remove the second factor and sign the person out everywhere."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()
    person.end_sessions()
