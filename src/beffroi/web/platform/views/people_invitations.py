"""Invitations: sending them, and accepting one."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from beffroi.web.platform import invitations, openid, second_factor
from beffroi.web.platform.access import ADMINS, members, public
from beffroi.web.platform.invitations import InvitationSpent
from beffroi.web.platform.models import Invitation, Person
from beffroi.web.platform.people_mail import MailNotSent
from beffroi.web.platform.people_tenant_forms import InvitationForm, WelcomeForm
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.platform.views.people import in_own_right


@members(ADMINS)
def invite(request: TenantRequest) -> HttpResponse:
    """Offer a role by e-mail."""
    form = InvitationForm(request.POST or None)
    if not form.is_valid():
        return render(request, "platform/invite.html", {"form": form})
    in_own_right(request)
    return _send(request, invitations.prepare(request.tenant, form.offer()))


@members(ADMINS)
@require_POST
def send_again(request: TenantRequest, number: int) -> HttpResponse:
    """Send an invitation again with a new link; the old link ends."""
    in_own_right(request)
    return _send(request, get_object_or_404(Invitation.objects.filter(accepted_at=None), pk=number))


def _send(request: TenantRequest, invitation: Invitation) -> HttpResponse:
    try:
        invitations.dispatch(invitation, inviter=str(request.user))
    except MailNotSent as error:
        messages.error(request, f"{error} L'invitation est gardée : vous pourrez la renvoyer.")
    else:
        messages.success(request, f"Invitation envoyée à {invitation.email}. Elle est valable sept jours.")
    return redirect("people", request.tenant.slug)


@members(ADMINS)
@require_POST
def withdraw(request: TenantRequest, number: int) -> HttpResponse:
    """Withdraw an invitation; its link ends."""
    in_own_right(request)
    get_object_or_404(Invitation.objects.filter(accepted_at=None), pk=number).delete()
    messages.success(request, "Invitation retirée.")
    return redirect("people", request.tenant.slug)


@public("who is invited has no account yet; the word in the address is the right")
@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: TenantRequest, word: str) -> HttpResponse:
    """Accept an invitation: with the account of its address, or by making that account."""
    try:
        offered = invitations.find(word)
        if request.user.is_authenticated:
            return _as_oneself(request, offered)
        if Person.objects.filter(email=offered.email).exists():
            return render(request, "platform/invitation.html", _shown(offered, known=True))
        return _as_newcomer(request, offered)
    except InvitationSpent as error:
        return render(request, "platform/invitation_spent.html", {"message": str(error)}, status=HTTPStatus.NOT_FOUND)


def _shown(offered: Invitation, **more: object) -> dict[str, object]:
    return {"invitation": offered, "provider": openid.title(), **more}


def _as_oneself(request: TenantRequest, offered: Invitation) -> HttpResponse:
    if request.user.email != offered.email:
        return render(request, "platform/invitation.html", _shown(offered, other=True))
    if request.method != "POST":
        return render(request, "platform/invitation.html", _shown(offered, mine=True))
    invitations.accept(offered, request.user)
    return redirect("workspace", request.tenant.slug)


def _as_newcomer(request: TenantRequest, offered: Invitation) -> HttpResponse:
    newcomer = Person(email=offered.email, name=offered.name)
    form = WelcomeForm(request.POST or None, person=newcomer, initial={"name": offered.name})
    if not form.is_valid():
        return render(request, "platform/invitation.html", _shown(offered, form=form))
    newcomer.set_password(form.cleaned_data["password1"])
    try:
        with transaction.atomic():
            newcomer.save()
            invitations.accept(offered, newcomer)
    except IntegrityError as error:
        raise InvitationSpent("Cette invitation vient de servir.") from error
    login(request, newcomer, backend=second_factor.MODEL_BACKEND)
    messages.success(request, "Votre compte est ouvert.")
    return redirect("workspace", request.tenant.slug)
