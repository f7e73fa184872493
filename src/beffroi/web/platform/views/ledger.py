"""The ledger of a tenant, for those who oversee it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from beffroi.web.platform.access import OVERSEERS, members
from beffroi.web.platform.models import Entry
from beffroi.web.platform.tenancy import TenantRequest


@members(OVERSEERS)
def ledger(request: TenantRequest) -> HttpResponse:
    """Show the entries, the latest first."""
    pages = Paginator(Entry.objects.order_by("-seq"), 50)
    return render(request, "platform/ledger.html", {"page": pages.get_page(request.GET.get("page"))})
