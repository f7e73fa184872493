"""The people of a tenant, for its administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from beffroi.web.platform import second_factor
from beffroi.web.platform.access import ADMINS, members
from beffroi.web.platform.delegations import to_come
from beffroi.web.platform.models import Invitation, Membership, Person, Role
from beffroi.web.platform.people_roles import (
    LastAdministrator,
    give,
    holds_in_own_right,
    may_reset_second_factor,
    take,
    with_roles,
)
from beffroi.web.platform.people_roles import people as people_here
from beffroi.web.platform.people_tenant_forms import RoleForm
from beffroi.web.platform.tenancy import TenantRequest

PEOPLE_A_PAGE = 50
MOST_INVITATIONS = 200


def in_own_right(request: TenantRequest) -> None:
    """Raise PermissionDenied for who only stands in for an administrator: they could make themselves one for good."""
    if not holds_in_own_right(request.user, Role.ADMIN):
        raise PermissionDenied


@members(ADMINS)
def people(request: TenantRequest) -> HttpResponse:
    """List the people, their roles, and the invitations that wait."""
    asked = request.GET.get("q", "").strip()
    found = people_here().filter(Q(name__icontains=asked) | Q(email__icontains=asked)) if asked else people_here()
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    waiting = Invitation.objects.filter(accepted_at=None).order_by("email", "pk")[:MOST_INVITATIONS]
    shown = {"page": page, "members": with_roles(page.object_list), "waiting": waiting, "asked": asked}
    return render(request, "platform/people.html", shown)


@members(ADMINS)
def person(request: TenantRequest, number: int) -> HttpResponse:
    """Show one person: roles, replacements, second factor; give a role."""
    whom = get_object_or_404(people_here(), pk=number)
    form = RoleForm(request.POST or None)
    if form.is_valid():
        in_own_right(request)
        new = give(request.tenant, whom, Role(form.cleaned_data["role"]), service=form.cleaned_data["service"])
        messages.success(request, f"Rôle donné à {whom}." if new else f"{whom} a déjà ce rôle.")
        return redirect("person", request.tenant.slug, number)
    shown = {
        "whom": with_roles([whom])[0],
        "form": form,
        "delegations": to_come(whom),
        "enrolled": second_factor.enrolled(whom),
        "may_reset": may_reset_second_factor(whom, request.tenant),
    }
    return render(request, "platform/person.html", shown)


@members(ADMINS)
@require_POST
def take_role(request: TenantRequest, number: int, held: int) -> HttpResponse:
    """Take one role away."""
    in_own_right(request)
    return _take(request, [get_object_or_404(Membership.objects, pk=held, person=number)])


@members(ADMINS)
@require_POST
def remove_person(request: TenantRequest, number: int) -> HttpResponse:
    """Take all roles away."""
    in_own_right(request)
    whom = get_object_or_404(people_here(), pk=number)
    return _take(request, list(Membership.objects.filter(person=whom)))


def _take(request: TenantRequest, held: list[Membership]) -> HttpResponse:
    whom = held[0].person
    try:
        take(request.tenant, held)
    except LastAdministrator as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"C'est fait : {whom} n'a plus ce rôle ici.")
    return _back(request, whom)


def _back(request: TenantRequest, whom: Person) -> HttpResponse:
    if holds_in_own_right(request.user, Role.ADMIN):
        still_here = people_here().filter(pk=whom.pk).exists()
        return (
            redirect("person", request.tenant.slug, whom.pk) if still_here else redirect("people", request.tenant.slug)
        )
    return redirect("home")


@members(ADMINS)
@require_POST
def reset_second_factor(request: TenantRequest, number: int) -> HttpResponse:
    """Remove the second factor of a person who has lost their telephone and their recovery codes."""
    in_own_right(request)
    whom = get_object_or_404(people_here(), pk=number)
    if not may_reset_second_factor(whom, request.tenant):
        raise PermissionDenied
    second_factor.forget(whom)
    messages.success(
        request, f"Second facteur retiré : {whom} se connecte par mot de passe et peut en choisir un autre."
    )
    return redirect("person", request.tenant.slug, number)
