"""The page where residents ask, open where the town has opened it; nothing of what they ask is kept."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.territory.errors import BadInput
from beffroi.web.assistant.asking import Found, ask_as_resident
from beffroi.web.assistant.citing import MOST_QUOTES, documents
from beffroi.web.assistant.forms.questions import PublicAskForm
from beffroi.web.assistant.models import AssistantSettings, Document, DocumentState
from beffroi.web.assistant.models.settings import assistant_settings
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.assistant.store import warm
from beffroi.web.assistant.throttle import may_ask
from beffroi.web.assistant.translations import translated
from beffroi.web.assistant.views.sources import PDF_READER, give_back
from beffroi.web.platform.access import public
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.tenancy import TenantRequest

ASKING = "residents ask where the town has opened the page; public documents only, nothing kept"
READING = "residents read the public documents that answers are made of, where the town has opened the page"


def opened_settings() -> AssistantSettings:
    """Return the town's settings. Raises Http404 where it has not opened the page."""
    kept = assistant_settings()
    if not kept.public_open:
        raise Http404
    return kept


@require_http_methods(["GET", "HEAD", "POST"])
@public(ASKING, service=SERVICE)
def ask(request: TenantRequest) -> HttpResponse:
    """Take a resident's question and answer it on the same page."""
    kept = opened_settings()
    form = PublicAskForm(request.POST if request.method == "POST" else None)
    warm()
    shown = {"form": form, "kept": kept}
    if request.method == "POST" and form.is_valid():
        if not may_ask(request, request.tenant):
            return render(request, "assistant/public.html", {**shown, "too_often": True}, status=429)
        question = form.cleaned_data["question"]
        found = ask_as_resident(request.tenant, question)
        shown |= {"question": question, **_answer(found)}
        shown["told"] = _in_language(request.tenant, question, found, form.cleaned_data.get("language", ""))
    return render(request, "assistant/public.html", shown)


def _in_language(tenant: Tenant, question: str, found: Found, code: str) -> dict[str, object]:
    """Return the quotes in another language; nothing where none passes, or where the model fails or is busy."""
    quotes = [one.quote for one in found.citations if one.quote and not one.superseded_by]
    if not code or found.abstained or not quotes:
        return {}
    try:
        return translated(tenant, question, quotes, code)
    except BadInput:
        return {}


def _answer(found: Found) -> dict[str, object]:
    known = documents(one.source for one in found.citations)
    named = [name for one in found.citations for name in (one.superseded_by, one.amends)]
    titles = {source: one.shown_title for source, one in documents(named).items()}
    every = [
        (
            one,
            known.get(one.source),
            titles.get(one.superseded_by, one.superseded_by),
            place in found.disputed,
            titles.get(one.amends, one.amends),
        )
        for place, one in enumerate(found.citations)
    ]
    disputed = [one for one in every if one[3]]
    return {"found": found, "disputed": disputed, "quotes": [one for one in every if not one[3]][:MOST_QUOTES]}


@require_safe
@public(READING, service=SERVICE)
def known(request: TenantRequest) -> HttpResponse:
    """Say what the assistant knows: the public documents and their dates."""
    kept = opened_settings()
    every = sorted(
        Document.objects.filter(current=True, state=DocumentState.READ, public=True),
        key=lambda one: one.shown_title.casefold(),
    )
    return render(request, "assistant/known.html", {"documents": every, "kept": kept})


@require_safe
@csp_replace(PDF_READER)  # type: ignore[arg-type]  # its stub knows no views with arguments
@xframe_options_sameorigin
@public(READING, service=SERVICE)
def original_file(request: TenantRequest, number: int) -> FileResponse:
    """Give a public document in force."""
    opened_settings()
    readable = Document.objects.filter(current=True, state=DocumentState.READ, public=True)
    return give_back(request, get_object_or_404(readable, pk=number))
