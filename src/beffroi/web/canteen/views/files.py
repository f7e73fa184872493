"""Sending files, what was found in them, examples to fill."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.territory.errors import BadInput
from beffroi.web.canteen.examples import EXAMPLES
from beffroi.web.canteen.folders import originals, receive, sent_files, withdraw, withdrawable
from beffroi.web.canteen.forms import UploadForm
from beffroi.web.canteen.models import Upload, UploadState
from beffroi.web.canteen.starting import SERVICE, start_after_upload
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest

MOST_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def files(request: TenantRequest) -> HttpResponse:
    """Take files or pasted rows; show the last ones."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, form)
        except BadInput as error:
            form.add_error(None, str(error))
    sent = Upload.objects.select_related("person").defer("report")[:MOST_SHOWN]
    return render(request, "canteen/files.html", {"form": form, "uploads": sent, "examples": EXAMPLES})


def _received(request: TenantRequest, form: UploadForm) -> HttpResponse:
    sent = sent_files(form.cleaned_data["sent"], form.cleaned_data["pasted"])
    upload = receive(request.tenant, sent, person=request.user, replace=form.cleaned_data["replace"])
    if upload.state == UploadState.ACCEPTED:
        _started(request)
    return redirect("canteen-upload", request.tenant.slug, upload.pk)


def _started(request: TenantRequest) -> None:
    try:
        start_after_upload(request.tenant, person=request.user)
        messages.success(request, "Fichiers joints aux données. Une nouvelle prévision se calcule.")
    except BadInput as error:
        messages.warning(request, f"Fichiers joints aux données, sans nouvelle prévision. {error}")


@require_safe
@members(READERS, service=SERVICE)
def upload(request: TenantRequest, number: int) -> HttpResponse:
    """Show what was found in an upload."""
    shown = get_object_or_404(Upload.objects.select_related("person"), pk=number)
    last = shown == withdrawable(request.tenant)
    return render(request, "canteen/upload.html", {"upload": shown, "withdrawable": last, **_read(shown)})


@require_POST
@members(WORKERS, service=SERVICE)
def withdrawn(request: TenantRequest, number: int) -> HttpResponse:
    """Take the last upload back out of the data, and forecast again without it."""
    withdraw(request.tenant, get_object_or_404(Upload, pk=number))
    try:
        start_after_upload(request.tenant, person=request.user)
        messages.success(request, "Envoi annulé : les données sont comme avant lui. Une nouvelle prévision se calcule.")
    except BadInput as error:
        messages.warning(request, f"Envoi annulé, sans nouvelle prévision. {error}")
    return redirect("canteen-files", request.tenant.slug)


def _read(upload: Upload) -> dict[str, Any]:
    """Return what the page says of an accepted upload: each file's title, the span of the meals known."""
    if upload.state != UploadState.ACCEPTED:
        return {"accepted": False}
    report = upload.report
    titles = {stem: example.title for stem, example in EXAMPLES.items()}
    files = [{**file, "title": titles.get(file["stem"], file["stem"])} for file in report["files"]]
    first, last = (date.fromisoformat(report[name]) if report[name] else None for name in ("first", "last"))
    return {"accepted": True, "files": files, "first": first, "last": last}


@require_safe
@members(WORKERS, service=SERVICE)
def original(request: TenantRequest, number: int, place: int) -> FileResponse:
    """Give back a file as it was sent."""
    shown = get_object_or_404(Upload.objects, pk=number)
    kept = sorted(originals(request.tenant, shown).glob("*"))
    if place >= len(kept):
        raise Http404
    return FileResponse(kept[place].open("rb"), as_attachment=True, filename=kept[place].name)


@require_safe
@members(READERS, service=SERVICE)
def example(request: TenantRequest, name: str) -> HttpResponse:
    """Give a file to fill, with a line of example."""
    found = EXAMPLES.get(name)
    if found is None:
        raise Http404
    response = HttpResponse(found.text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
