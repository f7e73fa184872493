"""Asking a question and reading the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.territory.errors import BadInput
from beffroi.web.assistant.asking import ask
from beffroi.web.assistant.citing import Shown, shown_citations
from beffroi.web.assistant.filing import file_into, judge
from beffroi.web.assistant.forms.questions import AskForm, FilingForm, LanguageForm, ThumbForm
from beffroi.web.assistant.models import Asked, Document, DocumentState
from beffroi.web.assistant.rewording import offered, reword_answer
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.assistant.store import warm
from beffroi.web.assistant.translations import offered_languages, translate_answer
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest

RECENT = 5


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def home(request: TenantRequest) -> HttpResponse:
    """Take a question; show the last ones of the person."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _asked(request, form.cleaned_data["question"], follows=None)
    warm()
    known = Document.objects.filter(current=True, state=DocumentState.READ)
    shown = {
        "form": form,
        "recent": Asked.objects.filter(person=request.user)[:RECENT],
        "known": known.count(),
        "waiting": Document.objects.filter(current=True, state=DocumentState.WAITING).count(),
    }
    return render(request, "assistant/home.html", shown)


def _asked(request: TenantRequest, question: str, *, follows: Asked | None) -> HttpResponse:
    """Answer; whoever is no agent reads what everybody may read."""
    resident = not request.roles & WORKERS
    asked = ask(request.tenant, question, person=request.user, resident=resident, follows=follows)
    return redirect("assistant-answer", request.tenant.slug, asked.pk)


def own(request: TenantRequest, number: int) -> Asked:
    """Return a question of the person's own. Raises Http404."""
    found: Asked = get_object_or_404(Asked.objects.select_related("dossier", "event"), pk=number, person=request.user)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def answer(request: TenantRequest, number: int) -> HttpResponse:
    """Show an answer with its quotes; take the question that follows it."""
    asked = own(request, number)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _asked(request, form.cleaned_data["question"], follows=asked)
    return render(request, "assistant/answer.html", _page(request, asked, form))


def _page(request: TenantRequest, asked: Asked, form: AskForm) -> dict[str, Any]:
    shown: list[Shown] = shown_citations(asked)
    return {
        "asked": asked,
        "form": form,
        "disputed": [one for one in shown if one.cited.disputed],
        "quotes": [one for one in shown if not one.cited.disputed],
        "filing": FilingForm(person=request.user, initial={"dossier": asked.dossier}),
        "thumb": ThumbForm(),
        "rewordable": offered(asked),
        "languages": None if asked.abstained or not offered_languages() else LanguageForm(),
    }


@require_POST
@members(READERS, service=SERVICE)
def reworded(request: TenantRequest, number: int) -> HttpResponse:
    """Say an answer more plainly; nothing appears but what passed its check."""
    asked = own(request, number)
    if not offered(asked):
        return redirect("assistant-answer", request.tenant.slug, asked.pk)
    try:
        reword_answer(asked, person=request.user)
    except BadInput as error:
        if not request.htmx:  # type: ignore[attr-defined]  # htmx's middleware
            raise
        return render(request, "assistant/_rewording.html", {"asked": asked, "trouble": str(error)})
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "assistant/_rewording.html", {"asked": asked})
    if not asked.rewording:
        messages.info(request, "Aucune reformulation n'a passé le contrôle : les citations suffisent.")
    return redirect("assistant-answer", request.tenant.slug, asked.pk)


@require_POST
@members(READERS, service=SERVICE)
def in_language(request: TenantRequest, number: int) -> HttpResponse:
    """Say an answer's quotes in another language; what did not pass its check stays in French."""
    asked = own(request, number)
    form = LanguageForm(request.POST)
    if form.is_valid() and not asked.abstained:
        translate_answer(asked, form.cleaned_data["language"], person=request.user)
        if not asked.translation["lines"]:
            messages.info(request, "Aucune phrase n'a passé le contrôle : les citations restent en français.")
    return redirect("assistant-answer", request.tenant.slug, asked.pk)


@require_POST
@members(READERS, service=SERVICE)
def judged(request: TenantRequest, number: int) -> HttpResponse:
    """Keep whether an answer helped."""
    asked = own(request, number)
    form = ThumbForm(request.POST)
    if not form.is_valid():
        return render(request, "assistant/answer.html", {**_page(request, asked, AskForm()), "thumb": form}, status=422)
    judge(asked, helps=form.cleaned_data["helps"] == "oui", reason=form.cleaned_data["reason"], person=request.user)
    messages.success(request, "Merci : c'est noté au journal.")
    return redirect("assistant-answer", request.tenant.slug, asked.pk)


@require_POST
@members(READERS, service=SERVICE)
def filed(request: TenantRequest, number: int) -> HttpResponse:
    """Put a question into a folder."""
    asked = own(request, number)
    form = FilingForm(request.POST, person=request.user)
    if form.is_valid():
        file_into(asked, form.cleaned_data["dossier"], new=form.cleaned_data["new"], person=request.user)
        messages.success(request, "Rangé." if asked.dossier else "Retiré de son dossier.")
    return redirect("assistant-answer", request.tenant.slug, asked.pk)


@require_safe
@members(READERS, service=SERVICE)
def answer_file(request: TenantRequest, number: int) -> HttpResponse:
    """Give an answer as a text document."""
    from beffroi.web.assistant.exporting import as_odt, download  # noqa: PLC0415  # heavy

    asked = own(request, number)
    return download(as_odt(request.tenant, [asked], title="Réponse de l'assistant"), f"reponse-{asked.pk}.odt")
