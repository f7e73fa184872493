"""Requests without an answer and the topics proposed from them; rehearsal on past requests."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.web.phone.forms.learning import JoinForm, NewTopicForm, PastForm
from beffroi.web.phone.models import PastRequest, Proposal, ProposalState, Topic, Unanswered
from beffroi.web.phone.proposals import approve_proposal, join_proposal, reject_proposal, texts_of
from beffroi.web.phone.starting import SERVICE, start_grouping, start_rehearsal
from beffroi.web.phone.views.board import titles
from beffroi.web.platform.access import WORKERS, members
from beffroi.web.platform.models import Evaluation
from beffroi.web.platform.tenancy import TenantRequest

MOST_SHOWN, A_PAGE = 60, 40


@require_safe
@members(WORKERS, service=SERVICE)
def unanswered(request: TenantRequest) -> HttpResponse:
    """List proposed topics, the most often asked first, and requests that stand alone."""
    open_ones = Proposal.objects.filter(state=ProposalState.OPEN).select_related("near")
    alone = Unanswered.objects.filter(proposal=None)
    shown = {
        "proposals": open_ones[:MOST_SHOWN],
        "alone": alone[:MOST_SHOWN],
        "alone_count": alone.count(),
        "decided": Proposal.objects.exclude(state=ProposalState.OPEN).select_related("person").order_by("-pk")[:20],
    }
    return render(request, "phone/unanswered.html", shown)


@require_POST
@members(WORKERS, service=SERVICE)
def regrouped(request: TenantRequest) -> HttpResponse:
    """Group again."""
    job = start_grouping(request.tenant, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def proposal(request: TenantRequest, number: int) -> HttpResponse:
    """Show requests alike; make a topic of them, join them to one, or put them aside."""
    found = get_object_or_404(Proposal.objects.select_related("near", "event", "tenant"), pk=number)
    is_open = found.state == ProposalState.OPEN
    action = request.POST.get("action", "") if request.method == "POST" and is_open else ""
    new = NewTopicForm(
        request.POST if action == "creer" else None, initial={"title": found.title, "intent": found.intent}
    )
    join = JoinForm(request.POST if action == "joindre" else None, initial={"topic": found.near_id})
    if answer := _decided(request, found, action, new, join):
        return answer
    shown = {
        "proposal": found,
        "texts": texts_of(found),
        "new": new,
        "join": join,
        "is_open": is_open,
    }
    return render(request, "phone/proposal.html", shown)


def _decided(
    request: TenantRequest, found: Proposal, action: str, new: NewTopicForm, join: JoinForm
) -> HttpResponse | None:
    if action == "ecarter":
        reject_proposal(found, person=request.user)
        messages.success(request, "Écarté : ces demandes ne seront plus proposées.")
        return redirect("phone-unanswered", request.tenant.slug)
    if action == "creer" and new.is_valid():
        made = approve_proposal(found, **new.cleaned_data, person=request.user)
        messages.success(request, "Sujet créé. Écrivez la réponse, puis approuvez-la.")
        return redirect("phone-topic", request.tenant.slug, made.pk)
    if action == "joindre" and join.is_valid():
        topic: Topic = join.cleaned_data["topic"]
        join_proposal(found, topic, person=request.user)
        messages.success(request, f"Demandes jointes à « {topic.title} ».")
        return redirect("phone-unanswered", request.tenant.slug)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def rehearsal(request: TenantRequest) -> HttpResponse:
    """Take past requests; show what the agent would have done of them."""
    form = PastForm(request.POST, request.FILES) if request.method == "POST" else PastForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _rehearsed(request, form)
        except BadInput as error:
            form.add_error("pasted", str(error))
    return render(request, "phone/rehearsal.html", _rehearsal(request, form))


def _rehearsed(request: TenantRequest, form: PastForm) -> HttpResponse:
    from beffroi.web.phone.rehearsal import keep_past, read_past  # noqa: PLC0415  # heavy

    sent = form.cleaned_data["sent"]
    past = read_past(sent.read() if sent else b"", form.cleaned_data["pasted"])
    kept = keep_past(request.tenant, past, person=request.user)
    messages.success(request, f"{counted(kept, 'demande reçue')}.")
    job = start_rehearsal(request.tenant, person=request.user)
    return redirect("job", request.tenant.slug, job.pk)


def _rehearsal(request: TenantRequest, form: PastForm) -> dict[str, Any]:
    from beffroi.web.phone.rehearsal import summary  # noqa: PLC0415  # heavy
    from beffroi.web.phone.trying import ACTIONS  # noqa: PLC0415  # heavy

    rows = PastRequest.objects.order_by("verdict", "confidence", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    names = titles()
    return {
        "form": form,
        "page": page,
        "lines": [(one, names.get(one.topic, ""), ACTIONS.get(one.action, "")) for one in page],
        "summary": summary(),
        "evaluation": Evaluation.objects.filter(service=SERVICE).first(),
    }


@require_POST
@members(WORKERS, service=SERVICE)
def past_judged(request: TenantRequest, number: int) -> HttpResponse:
    """Say whether the agent would have done right."""
    from beffroi.web.phone.rehearsal import judge  # noqa: PLC0415  # heavy

    found = get_object_or_404(PastRequest.objects.select_related("event", "tenant"), pk=number)
    verdict = request.POST.get("verdict")
    if verdict not in ("right", "wrong"):
        raise Http404
    judge(found, right=verdict == "right", person=request.user)
    return redirect("phone-rehearsal", request.tenant.slug)


@require_POST
@members(WORKERS, service=SERVICE)
def past_erased(request: TenantRequest) -> HttpResponse:
    """Erase every past request."""
    count = PastRequest.objects.count()
    PastRequest.objects.all().delete()
    messages.success(request, f"{counted(count, 'demande effacée')}.")
    return redirect("phone-rehearsal", request.tenant.slug)
