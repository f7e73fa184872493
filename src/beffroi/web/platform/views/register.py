"""The public register of a tenant, read off the catalogue and the ledger."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beffroi.engines.footprint import busy_core, electricity
from beffroi.web.platform.access import public
from beffroi.web.platform.bars import bar_chart
from beffroi.web.platform.register import register_of
from beffroi.web.platform.register_exports import as_json, feed
from beffroi.web.platform.register_law import ai_act
from beffroi.web.platform.signing import public_key
from beffroi.web.platform.templatetags.french import SHORT_MONTHS
from beffroi.web.platform.tenancy import TenantRequest


@public("the register of AI systems is for citizens")
@require_safe
def register(request: TenantRequest) -> HttpResponse:
    """Show each system in use, and what they use together."""
    shown = {"register": register_of(request.tenant), "law": ai_act(), "public_key": public_key()}
    return render(request, "platform/register.html", shown)


@public("the register of AI systems is for citizens")
@require_safe
def system(request: TenantRequest, service: str) -> HttpResponse:
    """Show one system in use."""
    shown = register_of(request.tenant)
    found = next((system for system in shown.systems if system.service.name == service), None)
    if found is None:
        raise Http404
    bars = [(SHORT_MONTHS[month.month.month - 1], float(month.wh)) for month in found.figures.months]
    facts = {"electricity": electricity(day=shown.today), "core": busy_core(day=shown.today), "law": ai_act()}
    chart = bar_chart("Énergie employée chaque mois, en wattheures", bars)
    return render(request, "platform/register_system.html", {"system": found, "chart": chart, **facts})


@public("the register as open data")
@require_safe
def register_json(request: TenantRequest) -> HttpResponse:
    """Hand over the register as JSON."""
    told = as_json(register_of(request.tenant))
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


@public("the register's news")
@require_safe
def register_feed(request: TenantRequest) -> HttpResponse:
    """Hand over the news of the register as RSS."""
    return HttpResponse(feed(register_of(request.tenant)), content_type="application/rss+xml; charset=utf-8")
