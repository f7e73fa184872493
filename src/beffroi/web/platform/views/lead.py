"""A lead authority and its members: usage and bill, services and quotas, never content."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from beffroi.web.platform.access import ADMINS, lead_authority, members
from beffroi.web.platform.models import Role, Tenant
from beffroi.web.platform.tenancy import TenantRequest, leads
from beffroi.web.platform.tenant_forms import MemberForm
from beffroi.web.platform.usage import Use, month_start, months_before, total, use_by_month, use_of_members
from beffroi.web.platform.views.tenants import invite_administrator

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Bill:
    """What a member used in a month, service by service."""

    member: Tenant
    uses: list[Use]

    @property
    def total(self) -> Use:
        """The sum over services."""
        return total(self.uses)


def asked_month(request: TenantRequest) -> date:
    """Return the month of ``?mois=2026-11``, by default the current one."""
    asked = MONTH.fullmatch(request.GET.get("mois", ""))
    return date(int(asked[1]), int(asked[2]), 1) if asked else month_start()


def _members(lead: Tenant) -> QuerySet[Tenant]:
    """Return the members. Raises Http404 where the tenant leads nobody: an operator names its first member."""
    found = Tenant.objects.filter(lead=lead).defer("logo").order_by("name")
    if not found:
        raise Http404
    return found


def _bills(request: TenantRequest, month: date) -> list[Bill]:
    uses = use_of_members(request.tenant, month)
    return [Bill(member, [use for use in uses if use.tenant == member.pk]) for member in _members(request.tenant)]


@members(ADMINS)
@require_GET
def lead_members(request: TenantRequest) -> HttpResponse:
    """Show each member's usage and bill of a month."""
    month = asked_month(request)
    bills = _bills(request, month)
    every = total(use for bill in bills for use in bill.uses)
    near = {"before": months_before(month, 1), "after": months_before(month, -1) if month < month_start() else None}
    return render(request, "platform/lead_members.html", {"bills": bills, "month": month, "every": every, **near})


@members(ADMINS)
@require_GET
def lead_bills(request: TenantRequest) -> HttpResponse:
    """Hand over the bills of a month as CSV."""
    month = asked_month(request)
    name = f"factures-{request.tenant.slug}-{month:%Y-%m}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    table = csv.writer(response, delimiter=";")
    table.writerow(["mois", "siret", "collectivite", "service", "executions", "minutes", "wh", "centimes"])
    for bill in _bills(request, month):
        for use in bill.uses:
            figures = (f"{value:.2f}" for value in (use.minutes, use.wh, use.cents))
            table.writerow([f"{month:%Y-%m}", bill.member.siret, bill.member.name, use.service, use.runs, *figures])
    return response


@members(ADMINS)
def member_created(request: TenantRequest) -> HttpResponse:
    """Create a member of this lead authority."""
    _members(request.tenant)
    form = MemberForm(request.POST or None, instance=Tenant(lead=request.tenant))
    if request.method == "POST" and form.is_valid():
        member = form.save()
        messages.success(request, f"{member} est créée : allumez maintenant ses services.")
        return redirect("tenant-services", member.slug)
    return render(request, "platform/member.html", {"form": form})


@lead_authority
@require_GET
def usage(request: TenantRequest) -> HttpResponse:
    """Show the usage and the bill of one tenant over twelve months."""
    uses = use_by_month(request.tenant, last=month_start())
    context = {"uses": uses, "every": total(uses), "own": Role.ADMIN in request.roles}
    return render(request, "platform/usage.html", context)


@lead_authority
@require_POST
def member_invites(request: TenantRequest) -> HttpResponse:
    """Invite an administrator of a member, on behalf of its lead authority. Raises Http404 for anyone else."""
    if not leads(request.user, request.tenant):
        raise Http404
    invite_administrator(request, request.tenant)
    return redirect("tenant-services", request.tenant.slug)
