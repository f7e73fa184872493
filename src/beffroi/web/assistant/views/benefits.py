"""À quoi ai-je droit: questions to ask and places to go, for agents and, where the town opened it, residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from beffroi.web.assistant.benefits import rights_of
from beffroi.web.assistant.citing import documents
from beffroi.web.assistant.forms.questions import SituationForm
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.assistant.store import warm
from beffroi.web.assistant.throttle import may_ask
from beffroi.web.assistant.views.public import opened_settings
from beffroi.web.platform.access import READERS, WORKERS, members, public
from beffroi.web.platform.tenancy import TenantRequest

if TYPE_CHECKING:
    from beffroi.assistant.benefits import Rights

TELLING = "residents tell a situation where the town has opened the page; public documents only, nothing kept"


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def rights(request: TenantRequest) -> HttpResponse:
    """Take a situation; show what may concern it on the same page, kept nowhere."""
    form = SituationForm(request.POST if request.method == "POST" else None)
    shown: dict[str, object] = {"form": form}
    warm()
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data["situation"]
        resident = not request.roles & WORKERS
        shown |= _shown(rights_of(request.tenant, told, resident=resident, person=request.user), told)
    return render(request, "assistant/rights.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@public(TELLING, service=SERVICE)
def public_rights(request: TenantRequest) -> HttpResponse:
    """Take a resident's situation; show what may concern it on the same page, kept nowhere."""
    form = SituationForm(request.POST if request.method == "POST" else None)
    shown: dict[str, object] = {"form": form, "kept": opened_settings()}
    warm()
    if request.method == "POST" and form.is_valid():
        if not may_ask(request, request.tenant):
            return render(request, "assistant/public_rights.html", {**shown, "too_often": True}, status=429)
        told = form.cleaned_data["situation"]
        shown |= _shown(rights_of(request.tenant, told, resident=True), told)
    return render(request, "assistant/public_rights.html", shown)


def _shown(found: Rights | None, situation: str) -> dict[str, object]:
    from beffroi.assistant.benefits import NOTICE  # noqa: PLC0415  # heavy

    benefits = found.benefits if found else ()
    known = documents(one.source for one in benefits)
    return {
        "situation": situation,
        "notice": NOTICE,
        "asked": True,
        "benefits": [(one, known.get(one.source)) for one in benefits],
    }
