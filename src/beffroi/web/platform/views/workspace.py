"""The workspace of one tenant: its home page and its style."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from beffroi.catalogue import WITH_SCREENS
from beffroi.web.platform.access import DELEGATES, EVERYONE, members, public
from beffroi.web.platform.colours import sheet
from beffroi.web.platform.models import TenantService
from beffroi.web.platform.tenancy import TenantRequest, services_of


@members(EVERYONE | DELEGATES)
def workspace(request: TenantRequest) -> HttpResponse:
    """Show the services switched on; to a company's people, theirs alone."""
    enabled = set(TenantService.objects.filter(enabled=True).values_list("service", flat=True))
    if request.roles <= DELEGATES:
        enabled &= services_of(request.user, request.tenant)
    services = [service for service in WITH_SCREENS if service.name in enabled]
    return render(request, "platform/workspace.html", {"services": services})


@public("the register's style sheet")
@cache_control(max_age=300, public=True)
def tenant_style(request: TenantRequest) -> HttpResponse:
    """Serve the tenant's colours as a style sheet."""
    return HttpResponse(sheet(request.tenant.accent), content_type="text/css")


@public("the register's logo")
@cache_control(max_age=300, public=True)
def tenant_logo(request: TenantRequest) -> HttpResponse:
    """Serve the tenant's logo."""
    if not request.tenant.logo:
        raise Http404
    return HttpResponse(bytes(request.tenant.logo), content_type=request.tenant.logo_type)
