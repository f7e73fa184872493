"""The documents: sent, described, read, taken away, given back."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.web.assistant.forms.sources import DescriptionForm, SendForm
from beffroi.web.assistant.models import Document, DocumentState
from beffroi.web.assistant.reading import page_texts
from beffroi.web.assistant.sources import Sent, original, receive, watched_folder, withdraw
from beffroi.web.assistant.starting import SERVICE, start_after_change, start_indexing
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.estimates import show
from beffroi.web.platform.models import Job
from beffroi.web.platform.models.jobs import OPEN_STATES
from beffroi.web.platform.tenancy import TenantRequest

OPERATIONS = ("assistant.index", "assistant.vectors")
# a browser's own reader of PDF draws itself in an object of the page, with a style of its own
PDF_READER = {"object-src": ["'self'"], "style-src": ["'self'", "'unsafe-inline'"], "plugin-types": None}


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def sources(request: TenantRequest) -> HttpResponse:
    """Take documents; list those known, the unread first."""
    form = SendForm(request.POST, request.FILES) if request.method == "POST" else SendForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, form)
        except BadInput as error:
            form.add_error(None, str(error))
    every = sorted(Document.objects.filter(current=True), key=lambda one: one.shown_title.casefold())
    shown = {
        "form": form,
        "unread": [one for one in every if one.state == DocumentState.UNREAD],
        "flagged": [one for one in every if one.state == DocumentState.READ and one.flags],
        "documents": every,
        "read": sum(one.state == DocumentState.READ for one in every),
        "jobs": show(Job.objects.filter(operation__in=OPERATIONS, state__in=OPEN_STATES)),
        "folder": watched_folder(request.tenant) if watched_folder(request.tenant).is_dir() else None,
    }
    return render(request, "assistant/sources.html", shown)


def _received(request: TenantRequest, form: SendForm) -> HttpResponse:
    sent = [Sent(file.name or "", file.read()) for file in form.cleaned_data["sent"]]
    told = {"rights": form.cleaned_data["rights"]}
    received = receive(request.tenant, sent, person=request.user, told=told)
    start_indexing(request.tenant, person=request.user)
    messages.success(request, f"{counted(len(received), 'document reçu')}. La lecture commence.")
    return redirect("assistant-sources", request.tenant.slug)


@require_POST
@members(WORKERS, service=SERVICE)
def read_again(request: TenantRequest) -> HttpResponse:
    """Look at what waits and at the instance's folder, now."""
    job = start_indexing(request.tenant, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def document(request: TenantRequest, number: int) -> HttpResponse:
    """Show what was read of a document, page by page; an agent says what it is."""
    found = readable(request, number)
    may_work = bool(request.roles & WORKERS) and found.current
    form = DescriptionForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST":
        if not may_work:
            raise Http404
        if form.is_valid():
            return _described(request, form)
    shown: dict[str, Any] = {
        "document": found,
        "form": form if may_work else None,
        "versions": Document.objects.filter(source=found.source).exclude(pk=found.pk).select_related("person"),
        "pages": page_texts(request.tenant, found),
    }
    return render(request, "assistant/document.html", shown)


def readable(request: TenantRequest, number: int) -> Document:
    """Return a document that the person may read. Raises Http404."""
    found: Document = get_object_or_404(Document.objects.select_related("replaces", "person"), pk=number)
    if not found.public and not request.roles & WORKERS:
        raise Http404
    return found


def _described(request: TenantRequest, form: DescriptionForm) -> HttpResponse:
    form.instance.state = DocumentState.WAITING
    form.save()
    start_indexing(request.tenant, person=request.user)
    messages.success(request, "Noté. Le document est relu avec ces indications.")
    return redirect("assistant-document", request.tenant.slug, form.instance.pk)


@require_POST
@members(WORKERS, service=SERVICE)
def withdrawn(request: TenantRequest, number: int) -> HttpResponse:
    """Take a document away for good."""
    found = get_object_or_404(Document, pk=number)
    title = found.shown_title
    withdraw(request.tenant, found)
    start_after_change(request.tenant, person=request.user)
    messages.success(request, f"« {title} » est retiré : original, passages et citations gardées sont effacés.")
    return redirect("assistant-sources", request.tenant.slug)


@require_safe
@csp_replace(PDF_READER)  # type: ignore[arg-type]  # its stub knows no views with arguments
@xframe_options_sameorigin
@members(READERS, service=SERVICE)
def original_file(request: TenantRequest, number: int) -> FileResponse:
    """Give back the original: a PDF opens at its page, anything else is saved."""
    return give_back(request, readable(request, number))


def give_back(request: TenantRequest, found: Document) -> FileResponse:
    """Return the original of a document. Raises Http404 where its file is not there."""
    path = original(request.tenant, found)
    if not path.is_file():
        raise Http404
    kind = "application/pdf" if found.is_pdf else "application/octet-stream"
    response = FileResponse(path.open("rb"), content_type=kind)
    name = path.name
    response["Content-Disposition"] = content_disposition_header(not found.is_pdf, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
