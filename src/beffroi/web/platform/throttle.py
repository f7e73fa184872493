"""How often a stranger may ask: so many times a minute from one address, and from all of a town together."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from beffroi.web.platform.models import Tenant

MINUTE = 60


def within_pace(request: HttpRequest, tenant: Tenant, *, what: str, each: int, every: int) -> bool:
    """Count this request; tell whether it may be met. Addresses are kept a minute, as fingerprints."""
    minute = timezone.now().strftime("%Y%m%d%H%M")
    told = f"{minute} {request.META.get('REMOTE_ADDR', '')}"
    address = salted_hmac("beffroi.platform.throttle", told, algorithm="sha256").hexdigest()
    # both are counted: one who is refused still weighs on all
    from_one = _count(f"{what}-each:{tenant.pk}:{address}")
    from_all = _count(f"{what}-all:{tenant.pk}:{minute}")
    return from_one <= each and from_all <= every


def _count(key: str) -> int:
    cache.add(key, 0, MINUTE)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1
