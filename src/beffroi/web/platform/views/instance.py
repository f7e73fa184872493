"""Pages of the instance: home, accessibility statement, legal notice."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_scopes import scopes_disabled

from beffroi.catalogue import WITH_SCREENS
from beffroi.web.platform.access import public
from beffroi.web.platform.models import Membership, Tenant, TenantService
from beffroi.web.platform.tenancy import TenantRequest

# the day on which the statement was last read against what is tested
STATEMENT_DAY = date(2026, 11, 25)


@public("anyone may see which authorities publish a register here")
def home(request: HttpRequest) -> HttpResponse:
    """Send a person to their only workspace, else show their workspaces and the public registers."""
    mine = _workspaces(request)
    if len(mine) == 1 and not getattr(request.user, "is_operator", False):
        return redirect("workspace", mine[0].slug)
    published = Tenant.objects.defer("logo").filter(active=True).order_by("name")
    return render(request, "platform/home.html", {"mine": mine, "published": published})


def _workspaces(request: HttpRequest) -> list[Tenant]:
    if not request.user.is_authenticated:
        return []
    with scopes_disabled():
        held = Membership.objects.filter(person=request.user).values("tenant")
        return list(Tenant.objects.defer("logo").filter(pk__in=held, active=True))


@public("the law asks for a public accessibility statement")
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement of the instance."""
    return render(request, "platform/accessibility.html", {"made_on": STATEMENT_DAY})


@public("the law asks for a public accessibility statement by each publisher")
def tenant_accessibility(request: TenantRequest) -> HttpResponse:
    """Show the accessibility statement of one authority."""
    return render(request, "platform/accessibility.html", {"made_on": STATEMENT_DAY, "publisher": request.tenant})


@public("the law asks for a public legal notice")
def legal(request: HttpRequest) -> HttpResponse:
    """Show the legal notice of the instance and what is done with personal data."""
    return render(request, "platform/legal.html")


@public("the law asks for a public legal notice by each publisher")
def tenant_legal(request: TenantRequest) -> HttpResponse:
    """Show the legal notice of one authority, with how long each of its services keeps data."""
    days = dict(TenantService.objects.filter(enabled=True).values_list("service", "retention_days"))
    kept = [(service.title, days[service.name]) for service in WITH_SCREENS if service.name in days]
    return render(request, "platform/legal.html", {"publisher": request.tenant, "kept": kept})
