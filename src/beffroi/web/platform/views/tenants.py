"""Authorities of the instance: the operator's pages."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from beffroi.web.platform.access import operators
from beffroi.web.platform.invitations import invite
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.people_mail import MailNotSent
from beffroi.web.platform.tenant_forms import AdministratorForm, AuthorityForm

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
    shown = {"authority": Tenant.objects.get(pk=number), "administrator": AdministratorForm(auto_id="administrator_%s")}
    return render(request, "platform/authority.html", {"form": form, **shown})


def invite_administrator(request: HttpRequest, tenant: Tenant) -> None:
    """Invite who administers an authority; say how it went."""
    form = AdministratorForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Écrivez le courriel de l'administrateur, par exemple prenom.nom@ville.fr.")
        return
    try:
        invite(tenant, form.offer(), inviter=str(request.user))
    except MailNotSent as error:
        messages.error(request, f"{error} L'invitation est gardée : recommencez plus tard.")
    else:
        messages.success(request, f"Invitation envoyée à {form.cleaned_data['email']}. Elle est valable sept jours.")


@operators
@require_POST
def authority_invites(request: HttpRequest, number: int) -> HttpResponse:
    """Invite the first administrator of an authority."""
    invite_administrator(request, get_object_or_404(Tenant, pk=number, active=True))
    return redirect("authority", number)


@operators
@require_POST
def authority_switched(request: HttpRequest, number: int) -> HttpResponse:
    """Close an authority's pages and keys, or open them again; nothing is erased."""
    found = get_object_or_404(Tenant, pk=number)
    found.active = request.POST.get("active") == "yes"
    found.save(update_fields=["active"])
    messages.success(request, f"{found} est {'ouverte' if found.active else 'fermée ; rien n’est effacé'}.")
    return redirect("authority", number)
