"""How often a stranger may ask: so many questions a minute from one address, and from all of a town together."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from beffroi.web.platform.models import Tenant

A_MINUTE_EACH, A_MINUTE_ALL = 10, 120
MINUTE = 60


def may_ask(request: HttpRequest, tenant: Tenant) -> bool:
    """Count this question; tell whether it may be put. Addresses are kept a minute, as fingerprints."""
    minute = timezone.now().strftime("%Y%m%d%H%M")
    address = salted_hmac("beffroi.assistant.throttle", f"{minute} {request.META.get('REMOTE_ADDR', '')}").hexdigest()
    # both are counted: one who is refused still weighs on all
    each = _count(f"assistant-each:{tenant.pk}:{address}")
    every = _count(f"assistant-all:{tenant.pk}:{minute}")
    return each <= A_MINUTE_EACH and every <= A_MINUTE_ALL


def _count(key: str) -> int:
    cache.add(key, 0, MINUTE)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1
