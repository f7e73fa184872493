"""Figures of calls, and the simulation of the switchboard."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beffroi.web.phone.forms.settings import SimulationForm
from beffroi.web.phone.models import phone_settings
from beffroi.web.phone.starting import SERVICE, start_simulation
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.models import JobResult
from beffroi.web.platform.tenancy import TenantRequest

PERIODS = {"7": "7 jours", "30": "30 jours", "90": "90 jours", "365": "12 mois"}
USUAL, FALLBACK_CALLS = "30", 200


@require_safe
@members(READERS, service=SERVICE)
def numbers(request: TenantRequest) -> HttpResponse:
    """Show what became of calls over some days, and the last simulation."""
    return _page(request, None)


@require_POST
@members(WORKERS, service=SERVICE)
def simulated(request: TenantRequest) -> HttpResponse:
    """Simulate the switchboard with and without the agent."""
    form = SimulationForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    job = start_simulation(request.tenant, **form.cleaned_data, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


def _page(request: TenantRequest, form: SimulationForm | None) -> HttpResponse:
    from beffroi.web.phone.figures import period  # noqa: PLC0415  # heavy

    asked = request.GET.get("jours", USUAL)
    asked = asked if asked in PERIODS else USUAL
    today = timezone.localdate()
    found = period(request.tenant, first=today - timedelta(days=int(asked) - 1), last=today)
    last = JobResult.objects.filter(job__operation="phone.simulate").select_related("job").order_by("-pk").first()
    shown = {
        "period": found,
        "asked": asked,
        "periods": PERIODS,
        "form": form or SimulationForm(initial=_usual(found.calls_a_day)),
        "simulation": last.value if last else None,
        "simulated_at": last.job.finished_at if last else None,
    }
    return render(request, "phone/numbers.html", shown)


def _usual(calls_a_day: float) -> dict[str, int]:
    return {"calls_per_day": round(calls_a_day) or FALLBACK_CALLS, "operators": phone_settings().operators}
