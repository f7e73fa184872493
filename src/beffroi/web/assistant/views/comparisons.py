"""Two models side by side, blind: begun, judged question by question, revealed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.web.assistant.comparisons import begin, choices, close, revealed
from beffroi.web.assistant.forms.comparisons import CompareForm, VoteForm
from beffroi.web.assistant.models import Ballot, Comparison, ComparisonState, Trial
from beffroi.web.assistant.starting import SERVICE, start_comparison
from beffroi.web.platform.access import WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def comparisons(request: TenantRequest) -> HttpResponse:
    """List the person's comparisons; begin another."""
    form = CompareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = begin(request.tenant, first=told["first"], second=told["second"], person=request.user)
        start_comparison(request.tenant, made.pk, person=request.user)
        return redirect("assistant-comparison", request.tenant.slug, made.pk)
    shown = {
        "form": form,
        "possible": len(choices()) > 1,
        "trials": Trial.objects.filter(answerable=True).count(),
        "comparisons": Comparison.objects.filter(person=request.user)[:MOST_SHOWN],
    }
    return render(request, "assistant/comparisons.html", shown)


def own(request: TenantRequest, number: int) -> Comparison:
    """Return a comparison of the person's own. Raises Http404."""
    found: Comparison = get_object_or_404(
        Comparison.objects.select_related("tenant", "first_event", "second_event"), pk=number, person=request.user
    )
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def comparison(request: TenantRequest, number: int) -> HttpResponse:
    """Show the next question and its two answers without their models; take the vote. Once revealed, the result."""
    found = own(request, number)
    ballots = Ballot.objects.filter(comparison=found)
    if request.method == "POST" and found.state == ComparisonState.OPEN:
        form = VoteForm(request.POST)
        if form.is_valid():
            ballots.filter(place=form.cleaned_data["place"]).update(vote=form.cleaned_data["vote"])
        return redirect("assistant-comparison", request.tenant.slug, found.pk)
    closed = found.state == ComparisonState.CLOSED
    shown = {
        "comparison": found,
        "ballot": None if closed else ballots.filter(vote="").first(),
        "done": ballots.exclude(vote="").count(),
        "total": ballots.count(),
        "result": revealed(found) if closed and not found.trouble else None,
    }
    return render(request, "assistant/comparison.html", shown)


@require_POST
@members(WORKERS, service=SERVICE)
def comparison_closed(request: TenantRequest, number: int) -> HttpResponse:
    """End the votes and say which model was which."""
    found = own(request, number)
    if found.state == ComparisonState.OPEN:
        close(found, person=request.user)
        messages.success(request, "Votes clos : voici qui était qui.")
    return redirect("assistant-comparison", request.tenant.slug, found.pk)
