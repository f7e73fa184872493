"""The ledger of a tenant, for those who oversee it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beffroi.web.platform.access import OVERSEERS, members
from beffroi.web.platform.ledger_reading import Asked, as_csv, as_jsonl, choices, file_stem, lines
from beffroi.web.platform.tenancy import TenantRequest

A_PAGE = 50


@members(OVERSEERS)
@require_safe
def ledger(request: TenantRequest) -> HttpResponse:
    """Show the entries asked for, the latest first."""
    asked = Asked.of(request.GET)
    page = Paginator(asked.of_tenant(request.tenant), A_PAGE).get_page(request.GET.get("page"))
    words = request.GET.copy()
    words.pop("page", None)
    shown = {"page": page, "lines": lines(list(page)), "asked": asked, "words": words.urlencode()}
    return render(request, "platform/ledger.html", {**shown, "choices": choices(request.tenant)})


@members(OVERSEERS)
@require_safe
def ledger_csv(request: TenantRequest) -> StreamingHttpResponse:
    """Hand over the entries asked for as CSV."""
    rows = as_csv(request.tenant, Asked.of(request.GET).of_tenant(request.tenant))
    return _file(rows, f"{file_stem(request.tenant)}.csv", "text/csv; charset=utf-8")


@members(OVERSEERS)
@require_safe
def ledger_jsonl(request: TenantRequest) -> StreamingHttpResponse:
    """Hand over the entries asked for as JSON lines."""
    rows = as_jsonl(request.tenant, Asked.of(request.GET).of_tenant(request.tenant))
    return _file(rows, f"{file_stem(request.tenant)}.jsonl", "application/jsonl; charset=utf-8")


def _file(rows: object, name: str, kind: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(rows, content_type=kind, headers=headers)  # type: ignore[arg-type]
