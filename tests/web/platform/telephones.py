"""The telephone of a person in tests: makes the codes that the application would show."""

import time

from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from beffroi.web.platform.models import Person


def give_telephone(person: Person) -> TOTPDevice:
    return TOTPDevice.objects.create(user=person, confirmed=True)


def code_of(device: TOTPDevice, *, ahead: int = 0) -> str:
    """The code of now, or of ``ahead`` steps of thirty seconds later; one ahead is still taken."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + ahead * device.step
    return f"{totp.token():06d}"
