"""Starting the assistant's long work from a page or the schedule."""

from __future__ import annotations

import logging
from datetime import date

from django.urls import reverse

from beffroi.territory.errors import BadInput
from beffroi.web.assistant.models import Document, Mailbox, Site, Trial
from beffroi.web.platform.jobs import start
from beffroi.web.platform.models import Job, Person, Tenant
from beffroi.web.platform.quotas import within_quota

SERVICE = "assistant"

logger = logging.getLogger("beffroi.assistant")


def start_indexing(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the reading of what is new or changed. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        "assistant.index",
        key="sources",
        title="Lecture des documents",
        arguments={},
        person=person,
        link=reverse("assistant-sources", args=[tenant.slug]),
    )


def start_sites(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the fetching of the town's pages. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        "assistant.sites",
        key="sites",
        title="Lecture des pages web",
        arguments={},
        person=person,
        link=reverse("assistant-sites", args=[tenant.slug]),
    )


def start_nightly_sites(tenant: Tenant, _day: date) -> None:
    """Look at the town's pages, where the month's limits allow it."""
    if Site.objects.exists():
        try:
            start_sites(tenant)
        except BadInput as error:
            logger.warning("no nightly reading of pages: %s", error)


def start_comparison(tenant: Tenant, number: int, *, person: Person) -> Job:
    """Start the work of two models that are compared. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        "assistant.compare",
        key=f"comparison {number}",
        title="Comparaison de deux modèles",
        arguments={"comparison": number},
        person=person,
        link=reverse("assistant-comparison", args=[tenant.slug, number]),
    )


def start_mail(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the reading of the mailbox. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        "assistant.mail",
        key="mail",
        title="Lecture de la boîte aux lettres",
        arguments={},
        person=person,
        link=reverse("assistant-letters", args=[tenant.slug]),
    )


def start_hourly_mail(tenant: Tenant, _day: date) -> None:
    """Look into the mailbox, where there is one and the month's limits allow it."""
    if Mailbox.objects.filter(enabled=True).exists():
        try:
            start_mail(tenant)
        except BadInput as error:
            logger.warning("no reading of the mailbox: %s", error)


def start_vectors(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the vectors of the passages that have none yet."""
    return start(
        tenant,
        "assistant.vectors",
        key="vectors",
        title="Sens des passages (vecteurs)",
        arguments={},
        person=person,
        link=reverse("assistant-sources", args=[tenant.slug]),
    )


def start_evaluation(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the measure on the town's own questions. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        "assistant.evaluate",
        key="trials",
        title="Mesure sur les questions d'essai",
        arguments={},
        person=person,
        link=reverse("assistant-quality", args=[tenant.slug]),
    )


def start_after_change(tenant: Tenant, *, person: Person | None) -> None:
    """Measure again where the town has questions for that: the sources have changed."""
    if Trial.objects.exists():
        start_evaluation(tenant, person=person)


def start_nightly(tenant: Tenant, _day: date) -> None:
    """Look at the instance's folder and at what waits, where the month's limits allow it."""
    from beffroi.web.assistant.sources import watched_folder  # noqa: PLC0415 - sources start jobs too

    if not Document.objects.exists() and not watched_folder(tenant).is_dir():
        return
    try:
        start_indexing(tenant)
    except BadInput as error:
        logger.warning("no nightly reading: %s", error)
