"""Drafting notes, letters and syntheses from chosen documents."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from beffroi.territory.errors import BadInput
from beffroi.web.assistant.compositions import compose_draft
from beffroi.web.assistant.forms.compositions import ComposeForm
from beffroi.web.assistant.models import Draft, DraftKind
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.platform.access import WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def compositions(request: TenantRequest) -> HttpResponse:
    """Take what is to be drafted; list the person's texts."""
    form = ComposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("assistant-letter", request.tenant.slug, _composed(request, form).pk)
        except BadInput as error:
            form.add_error(None, str(error))
    texts = Draft.objects.filter(person=request.user).exclude(kind=DraftKind.REPLY)[:MOST_SHOWN]
    return render(request, "assistant/compositions.html", {"form": form, "drafts": texts})


def _composed(request: TenantRequest, form: ComposeForm) -> Draft:
    from beffroi.assistant.composing import Kind, Order  # noqa: PLC0415  # heavy

    told = form.cleaned_data
    sources = tuple(document.source for document in told["documents"])
    order = Order(Kind(told["kind"]), told["title"], sources, told["points"])
    return compose_draft(
        request.tenant,
        order,
        signatory=told["signatory"],
        rewords=told.get("rewords", False),
        person=request.user,
    )
