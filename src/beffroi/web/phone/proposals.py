"""A proposed topic approved, joined to a topic, or put aside: each a decision that cites the grouping."""

from __future__ import annotations

from django.db import transaction

from beffroi.web.phone.editing import name_for
from beffroi.web.phone.models import AnswerState, Handling, Proposal, ProposalState, Topic, Unanswered
from beffroi.web.phone.shipping import version_of
from beffroi.web.phone.starting import start_learning
from beffroi.web.platform.ledger import append_decision
from beffroi.web.platform.models import Person
from beffroi.web.platform.models.ledger import Outcome


def texts_of(proposal: Proposal) -> list[str]:
    """Return the requests of a proposal, each once."""
    return list(dict.fromkeys(Unanswered.objects.filter(proposal=proposal).values_list("text", flat=True)))


@transaction.atomic
def approve_proposal(proposal: Proposal, *, title: str, intent: str, person: Person) -> Topic:
    """Make a topic of it: its answer is still to be written and approved, a message is taken meanwhile."""
    topic: Topic = Topic.objects.create(
        tenant=proposal.tenant,
        name=name_for(Topic, title),
        intent=intent,
        title=title,
        phrasings=texts_of(proposal),
        handling=Handling.MESSAGE,
        state=AnswerState.DRAFT,
    )
    version_of(topic, "Proposé par les demandes sans réponse", person).save()
    _decided(proposal, ProposalState.APPROVED, Outcome.ACCEPTED, person)
    start_learning(proposal.tenant, person=person)
    return topic


@transaction.atomic
def join_proposal(proposal: Proposal, topic: Topic, *, person: Person) -> None:
    """Add its requests to the ways of asking for a topic."""
    topic.phrasings = list(dict.fromkeys([*topic.phrasings, *texts_of(proposal)]))
    topic.save()
    version_of(topic, "Façons de le demander ajoutées", person).save()
    _decided(proposal, ProposalState.JOINED, Outcome.EDITED, person)
    start_learning(proposal.tenant, person=person)


@transaction.atomic
def reject_proposal(proposal: Proposal, *, person: Person) -> None:
    """Put it aside: its requests are not proposed again."""
    _decided(proposal, ProposalState.REJECTED, Outcome.REJECTED, person)


def _decided(proposal: Proposal, state: ProposalState, outcome: Outcome, person: Person) -> None:
    proposal.state, proposal.person = state, person
    proposal.save(update_fields=["state", "person"])
    if proposal.event:
        append_decision(
            proposal.tenant, proposal.event, outcome=outcome, person=person, subject=f"sujet proposé {proposal.pk}"
        )
