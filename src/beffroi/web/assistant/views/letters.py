"""Answering a resident."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.territory.errors import BadInput
from beffroi.web.assistant import letters as work
from beffroi.web.assistant.citing import documents
from beffroi.web.assistant.compositions import unfounded_in
from beffroi.web.assistant.forms.upkeep import LetterForm, MessageForm
from beffroi.web.assistant.models import Draft, DraftKind, DraftState, Mailbox
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.platform.access import WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def letters(request: TenantRequest) -> HttpResponse:
    """Take a resident's message; list the person's drafts."""
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = work.draft(request.tenant, told["message"], signatory=told["signatory"], person=request.user)
        return redirect("assistant-letter", request.tenant.slug, made.pk)
    shown = {
        "form": form,
        "drafts": Draft.objects.filter(person=request.user, kind=DraftKind.REPLY)[:MOST_SHOWN],
        "arrived": Draft.objects.filter(person=None, state=DraftState.OPEN)[:MOST_SHOWN],
        "reads_mail": Mailbox.objects.filter(enabled=True).exists(),
    }
    return render(request, "assistant/letters.html", shown)


def own(request: TenantRequest, number: int) -> Draft:
    """Return a draft of the person's own, or one that came by mail and is nobody's yet. Raises Http404."""
    theirs = Q(person=request.user) | Q(person=None)
    found: Draft = get_object_or_404(Draft.objects.select_related("event", "tenant").filter(theirs), pk=number)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def letter(request: TenantRequest, number: int) -> HttpResponse:
    """Show a draft beside what it rests on; the agent edits and accepts it."""
    made = own(request, number)
    form = LetterForm(request.POST if request.method == "POST" else None, initial={"body": made.body})
    added: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        added = () if form.cleaned_data["sure"] else unfounded_in(made, form.cleaned_data["body"])
    if request.method == "POST" and form.is_valid() and not added:
        try:
            work.accept(made, form.cleaned_data["body"], person=request.user)
        except BadInput as error:
            form.add_error("body", str(error))
        else:
            messages.success(request, "Accepté. Emportez-le, signez-le, envoyez-le : rien ne part d'ici.")
            return redirect("assistant-letter", request.tenant.slug, made.pk)
    known = documents(quote["source"] for quote in made.quotes)
    shown = {
        "draft": made,
        "form": form,
        "added": added,
        "is_open": made.state == DraftState.OPEN,
        "quotes": [(quote, known.get(quote["source"])) for quote in made.quotes],
    }
    return render(request, "assistant/letter.html", shown)


@require_POST
@members(WORKERS, service=SERVICE)
def rejected(request: TenantRequest, number: int) -> HttpResponse:
    """Put a draft aside."""
    work.reject(own(request, number), person=request.user)
    messages.success(request, "Brouillon rejeté.")
    return redirect("assistant-letters", request.tenant.slug)


@require_POST
@members(WORKERS, service=SERVICE)
def erased(request: TenantRequest, number: int) -> HttpResponse:
    """Erase a draft with the message that it answers."""
    own(request, number).delete()
    messages.success(request, "Message et courrier effacés.")
    return redirect("assistant-letters", request.tenant.slug)


@require_safe
@members(WORKERS, service=SERVICE)
def letter_file(request: TenantRequest, number: int) -> HttpResponse:
    """Give a letter as a text document."""
    from beffroi.web.assistant.exporting import download, letter_as_odt, text_as_odt  # noqa: PLC0415  # heavy

    made = own(request, number)
    if made.kind in {DraftKind.NOTE, DraftKind.SYNTHESIS}:
        return download(text_as_odt(request.tenant, made.body, title=made.subject), f"{made.kind}-{made.pk}.odt")
    return download(letter_as_odt(request.tenant, made.body, title="Courrier"), f"courrier-{made.pk}.odt")
