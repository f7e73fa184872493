"""Pages of the instance: home, accessibility statement, legal notice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_scopes import scopes_disabled

from beffroi.web.platform.access import public
from beffroi.web.platform.models import Membership, Tenant


@public("anyone may see which authorities publish a register here")
def home(request: HttpRequest) -> HttpResponse:
    """Send a person to their only workspace, else show their workspaces and the public registers."""
    mine = _workspaces(request)
    if len(mine) == 1 and not getattr(request.user, "is_operator", False):
        return redirect("workspace", mine[0].slug)
    published = Tenant.objects.filter(active=True).order_by("name")
    return render(request, "platform/home.html", {"mine": mine, "published": published})


def _workspaces(request: HttpRequest) -> list[Tenant]:
    if not request.user.is_authenticated:
        return []
    with scopes_disabled():
        held = Membership.objects.filter(person=request.user).values("tenant")
        return list(Tenant.objects.filter(pk__in=held, active=True))


@public("the law asks for a public accessibility statement")
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "platform/accessibility.html")


@public("the law asks for a public legal notice")
def legal(request: HttpRequest) -> HttpResponse:
    """Show the legal notice and what is done with personal data."""
    return render(request, "platform/legal.html")
