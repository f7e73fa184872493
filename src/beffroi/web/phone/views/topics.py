"""Topics: found, written, approved, taken over from Beffroi; a sentence tried."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.engines.search.words import fold
from beffroi.phone.folders import shipped_topics, shipped_town
from beffroi.phone.intents import INTENTS
from beffroi.territory.numbers import counted
from beffroi.web.phone import editing
from beffroi.web.phone.forms.topics import SearchForm, TopicForm, TryForm
from beffroi.web.phone.models import AnswerState, Topic, TopicVersion
from beffroi.web.phone.shipping import take_topics
from beffroi.web.phone.starting import SERVICE, start_learning
from beffroi.web.phone.trying import try_sentence
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest

MOST_VERSIONS = 20


@require_http_methods(["GET", "HEAD"])
@members(READERS, service=SERVICE)
def topics(request: TenantRequest) -> HttpResponse:
    """List topics by family, those that match where words or a family are asked for."""
    form = SearchForm(request.GET or None)
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = _matching(told)
    every = Topic.objects.count()
    shown = {
        "form": form,
        "families": [_family(intent, list(rows)) for intent, rows in groupby(found, lambda one: one.intent)],
        "found": len(found),
        "every": every,
        "waiting": Topic.objects.filter(state=AnswerState.DRAFT).exclude(answer="").count(),
        "shipped": len(shipped_topics()),
        "asked": bool(any(told.values())),
    }
    return render(request, "phone/topics.html", shown)


def _family(intent: str, rows: list[Topic]) -> tuple[str, str, list[Topic], bool]:
    """Return a family, its title, its topics, and whether an answer of them awaits approval."""
    return intent, INTENTS.get(intent, intent), rows, any(one.answer and not one.approved for one in rows)


def _matching(told: dict[str, str]) -> list[Topic]:
    rows: QuerySet[Topic] = Topic.objects.select_related("service").order_by("intent", "title")
    if told.get("famille"):
        rows = rows.filter(intent=told["famille"])
    if told.get("etat"):
        rows = rows.filter(state=told["etat"])
    words = fold(told.get("mots", "")).split()
    return [one for one in rows if all(word in _told_by(one) for word in words)] if words else list(rows)


def _told_by(found: Topic) -> str:
    """Return all the words of a topic, without accents, as they are looked for."""
    return fold(" ".join((found.title, found.answer, *found.phrasings)))


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def topic_new(request: TenantRequest) -> HttpResponse:
    """Write a topic."""
    return _written(request, editing.new_topic(request.tenant))


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def topic(request: TenantRequest, number: int) -> HttpResponse:
    """Show a topic; an agent changes it."""
    found = get_object_or_404(Topic.objects.select_related("service", "approved_by"), pk=number)
    if request.method == "POST" and not request.roles & WORKERS:
        raise Http404
    return _written(request, found)


def _written(request: TenantRequest, found: Topic) -> HttpResponse:
    form = TopicForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        asks_again = editing.keep_topic(form.instance, person=request.user)
        text = "Enregistré."
        if asks_again or not form.instance.approved:
            text += " Approuvez la réponse pour qu'elle soit lue aux appelants."
        messages.success(request, text)
        return redirect("phone-topic", request.tenant.slug, form.instance.pk)
    versions = TopicVersion.objects.filter(topic=found.pk or 0).select_related("person")[:MOST_VERSIONS]
    return render(request, "phone/topic.html", {"topic": found, "form": form, "versions": versions})


@require_POST
@members(WORKERS, service=SERVICE)
def topic_approved(request: TenantRequest, number: int) -> HttpResponse:
    """Let an answer be read, or stop it."""
    found = get_object_or_404(Topic, pk=number)
    if "suspendre" in request.POST:
        editing.suspend(found, person=request.user)
        messages.success(request, "Cette réponse n'est plus lue : le service est passé, ou un message est pris.")
    else:
        editing.approve(found, person=request.user)
        messages.success(request, "Approuvé : les appelants entendent cette réponse.")
    return redirect("phone-topic", request.tenant.slug, found.pk)


@require_POST
@members(WORKERS, service=SERVICE)
def topic_removed(request: TenantRequest, number: int) -> HttpResponse:
    """Take a topic away with its versions."""
    found = get_object_or_404(Topic, pk=number)
    title = found.title
    found.delete()
    messages.success(request, f"Sujet « {title} » retiré.")
    return redirect("phone-topics", request.tenant.slug)


@require_POST
@members(WORKERS, service=SERVICE)
def family_approved(request: TenantRequest, intent: str) -> HttpResponse:
    """Approve the answers of a family at once, after they were read."""
    if intent not in INTENTS:
        raise Http404
    count = editing.approve_family(intent, person=request.user)
    messages.success(request, f"{counted(count, 'réponse approuvée')}.")
    return redirect("phone-topics", request.tenant.slug)


@require_POST
@members(WORKERS, service=SERVICE)
def topics_taken(request: TenantRequest) -> HttpResponse:
    """Copy the topics that ship and that the town does not have."""
    titles = {one.name: one.title for one in shipped_town().services}
    count = take_topics(request.tenant, shipped_topics(), titles=titles, person=request.user)
    if count:
        start_learning(request.tenant, person=request.user)
    messages.success(request, f"{counted(count, 'sujet repris', 'sujets repris')}. Relisez-les, puis approuvez-les.")
    return redirect("phone-topics", request.tenant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def tried(request: TenantRequest) -> HttpResponse:
    """Show what a sentence would give; the form alone for htmx."""
    form = TryForm(request.POST if request.method == "POST" else None)
    shown = {"form": form}
    if request.method == "POST" and form.is_valid():
        shown["tried"] = try_sentence(request.tenant, form.cleaned_data["said"], person=request.user)  # type: ignore[assignment]
    page = "phone/_tried.html" if request.htmx and "tried" in shown else "phone/try.html"  # type: ignore[attr-defined]
    return render(request, page, shown)
