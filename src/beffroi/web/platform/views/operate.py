"""For those who run the instance: is it well, and figures for Prometheus."""

from __future__ import annotations

import shutil
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from beffroi.web.platform.access import public
from beffroi.web.platform.metrics import REGISTRY
from beffroi.web.platform.reaping import living_workers

LEAST_FREE_BYTES = 200_000_000


@public("a load balancer asks without signing in; the answer says three times yes or no")
def health(request: HttpRequest) -> HttpResponse:
    """Tell whether the database answers, a worker lives and the disk has room: 200, or 503."""
    worker = _living()
    seen = {
        "database": worker is not None,
        "worker": bool(worker),
        "disk": shutil.disk_usage(settings.HOME).free > LEAST_FREE_BYTES,
    }
    well = all(seen.values())
    answer = JsonResponse({"state": "ok" if well else "broken", **seen}, status=200 if well else 503)
    answer["Cache-Control"] = "no-store"
    return answer


def _living() -> int | None:
    try:
        return living_workers()
    except DatabaseError:
        return None


@public("Prometheus asks with the word of BEFFROI_METRICS, or from this machine where no proxy stands before")
def metrics(request: HttpRequest) -> HttpResponse:
    """Serve the figures to who may read them; the page does not exist for others."""
    if not _may_read(request):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    """Behind a proxy every request comes from this machine: a public https address asks for the word."""
    word = settings.METRICS_WORD
    if word:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {word}")
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-IP"} & set(request.headers)
    return not settings.SECURE and not forwarded and ip_address(request.META["REMOTE_ADDR"]).is_loopback
