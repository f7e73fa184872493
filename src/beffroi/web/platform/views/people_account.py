"""The account of a person: name, second factor, sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_scopes import scopes_disabled

from beffroi.web.platform import openid, second_factor
from beffroi.web.platform.access import signed_in
from beffroi.web.platform.models import Membership, Person
from beffroi.web.platform.people_forms import AccountForm


def oneself(request: HttpRequest) -> Person:
    """Return the signed-in person, read anew: a form may change the row without changing who is shown on top."""
    return Person.objects.get(pk=str(request.user.pk))


@signed_in
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show and change what is a person's own."""
    person = oneself(request)
    form = AccountForm(request.POST or None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, "C'est enregistré.")
        return redirect("account")
    with scopes_disabled():
        held = list(Membership.objects.filter(person=person).select_related("tenant").order_by("tenant__name", "role"))
    shown = {
        "form": form,
        "person": person,
        "held": held,
        "by_password": person.has_usable_password(),
        "enrolled": second_factor.enrolled(person),
        "codes_left": second_factor.codes_left(person),
        "provider": openid.title(),
        "linked": bool(person.subject),
    }
    return render(request, "platform/account.html", shown)


@signed_in
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out of every other browser."""
    keep_this_session(request)
    messages.success(request, "Toutes vos autres sessions sont fermées.")
    return redirect("account")


def keep_this_session(request: HttpRequest) -> None:
    """End all sessions of the person but this one, which gets a new key."""
    person = oneself(request)
    person.end_sessions()
    update_session_auth_hash(request, person)
