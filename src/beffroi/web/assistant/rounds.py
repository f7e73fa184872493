"""What awaits a decision in the assistant, for the week's letter."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from beffroi.territory.numbers import counted
from beffroi.web.assistant.models import Document, DocumentState, Unwritten, UnwrittenState
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.platform.digest import Awaited, awaits
from beffroi.web.platform.models import Tenant

OFTEN = 2


@awaits(SERVICE)
def unwritten_and_unread(tenant: Tenant) -> Iterator[Awaited]:
    """Return the questions asked more than once that nobody has written an answer to, and the files not read."""
    unwritten = Unwritten.objects.filter(state=UnwrittenState.OPEN, times__gte=OFTEN).count()
    if unwritten:
        told = counted(
            unwritten,
            "question posée plusieurs fois sans réponse écrite",
            "questions posées plusieurs fois sans réponse écrite",
        )
        yield Awaited(told, reverse("assistant-unwritten", args=[tenant.slug]))
    unread = Document.objects.filter(current=True, state=DocumentState.UNREAD).count()
    if unread:
        told = counted(unread, "document non lu", "documents non lus")
        yield Awaited(told, reverse("assistant-sources", args=[tenant.slug]))
