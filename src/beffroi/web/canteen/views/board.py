"""The week's board and the page of a day."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.territory.numbers import counted
from beffroi.web.canteen.board import board, default_monday, monday_of, within_reach
from beffroi.web.canteen.folders import latest
from beffroi.web.canteen.forms import OrdersForm
from beffroi.web.canteen.models import Expected, ExpectedTotal, Run
from beffroi.web.canteen.orders import Decided, decide
from beffroi.web.canteen.shortage import review
from beffroi.web.canteen.starting import SERVICE
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.charts import Interval, interval_chart
from beffroi.web.platform.tenancy import TenantRequest


@require_safe
@members(READERS, service=SERVICE)
def week(request: TenantRequest) -> HttpResponse:
    """Show the board of a week, by default the next one served."""
    upload = latest()
    if upload is None:
        return render(request, "canteen/start.html", {"can_send": bool(request.roles & WORKERS)})
    monday = _monday(request.GET.get("semaine", ""))
    page = "canteen/print.html" if "imprimer" in request.GET else "canteen/week.html"
    return render(request, page, {"board": board(monday), "upload": upload, "can_send": bool(request.roles & WORKERS)})


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return default_monday(timezone.localdate())
    return monday_of(day) if within_reach(day) else default_monday(timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def day(request: TenantRequest, when: date) -> HttpResponse:
    """Show a day canteen by canteen; an agent accepts or corrects its orders."""
    total = ExpectedTotal.objects.filter(date=when).first()
    rows = list(Expected.objects.filter(date=when))
    if total is None:
        raise Http404
    may_order = bool(request.roles & WORKERS) and total.served is None
    form = OrdersForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST":
        if not may_order:
            raise Http404
        if form.is_valid():
            return _decided(request, when, form)
    run = Run.objects.filter(pk=total.run_id).values("reasons", "made_at", "as_of").first() or {}
    bars = [Interval(row.canteen, row.low80, row.high80, row.forecast, float(row.order), row.served) for row in rows]
    shown = {
        "day": when,
        "total": total,
        "lines": [(row, form[f"order_{row.pk}"]) for row in rows],
        "form": form,
        "may_order": may_order,
        "reasons": run.get("reasons", {}).get(when.isoformat(), []),
        "run": run,
        "review": review(total, rows),
        "ordered": sum(row.order for row in rows),
        "chart": interval_chart("Repas par cantine", bars, most_labels=12) if len(bars) > 1 else None,
        "monday": monday_of(when),
    }
    return render(request, "canteen/day.html", shown)


def _decided(request: TenantRequest, when: date, form: OrdersForm) -> HttpResponse:
    made = decide(request.tenant, when, orders=form.orders(), reason=form.cleaned_data["reason"], person=request.user)
    messages.success(request, _told(made))
    return redirect("canteen-day", request.tenant.slug, when)


def _told(made: Decided) -> str:
    parts = []
    if made.corrected:
        parts.append(counted(made.corrected, "commande corrigée"))
    if made.restored:
        parts.append(counted(made.restored, "ramenée au conseil", "ramenées au conseil"))
    if made.accepted:
        parts.append(counted(made.accepted, "acceptée"))
    return f"Enregistré : {', '.join(parts)}. Le journal garde cette décision."
