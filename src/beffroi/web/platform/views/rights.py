"""Personal data and reversibility: what is known of a person, erasure, the export of everything."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beffroi.catalogue import WITH_SCREENS
from beffroi.territory.errors import BadInput
from beffroi.web.platform.access import PROTECTORS, members
from beffroi.web.platform.handing_over import exported, path_of, start_export
from beffroi.web.platform.models import Checkpoint, Erasure, Person, TenantService
from beffroi.web.platform.retention import LEAST_LEDGER_DAYS
from beffroi.web.platform.rights import erase, known, personal_data, persons_of
from beffroi.web.platform.tenancy import TenantRequest

MOST_SHOWN = 50


class Search(forms.Form):
    """Whom one looks for."""

    q = forms.CharField(label="Nom ou courriel", required=False, max_length=120)


class ErasureForm(forms.Form):
    """An erasure is said twice."""

    sure = forms.BooleanField(
        label="Je comprends que l'effacement est définitif",
        help_text="Le journal garde une clé sans nom : les chiffres du registre ne changent pas.",
        error_messages={"required": "Cochez la case pour confirmer l'effacement."},
    )


@members(PROTECTORS)
@require_safe
def rights(request: TenantRequest) -> HttpResponse:
    """Show the persons that the tenant knows, how long data is kept, the exports."""
    search = Search(request.GET)
    words = search.cleaned_data["q"].strip() if search.is_valid() else ""
    persons = persons_of(request.tenant).filter(Q(name__icontains=words) | Q(email__icontains=words))
    titles = {service.name: service.title for service in WITH_SCREENS}
    kept = [
        (titles.get(row.service, row.service), row.retention_days) for row in TenantService.objects.order_by("service")
    ]
    shown = {"search": search, "words": words, "persons": persons[:MOST_SHOWN], "kept": kept}
    shown |= {"exports": exported(request.tenant), "ledger_days": LEAST_LEDGER_DAYS}
    shown |= {"erasures": Erasure.objects.count(), "checkpoint": Checkpoint.objects.order_by("-seq").first()}
    return render(request, "platform/rights.html", shown)


def _person(request: TenantRequest, number: int) -> Person:
    return get_object_or_404(persons_of(request.tenant), pk=number)


@members(PROTECTORS)
def rights_person(request: TenantRequest, number: int) -> HttpResponse:
    """Show what is known of a person; erase on a confirmed POST."""
    person = _person(request, number)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = erase(request.tenant, person, by=request.user)
        except BadInput as error:
            form.add_error(None, str(error))
        else:
            said = "Le compte est effacé" if done.account else "La personne est effacée de cette collectivité"
            messages.success(request, f"{said}. Le journal garde sa clé, sans nom.")
            return redirect("rights", request.tenant.slug)
    shown = {"person": person, "known": known(request.tenant, person), "form": form}
    return render(request, "platform/rights_person.html", shown)


@members(PROTECTORS)
@require_safe
def rights_person_file(request: TenantRequest, number: int) -> HttpResponse:
    """Hand over what is known of a person."""
    person = _person(request, number)
    name = f"donnees-{person.key[:8]}-{timezone.localdate()}.json"
    told = personal_data(request.tenant, person)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers)


@members(PROTECTORS)
@require_POST
def export_start(request: TenantRequest) -> HttpResponse:
    """Start the export of everything."""
    job = start_export(request.tenant, request.user)
    return redirect("job", request.tenant.slug, job.pk)


@members(PROTECTORS)
@require_safe
def export_file(request: TenantRequest, number: int) -> FileResponse:
    """Hand over a finished export."""
    path = path_of(request.tenant, number)
    if path is None:
        raise Http404
    name = f"beffroi-{request.tenant.slug}-{timezone.localdate()}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
