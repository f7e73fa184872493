"""Keys of other software: made once, kept as a digest, recognised on each call."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone
from django_scopes import scope, scopes_disabled

from beffroi.web.platform.models import ApiToken, Tenant

MARK = "beffroi_"
NOTED_EVERY = timedelta(minutes=1)


def digest(word: str) -> str:
    """Return what is kept of a key; it is random and long, so one round of SHA-256 is enough."""
    return hashlib.sha256(word.encode(errors="replace")).hexdigest()


def create_token(tenant: Tenant, name: str, *, service: str = "") -> tuple[ApiToken, str]:
    """Make a key, to read the tenant's records or send to one service. Its word is returned here and nowhere else."""
    word = MARK + secrets.token_urlsafe(32)
    with scope(tenant=tenant):
        return ApiToken.objects.create(tenant=tenant, name=name, service=service, digest=digest(word)), word


def revoke_token(token: ApiToken) -> None:
    """Refuse the key from now on; a key already revoked keeps its day."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def recognise(word: str) -> ApiToken | None:
    """Return the key of a word with its tenant; None where unknown, revoked or of a closed tenant."""
    with scopes_disabled():
        known = ApiToken.objects.select_related("tenant").filter(
            digest=digest(word), revoked_at=None, tenant__active=True
        )
        token: ApiToken | None = known.first()
        if token:
            _note_use(token)
        return token


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
