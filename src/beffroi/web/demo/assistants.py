"""The assistant of the demo: a made-up town's documents read, questions asked, a letter drafted, quality measured."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from django_scopes import scope

from beffroi.assistant.composing import Kind, Order
from beffroi.assistant.simulate import read_town
from beffroi.assistant.simulate.writing import render
from beffroi.web.assistant.asking import ask, ask_as_resident
from beffroi.web.assistant.compositions import compose_draft
from beffroi.web.assistant.filing import file_into, judge
from beffroi.web.assistant.letters import draft
from beffroi.web.assistant.models import Asked, AssistantSettings, Document, Signatory, Trial
from beffroi.web.assistant.sources import Sent, receive
from beffroi.web.assistant.starting import start_indexing
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.models import Job, Membership, Person, Tenant
from beffroi.web.platform.models.jobs import JobState

SEED = 7
DISLIKED = 2


def make_assistant(tenant: Tenant) -> None:
    """Send the town's documents as its agent would, read them, ask what its people ask."""
    told = tomllib.loads(files("beffroi.web.demo").joinpath("data/assistant.toml").read_text(encoding="utf-8"))
    with scope(tenant=tenant):
        agent = Person.objects.filter(pk__in=Membership.objects.values("person")).earliest("pk")
        _prepare(tenant, told, agent)
        _send(tenant, agent)
        start_indexing(tenant, person=agent)
        _work()
        _ask(tenant, told, agent)


def _prepare(tenant: Tenant, told: dict[str, Any], agent: Person) -> None:
    AssistantSettings.objects.create(
        tenant=tenant, public_open=True, reach_a_person=told["reach_a_person"].strip(), letter_place=tenant.name
    )
    Signatory.objects.bulk_create(Signatory(tenant=tenant, **one) for one in told["signatory"])
    Trial.objects.bulk_create(Trial(tenant=tenant, person=agent, **one) for one in told["trial"])


def _send(tenant: Tenant, agent: Person) -> None:
    for document in read_town().documents:
        sent = Sent(document.file, render(document, seed=SEED))
        described = {"title": document.title, "date": document.date, "rights": document.rights}
        receive(tenant, [sent], person=agent, told=described)
    for document in read_town().documents:
        if document.replaces:
            older = Document.objects.get(source=document.replaces)
            Document.objects.filter(source=document.file).update(replaces=older)


def _work() -> None:
    """Do the jobs that the documents started: words, vectors, the measure."""
    while job := Job.objects.filter(state=JobState.WAITING).first():
        run_job.call(job.pk)


def _ask(tenant: Tenant, told: dict[str, Any], agent: Person) -> None:
    asked = [ask(tenant, question, person=agent) for question in told["asked"]]
    ask(tenant, told["follow_up"], person=agent, follows=asked[1])
    file_into(asked[1], None, new="Rentrée : cantine", person=agent)
    file_into(asked[2], Asked.objects.get(pk=asked[1].pk).dossier, new="", person=agent)
    for place, one in enumerate(asked):
        if not one.abstained:
            judge(one, helps=place != DISLIKED, reason="La réponse est plus loin dans le règlement", person=agent)
    for question in told["residents"]:
        ask_as_resident(tenant, question)
    _compose(tenant, told["composed"], agent)
    draft(tenant, told["message"].strip(), signatory=Signatory.objects.first(), person=agent)


def _compose(tenant: Tenant, told: dict[str, Any], agent: Person) -> None:
    order = Order(Kind(told["kind"]), told["title"], tuple(told["documents"]), tuple(told["points"]))
    compose_draft(tenant, order, signatory=None, rewords=False, person=agent)
