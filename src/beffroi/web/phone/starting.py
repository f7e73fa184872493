"""Starting the telephone's long work from a page or the schedule."""

from __future__ import annotations

import hashlib
import logging
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from beffroi.territory.errors import BadInput
from beffroi.web.phone.models import PastRequest, Topic, Unanswered
from beffroi.web.platform.jobs import start
from beffroi.web.platform.models import Job, Person, Tenant
from beffroi.web.platform.quotas import within_quota

SERVICE = "phone"
RECENT = timedelta(days=90)

logger = logging.getLogger("beffroi.phone")


def start_learning(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the training on the topics as they now stand: who tries a sentence next does not wait for it."""
    told = Topic.objects.order_by("name").values_list("name", "intent", "phrasings")
    digest = hashlib.sha256(repr(list(told)).encode()).hexdigest()[:40]
    return start(
        tenant,
        "phone.learn",
        key=digest,
        title="L'agent apprend les sujets changés",
        arguments={},
        person=person,
        link=reverse("phone-topics", args=[tenant.slug]),
    )


def start_grouping(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the grouping of requests without an answer. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        "phone.group",
        key="unanswered",
        title="Regroupement des demandes sans réponse",
        arguments={},
        person=person,
        link=reverse("phone-unanswered", args=[tenant.slug]),
    )


def start_rehearsal(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the rehearsal on past requests. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        "phone.rehearse",
        key="past",
        title="Répétition sur les demandes passées",
        arguments={},
        person=person,
        link=reverse("phone-rehearsal", args=[tenant.slug]),
    )


def start_simulation(tenant: Tenant, *, calls_per_day: int, operators: int, person: Person | None = None) -> Job:
    """Start the simulation of a switchboard with and without the agent. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        "phone.simulate",
        key=f"{calls_per_day} {operators}",
        title=f"Simulation de {calls_per_day} appels par jour",
        arguments={"calls_per_day": calls_per_day, "operators": operators},
        person=person,
        link=reverse("phone-numbers", args=[tenant.slug]),
    )


def start_nightly(tenant: Tenant, _day: date) -> None:
    """Group what waits, where there is something and the month's limits allow it; rehearse again what was sent."""
    waiting = Unanswered.objects.filter(proposal=None, at__gte=timezone.now() - RECENT)
    try:
        if waiting.exists():
            start_grouping(tenant)
        if PastRequest.objects.exists():
            start_rehearsal(tenant)
    except BadInput as error:
        logger.warning("no nightly work: %s", error)
