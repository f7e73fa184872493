"""Accounts from the machine itself: the first operator, a locked-out person."""

from __future__ import annotations

from axes.utils import reset as lift_throttle
from django.conf import settings

from beffroi.web.platform import second_factor
from beffroi.web.platform.models import Person
from beffroi.web.platform.people_forms import password_link


def make_operator(email: str) -> str:
    """Make the person of an address an operator, created where unknown; return the link to choose a password."""
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(email)
    person.is_operator = person.is_active = True
    person.save(update_fields=["is_operator", "is_active"])
    return _link(person)


def unlock(email: str) -> str | None:
    """Remove second factor, sessions and throttle; return the link to choose a password, None for nobody."""
    person = Person.objects.filter(email=email).first()
    if person is None:
        return None
    second_factor.forget(person)
    lift_throttle(username=email)
    return _link(person)


def _link(person: Person) -> str:
    return f"{settings.ADDRESS}{password_link(person)}"
