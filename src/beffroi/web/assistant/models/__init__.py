"""Tables of the assistant's screens."""

from beffroi.web.assistant.models.comparisons import Ballot, Comparison, ComparisonState, Vote
from beffroi.web.assistant.models.documents import Document, DocumentState, Kind, Origin, Rights
from beffroi.web.assistant.models.letters import Draft, DraftKind, DraftState, Signatory
from beffroi.web.assistant.models.mailbox import Mailbox, Security
from beffroi.web.assistant.models.quality import Trial, Unwritten, UnwrittenState
from beffroi.web.assistant.models.questions import Asked, Cited, Dossier
from beffroi.web.assistant.models.settings import AssistantSettings
from beffroi.web.assistant.models.sites import Site, SiteKind

__all__ = [
    "Asked",
    "AssistantSettings",
    "Ballot",
    "Cited",
    "Comparison",
    "ComparisonState",
    "Document",
    "DocumentState",
    "Dossier",
    "Draft",
    "DraftKind",
    "DraftState",
    "Kind",
    "Mailbox",
    "Origin",
    "Rights",
    "Security",
    "Signatory",
    "Site",
    "SiteKind",
    "Trial",
    "Unwritten",
    "UnwrittenState",
    "Vote",
]
