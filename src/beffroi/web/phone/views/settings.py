"""Settings, introduction step by step, a caller's rights."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from beffroi.territory.numbers import counted
from beffroi.web.phone.callers import erase_caller, held_of
from beffroi.web.phone.forms.settings import CallerForm, SettingsForm, StepForm
from beffroi.web.phone.models import PastRequest, PhoneSettings, Topic
from beffroi.web.phone.models.topics import AnswerState
from beffroi.web.phone.starting import SERVICE
from beffroi.web.platform.access import LEADS, PROTECTORS, READERS, members
from beffroi.web.platform.tenancy import TenantRequest


def kept_settings(request: TenantRequest) -> PhoneSettings:
    """Return the town's row of settings, a fresh one where there is none."""
    found: PhoneSettings | None = PhoneSettings.objects.first()
    return found or PhoneSettings(tenant=request.tenant)


@require_http_methods(["GET", "HEAD", "POST"])
@members(LEADS, service=SERVICE)
def settings(request: TenantRequest) -> HttpResponse:
    """Name the agent, open the written desk or not, keep things so long."""
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=kept_settings(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Réglages enregistrés. Les appels suivants en tiennent compte.")
        return redirect("phone-settings", request.tenant.slug)
    shown = {"form": form, "open": PhoneSettings.objects.filter(chat_open=True).exists()}
    return render(request, "phone/settings.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def introduction(request: TenantRequest) -> HttpResponse:
    """Show how far the telephone is introduced; a lead chooses the step."""
    kept = kept_settings(request)
    posted = request.POST if request.method == "POST" and request.roles & LEADS else None
    form = StepForm(posted, instance=kept)
    if posted is not None and form.is_valid():
        form.save()
        messages.success(request, f"Étape choisie. {kept.get_step_display()}.")
        return redirect("phone-introduction", request.tenant.slug)
    shown = {
        "form": form,
        "kept": kept,
        "approved": Topic.objects.filter(state=AnswerState.APPROVED).count(),
        "topics": Topic.objects.count(),
        "rehearsed": PastRequest.objects.exclude(action="").count(),
    }
    return render(request, "phone/introduction.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@members(PROTECTORS, service=SERVICE)
def caller(request: TenantRequest) -> HttpResponse:
    """Find, hand over or erase what is held of a caller, by their number."""
    form = CallerForm(request.POST if request.method == "POST" else None)
    shown: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        if "effacer" in request.POST:
            count = erase_caller(request.tenant, number, by=request.user)
            messages.success(request, f"{counted(count, 'ligne effacée')}.")
            return redirect("phone-caller", request.tenant.slug)
        held = held_of(number)
        if "emporter" in request.POST:
            response = JsonResponse(held.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1})
            response["Content-Disposition"] = 'attachment; filename="appelant.json"'
            return response
        shown["held"] = held
    return render(request, "phone/caller.html", shown)
