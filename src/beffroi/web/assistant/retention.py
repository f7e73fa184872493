"""What the assistant removes when it has outlived its retention."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from django.utils import timezone

from beffroi.web.assistant.models import Asked, Comparison, Document, Draft, Unwritten
from beffroi.web.assistant.models.settings import assistant_settings
from beffroi.web.assistant.sources import originals
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.retention import purges


@purges(SERVICE)
def purge(tenant: Tenant, *, before: datetime) -> int:
    """Remove agents' questions and drafts past their own days, old versions and lists past the service's.

    Documents in force stay, however old: they are the town's own and leave when it takes them away.
    """
    private = max(before, timezone.now() - timedelta(days=assistant_settings().history_days))
    gone = Asked.objects.filter(asked_at__lt=private).delete()[0]
    gone += Draft.objects.filter(made_at__lt=private).delete()[0]
    gone += Comparison.objects.filter(made_at__lt=private).delete()[0]
    gone += Unwritten.objects.filter(last_at__lt=before).delete()[0]
    return int(gone) + _forget_versions(tenant, before)


def _forget_versions(tenant: Tenant, before: datetime) -> int:
    old = list(Document.objects.filter(current=False, sent_at__lt=before))
    for document in old:
        shutil.rmtree(originals(tenant, document), ignore_errors=True)
    return int(Document.objects.filter(pk__in=[document.pk for document in old]).delete()[0])
