"""What happens now, and the calls of late."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from beffroi.web.phone.board import board
from beffroi.web.phone.models import Call, Message, Topic, Turn, phone_settings
from beffroi.web.phone.starting import SERVICE
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest

A_PAGE = 40


@require_safe
@members(READERS, service=SERVICE)
def live(request: TenantRequest) -> HttpResponse:
    """Show calls now, who waits, what was lost today; htmx asks for the middle of the page alone."""
    page = "phone/_board.html" if request.htmx else "phone/board.html"  # type: ignore[attr-defined]
    shown = {"board": board(request.tenant), "kept": phone_settings(), "known": Topic.objects.exists()}
    return render(request, page, shown)


@require_safe
@members(WORKERS, service=SERVICE)
def calls(request: TenantRequest) -> HttpResponse:
    """List calls, newest first."""
    rows = Call.objects.exclude(ended_at=None).select_related("service")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "phone/calls.html", {"page": page, "titles": titles(), "kept": phone_settings()})


@require_safe
@members(WORKERS, service=SERVICE)
def call(request: TenantRequest, number: int) -> HttpResponse:
    """Show what was said in a call, while it is kept."""
    found = get_object_or_404(Call.objects.select_related("service"), pk=number)
    shown = {
        "call": found,
        "turns": Turn.objects.filter(call=found),
        "messages_left": Message.objects.filter(call=found).select_related("service"),
        "topics": Topic.objects.filter(name__in=found.topics),
        "kept": phone_settings(),
    }
    return render(request, "phone/call.html", shown)


def titles() -> dict[str, str]:
    """Return how topics are called, by their short name."""
    return dict(Topic.objects.values_list("name", "title"))
