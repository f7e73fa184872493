"""Import of people from a table: shown with its errors first, taken in whole or not at all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from beffroi.web.platform.access import ADMINS, members
from beffroi.web.platform.people_csv import EXAMPLE, MOST_BYTES, Row, TableUnreadable, decode, read
from beffroi.web.platform.people_import import take_in
from beffroi.web.platform.people_tenant_forms import ImportForm
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.platform.views.people import in_own_right


@members(ADMINS)
def import_people(request: TenantRequest) -> HttpResponse:
    """Show what was read and what is wrong with it; take it in once it is confirmed and nothing is wrong."""
    if request.method != "POST":
        return render(request, "platform/people_import.html", {"form": ImportForm(), "example": EXAMPLE})
    in_own_right(request)
    rows, form = _read(request)
    wrong = [row for row in rows if row.error]
    if rows and not wrong and "confirm" in request.POST:
        return _take_in(request, rows)
    # the errors first: in a long table they would be missed
    shown = {"form": form, "example": EXAMPLE, "rows": sorted(rows, key=lambda row: not row.error), "wrong": len(wrong)}
    return render(request, "platform/people_import.html", shown)


def _read(request: TenantRequest) -> tuple[list[Row], ImportForm]:
    sent = request.FILES.get("file")
    text = request.POST.get("text", "")
    try:
        text = decode(sent.read(MOST_BYTES + 1) if sent else text.encode())
        rows = read(text)
    except TableUnreadable as error:
        form = ImportForm({"text": text})
        form.add_error("file" if sent else "text", str(error))
        return [], form
    return rows, ImportForm(initial={"text": text})


def _take_in(request: TenantRequest, rows: list[Row]) -> HttpResponse:
    taken = take_in(request.tenant, [row.offer for row in rows if row.offer], by=request.user)
    messages.success(
        request, f"Rôles donnés : {taken.given}. Invitations en cours d'envoi : {taken.offered} (voir « Travaux »)."
    )
    return redirect("people", request.tenant.slug)
