"""The public register of a tenant, read off the catalogue and the ledger."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from beffroi.catalogue import SERVICES
from beffroi.web.platform.access import public
from beffroi.web.platform.models import TenantService
from beffroi.web.platform.tenancy import TenantRequest


@public("the register of AI systems is for citizens")
def register(request: TenantRequest) -> HttpResponse:
    """Show each system in use."""
    enabled = set(TenantService.objects.filter(enabled=True).values_list("service", flat=True))
    return render(request, "platform/register.html", {"services": [s for s in SERVICES if s.name in enabled]})
