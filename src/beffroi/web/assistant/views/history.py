"""A person's own questions and folders."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from beffroi.web.assistant.models import Asked, Dossier
from beffroi.web.assistant.models.settings import assistant_settings
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.platform.access import READERS, members
from beffroi.web.platform.tenancy import TenantRequest

A_PAGE = 30


@require_safe
@members(READERS, service=SERVICE)
def history(request: TenantRequest) -> HttpResponse:
    """List the person's questions, newest first."""
    asked = Asked.objects.filter(person=request.user).select_related("dossier")
    page = Paginator(asked, A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "dossiers": Dossier.objects.filter(person=request.user),
        "days": assistant_settings().history_days,
    }
    return render(request, "assistant/history.html", shown)


@require_POST
@members(READERS, service=SERVICE)
def erased(request: TenantRequest) -> HttpResponse:
    """Erase all of the person's questions."""
    Asked.objects.filter(person=request.user).delete()
    messages.success(request, "Vos questions sont effacées. Le journal garde leur nombre, pas leur texte.")
    return redirect("assistant-history", request.tenant.slug)


@require_POST
@members(READERS, service=SERVICE)
def one_erased(request: TenantRequest, number: int) -> HttpResponse:
    """Erase one question."""
    get_object_or_404(Asked.objects, pk=number, person=request.user).delete()
    messages.success(request, "Question effacée.")
    return redirect("assistant-history", request.tenant.slug)


@require_safe
@members(READERS, service=SERVICE)
def dossier(request: TenantRequest, number: int) -> HttpResponse:
    """Show the questions kept together."""
    found = get_object_or_404(Dossier.objects, pk=number, person=request.user)
    asked = Asked.objects.filter(dossier=found).order_by("pk")
    return render(request, "assistant/dossier.html", {"dossier": found, "questions": asked})


@require_POST
@members(READERS, service=SERVICE)
def dossier_erased(request: TenantRequest, number: int) -> HttpResponse:
    """Undo a folder; its questions stay in the history."""
    get_object_or_404(Dossier.objects, pk=number, person=request.user).delete()
    messages.success(request, "Dossier défait : ses questions restent dans votre historique.")
    return redirect("assistant-history", request.tenant.slug)


@require_safe
@members(READERS, service=SERVICE)
def dossier_file(request: TenantRequest, number: int) -> HttpResponse:
    """Give a folder as a text document."""
    from beffroi.web.assistant.exporting import as_odt, download  # noqa: PLC0415  # heavy

    found = get_object_or_404(Dossier.objects, pk=number, person=request.user)
    asked = list(Asked.objects.filter(dossier=found).order_by("pk"))
    return download(as_odt(request.tenant, asked, title=found.name), f"dossier-{found.pk}.odt")


@require_safe
@members(READERS, service=SERVICE)
def history_file(request: TenantRequest) -> HttpResponse:
    """Give all of the person's questions as a text document."""
    from beffroi.web.assistant.exporting import as_odt, download  # noqa: PLC0415  # heavy

    asked = list(Asked.objects.filter(person=request.user).order_by("pk"))
    return download(as_odt(request.tenant, asked, title="Mes questions"), "mes-questions.odt")
