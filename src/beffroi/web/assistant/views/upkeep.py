"""What nobody has written, the measure of quality, the settings."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.web.assistant.forms.upkeep import SettingsForm, SignatoryForm, TrialForm, TrialsForm, UnwrittenForm
from beffroi.web.assistant.models import AssistantSettings, Signatory, Trial, Unwritten, UnwrittenState
from beffroi.web.assistant.starting import SERVICE, start_evaluation
from beffroi.web.platform.access import LEADS, READERS, WORKERS, members
from beffroi.web.platform.models import Evaluation
from beffroi.web.platform.tenancy import TenantRequest

MOST_SHOWN = 200
EXAMPLE = "question;sources;page;ecrite;public\nCombien coûte un repas à la cantine ?;tarifs-2026.pdf;1;oui;oui\n"


@require_safe
@members(WORKERS, service=SERVICE)
def unwritten(request: TenantRequest) -> HttpResponse:
    """List what is asked and nobody has written, the most often asked first."""
    every: QuerySet[Unwritten] = Unwritten.objects.all()
    shown = {
        "open": [(one, UnwrittenForm(instance=one)) for one in every.filter(state=UnwrittenState.OPEN)[:MOST_SHOWN]],
        "closed": every.exclude(state=UnwrittenState.OPEN).select_related("person")[:MOST_SHOWN],
    }
    return render(request, "assistant/unwritten.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def one_unwritten(request: TenantRequest, number: int) -> HttpResponse:
    """Say what became of a group of questions."""
    found = get_object_or_404(Unwritten, pk=number)
    form = UnwrittenForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.instance.person = request.user
        form.save()
        messages.success(request, f"Noté : {found.get_state_display().lower()}.")
        return redirect("assistant-unwritten", request.tenant.slug)
    return render(request, "assistant/one_unwritten.html", {"found": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def quality(request: TenantRequest) -> HttpResponse:
    """Show the last measure beside a search by words; take trial questions."""
    posted = request.POST if request.method == "POST" and request.roles & WORKERS else None
    form = TrialForm(posted)
    if posted is not None and form.is_valid():
        form.instance.tenant, form.instance.person = request.tenant, request.user
        form.save()
        messages.success(request, "Question ajoutée : elle comptera à la prochaine mesure.")
        return redirect("assistant-quality", request.tenant.slug)
    return _quality(request, form)


def _quality(request: TenantRequest, form: TrialForm, csv_form: TrialsForm | None = None) -> HttpResponse:
    found: Evaluation | None = Evaluation.objects.filter(service=SERVICE).first()
    results = {one["trial"]: one for one in found.detail.get("results", ())} if found else {}
    lines = [(trial, results.get(trial.pk)) for trial in Trial.objects.all()]
    shown = {
        "evaluation": found,
        "lines": sorted(lines, key=lambda line: bool(line[1] and line[1]["right"])),
        "form": form,
        "csv_form": csv_form or TrialsForm(),
        "can_ask": bool(request.roles & WORKERS),
    }
    return render(request, "assistant/quality.html", shown)


@require_POST
@members(WORKERS, service=SERVICE)
def trials_sent(request: TenantRequest) -> HttpResponse:
    """Take a CSV of trial questions."""
    from beffroi.web.assistant.quality import keep_rows, read_csv  # noqa: PLC0415  # heavy

    form = TrialsForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            kept = keep_rows(request.tenant, read_csv(form.cleaned_data["sent"].read()), person=request.user)
            messages.success(request, f"{counted(kept, 'question ajoutée')}.")
            return redirect("assistant-quality", request.tenant.slug)
        except BadInput as error:
            form.add_error("sent", str(error))
    return _quality(request, TrialForm(), form)


@require_POST
@members(WORKERS, service=SERVICE)
def trial_erased(request: TenantRequest, number: int) -> HttpResponse:
    """Take a trial question away."""
    get_object_or_404(Trial, pk=number).delete()
    messages.success(request, "Question retirée.")
    return redirect("assistant-quality", request.tenant.slug)


@require_safe
@members(WORKERS, service=SERVICE)
def trials_example(request: TenantRequest) -> HttpResponse:
    """Give a CSV to fill."""
    response = HttpResponse("\ufeff" + EXAMPLE, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="questions-essai.csv"'
    return response


@require_POST
@members(WORKERS, service=SERVICE)
def measured(request: TenantRequest) -> HttpResponse:
    """Measure again."""
    job = start_evaluation(request.tenant, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@members(LEADS, service=SERVICE)
def settings(request: TenantRequest) -> HttpResponse:
    """Open the public page or not, keep questions so long, who signs."""
    kept = AssistantSettings.objects.first() or AssistantSettings(tenant=request.tenant)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Réglages enregistrés.")
        return redirect("assistant-settings", request.tenant.slug)
    return _settings(request, form, SignatoryForm())


def _settings(request: TenantRequest, form: SettingsForm, signatory: SignatoryForm) -> HttpResponse:
    kept = AssistantSettings.objects.filter(public_open=True).exists()
    shown = {"form": form, "signatory": signatory, "signatories": Signatory.objects.all(), "public_open": kept}
    return render(request, "assistant/settings.html", shown)


@require_POST
@members(LEADS, service=SERVICE)
def signatory_added(request: TenantRequest) -> HttpResponse:
    """Add a line to the delegation table, or change that of the theme."""
    known = Signatory.objects.filter(theme=request.POST.get("theme", "").strip()).first()
    form = SignatoryForm(request.POST, instance=known or Signatory(tenant=request.tenant))
    if form.is_valid():
        form.save()
        messages.success(request, "Délégation enregistrée.")
        return redirect("assistant-settings", request.tenant.slug)
    kept = AssistantSettings.objects.first() or AssistantSettings(tenant=request.tenant)
    return _settings(request, SettingsForm(instance=kept), form)


@require_POST
@members(LEADS, service=SERVICE)
def signatory_removed(request: TenantRequest, number: int) -> HttpResponse:
    """Take a line out of the delegation table."""
    get_object_or_404(Signatory, pk=number).delete()
    messages.success(request, "Délégation retirée.")
    return redirect("assistant-settings", request.tenant.slug)
