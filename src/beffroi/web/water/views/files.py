"""Sending files, checking what was understood, putting them in use or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.territory.errors import BadInput
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.examples import EXAMPLES
from beffroi.web.water.folders import current, original, put_in_use, receive, sent_files, set_aside, withdraw
from beffroi.web.water.forms.files import UploadForm
from beffroi.web.water.models import FileKind, WaterFile
from beffroi.web.water.starting import SERVICE, start_after_use

MOST_SHOWN = 40


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def files(request: TenantRequest) -> HttpResponse:
    """Take files; show which one is in use of each kind, and the last ones sent."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, form)
        except BadInput as error:
            form.add_error(None, str(error))
    shown = {
        "form": form,
        "kinds": [(kind, EXAMPLES[kind], current(kind)) for kind in FileKind],
        "files": WaterFile.objects.select_related("person").defer("report")[:MOST_SHOWN],
    }
    return render(request, "water/files.html", shown)


def _received(request: TenantRequest, form: UploadForm) -> HttpResponse:
    sent = sent_files(form.cleaned_data["sent"])
    made = [receive(request.tenant, one, person=request.user, kind=form.cleaned_data["kind"]) for one in sent]
    if len(made) == 1:
        return redirect("water-file", request.tenant.slug, made[0].pk)
    messages.success(request, f"{len(made)} fichiers lus : vérifiez chacun avant de l'employer.")
    return redirect("water-files", request.tenant.slug)


@require_safe
@members(READERS, service=SERVICE)
def file(request: TenantRequest, number: int) -> HttpResponse:
    """Show what was understood of a file."""
    shown = _file(number)
    in_use = current(FileKind(shown.kind)) if shown.kind else None
    return render(request, "water/file.html", {"file": shown, "in_use": in_use, **_span(shown)})


def _file(number: int) -> WaterFile:
    found: WaterFile = get_object_or_404(WaterFile.objects.select_related("person", "tenant"), pk=number)
    return found


def _span(shown: WaterFile) -> dict[str, Any]:
    told = {name: shown.report.get(name, "") for name in ("first", "last")}
    return {name: datetime.fromisoformat(text) if text else None for name, text in told.items()}


DECISIONS = {"employer": put_in_use, "ecarter": set_aside, "retirer": withdraw}
SENTENCES = {
    "employer": "Le fichier est employé.",
    "ecarter": "Le fichier est écarté ; il reste gardé.",
    "retirer": "Le fichier est retiré : le précédent de ce genre reprend sa place.",
}


@require_POST
@members(WORKERS, service=SERVICE)
def decided(request: TenantRequest, number: int) -> HttpResponse:
    """Put a file in use, set it aside, or withdraw the last one."""
    shown, what = _file(number), request.POST.get("decision", "")
    if what not in DECISIONS:
        raise Http404
    DECISIONS[what](shown)
    messages.success(request, SENTENCES[what])
    if what != "ecarter":
        _started(request, shown)
    return redirect("water-file", request.tenant.slug, number)


def _started(request: TenantRequest, shown: WaterFile) -> None:
    try:
        job = start_after_use(request.tenant, shown, person=request.user, today=timezone.localdate())
    except BadInput as error:
        messages.warning(request, str(error))
        return
    if job:
        messages.info(request, f"« {job.title} » se calcule : suivez-le dans Travaux.")


@require_safe
@members(WORKERS, service=SERVICE)
def original_file(request: TenantRequest, number: int) -> FileResponse:
    """Give back a file as it was sent."""
    path = original(request.tenant, _file(number))
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
