"""What sign-in, invitations and absences leave behind is forgotten every night."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_scopes import scopes_disabled

from beffroi.web.platform.models import Delegation, Invitation

ATTEMPTS = timedelta(days=1)
INVITATIONS = timedelta(days=30)
DELEGATIONS = timedelta(days=365)


def forget_old() -> None:
    """Remove ended sessions, failed attempts, and invitations and replacements that ended long ago."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS).delete()
    with scopes_disabled():
        Invitation.objects.filter(expires_at__lt=now - INVITATIONS).delete()
        Delegation.objects.filter(last__lt=(now - DELEGATIONS).date()).delete()
