"""Counts of requests and jobs for Prometheus, and one line of log a request. No address, no person.

The web is one process of threads: its counters are whole. What the database knows is read when asked.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django_scopes import scopes_disabled
from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from beffroi.web.platform.models import Job, LedgerHead
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.reaping import living_workers

REGISTRY = CollectorRegistry()
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 10.0)
REQUESTS = Counter("beffroi_requests", "Requests answered", ["view", "method", "status"], registry=REGISTRY)
SECONDS = Histogram("beffroi_request_seconds", "Time to answer [s]", ["view"], buckets=BUCKETS, registry=REGISTRY)
METHODS = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])

logger = logging.getLogger("beffroi.requests")


class Counting:
    """Middleware, the first of all: counts and times each answer under the name of its view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then count."""
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        view, method = view_name(request), request.method if request.method in METHODS else "OTHER"
        REQUESTS.labels(view, method, response.status_code).inc()
        SECONDS.labels(view).observe(seconds)
        tenant = getattr(request, "tenant", None)
        facts = {"view": view, "status": response.status_code, "ms": round(seconds * 1000)}
        logger.info("%s", method, extra=facts | ({"tenant": tenant.slug} if tenant else {}))
        return response


def view_name(request: HttpRequest) -> str:
    """Return the name of the view that answered: the path may hold a word of invitation, the name does not."""
    found = getattr(request, "resolver_match", None)
    return (found.view_name or "unnamed") if found else "none"


class FromDatabase(Collector):
    """What the database and the disk know, read when asked and not before."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Describe nothing: the database may not be there yet when this is registered."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield jobs by state, workers that live, links of the ledger, free disk."""
        with scopes_disabled():
            counted = dict(Job.objects.order_by().values_list("state").annotate(number=Count("pk")))
            links = LedgerHead.objects.order_by().aggregate(total=Sum("seq"))["total"] or 0
        jobs = GaugeMetricFamily("beffroi_jobs", "Jobs by state", labels=["state"])
        for state in JobState.values:
            jobs.add_metric([state], counted.get(state, 0))
        yield jobs
        yield GaugeMetricFamily("beffroi_workers", "Workers that live", value=living_workers())
        yield GaugeMetricFamily("beffroi_ledger_links", "Links of all ledgers, purged ones included", value=links)
        free = shutil.disk_usage(settings.HOME).free
        yield GaugeMetricFamily("beffroi_disk_free_bytes", "Free disk of the instance's folder [bytes]", value=free)


REGISTRY.register(FromDatabase())
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
