"""Replacements during absences."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from beffroi.web.platform.access import EVERYONE, members
from beffroi.web.platform.delegations import end, tell, to_come
from beffroi.web.platform.models import Delegation, Role
from beffroi.web.platform.people_mail import MailNotSent
from beffroi.web.platform.people_roles import holds_in_own_right, people
from beffroi.web.platform.people_tenant_forms import DelegationForm
from beffroi.web.platform.tenancy import TenantRequest


@members(EVERYONE)
def delegations(request: TenantRequest) -> HttpResponse:
    """Show the replacements to come and let a person set their own, an administrator anyone's."""
    administers = holds_in_own_right(request.user, Role.ADMIN)
    here = people().filter(pk=request.user.pk).exists()
    form = DelegationForm(request.POST or None, person=request.user, for_others=administers)
    if here and form.is_valid():
        return _keep(request, form.delegation(request.tenant))
    shown = {
        "form": form if here else None,
        "delegations": to_come(None if administers else request.user),
        "administers": administers,
    }
    return render(request, "platform/delegations.html", shown)


def _keep(request: TenantRequest, delegation: Delegation) -> HttpResponse:
    delegation.save()
    messages.success(request, f"Remplacement enregistré : {delegation.substitute} pour {delegation.absent}.")
    try:
        tell(delegation)
    except MailNotSent as error:
        messages.warning(request, f"{error} Prévenez {delegation.substitute} vous-même.")
    return redirect("delegations", request.tenant.slug)


@members(EVERYONE)
@require_POST
def end_delegation(request: TenantRequest, number: int) -> HttpResponse:
    """End a replacement before its time: the absent person, or an administrator."""
    delegation = get_object_or_404(Delegation.objects.select_related("absent", "substitute"), pk=number)
    if delegation.absent_id != request.user.pk and not holds_in_own_right(request.user, Role.ADMIN):
        raise Http404
    end(delegation)
    messages.success(request, "Remplacement terminé.")
    return redirect("delegations", request.tenant.slug)
