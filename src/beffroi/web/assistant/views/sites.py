"""Addresses on the web that the assistant reads: added, read now, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.territory.numbers import counted
from beffroi.web.assistant.forms.sources import SiteForm
from beffroi.web.assistant.models import Site
from beffroi.web.assistant.sites import forget_site
from beffroi.web.assistant.starting import SERVICE, start_after_change, start_sites
from beffroi.web.platform.access import LEADS, members
from beffroi.web.platform.tenancy import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@members(LEADS, service=SERVICE)
def sites(request: TenantRequest) -> HttpResponse:
    """List the addresses that are read, and what kept some from it; take another."""
    form = SiteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.instance.tenant, form.instance.person = request.tenant, request.user
        form.save()
        start_sites(request.tenant, person=request.user)
        messages.success(request, "Adresse ajoutée. La lecture commence ; elle se refait chaque nuit.")
        return redirect("assistant-sites", request.tenant.slug)
    return render(request, "assistant/sites.html", {"form": form, "sites": Site.objects.all()})


@require_POST
@members(LEADS, service=SERVICE)
def read_now(request: TenantRequest) -> HttpResponse:
    """Look at the pages now."""
    return redirect("job", request.tenant.slug, start_sites(request.tenant, person=request.user).pk)


@require_POST
@members(LEADS, service=SERVICE)
def removed(request: TenantRequest, number: int) -> HttpResponse:
    """Take an address away with its pages."""
    gone = forget_site(request.tenant, get_object_or_404(Site, pk=number))
    start_after_change(request.tenant, person=request.user)
    told = counted(gone, "page effacée", "pages effacées")
    messages.success(request, f"Adresse retirée, {told}.")
    return redirect("assistant-sites", request.tenant.slug)
