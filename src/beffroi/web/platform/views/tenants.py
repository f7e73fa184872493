"""Authorities of the instance: the operator's pages."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from beffroi.web.platform.access import operators
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.tenant_forms import AuthorityForm

PAGE = 50


@operators
def authorities(request: HttpRequest) -> HttpResponse:
    """Show every authority of the instance."""
    every = Tenant.objects.defer("logo", "lead__logo").select_related("lead").annotate(size=Count("members"))
    page = Paginator(every.order_by("-active", "name", "pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "platform/authorities.html", {"page": page})


@operators
def authority_created(request: HttpRequest) -> HttpResponse:
    """Create an authority."""
    form = AuthorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        authority = form.save()
        messages.success(request, f"{authority} est créée : invitez maintenant son administrateur.")
        return redirect("authority", authority.pk)
    return render(request, "platform/authority.html", {"form": form})


@operators
def authority(request: HttpRequest, number: int) -> HttpResponse:
    """Edit an authority."""
    found = get_object_or_404(Tenant.objects.select_related("lead"), pk=number)
    form = AuthorityForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"{found} est enregistrée.")
        return redirect("authority", number)
    shown = Tenant.objects.get(pk=number)
    return render(request, "platform/authority.html", {"form": form, "authority": shown})


@operators
@require_POST
def authority_switched(request: HttpRequest, number: int) -> HttpResponse:
    """Close an authority's pages and keys, or open them again; nothing is erased."""
    found = get_object_or_404(Tenant, pk=number)
    found.active = request.POST.get("active") == "yes"
    found.save(update_fields=["active"])
    messages.success(request, f"{found} est {'ouverte' if found.active else 'fermée ; rien n’est effacé'}.")
    return redirect("authority", number)
