"""Tables of the telephone, one module a noun."""

from beffroi.web.phone.models.calls import Call, CallEnding, Channel, Line, Turn
from beffroi.web.phone.models.learning import PastRequest, Proposal, ProposalState, Unanswered, Verdict
from beffroi.web.phone.models.messages import Message, MessageState
from beffroi.web.phone.models.settings import PhoneSettings, Step, phone_settings
from beffroi.web.phone.models.topics import AnswerState, Handling, Topic, TopicVersion
from beffroi.web.phone.models.town import Closure, DutyOfficer, NamedPerson, Opening, Place, Service

__all__ = [
    "AnswerState",
    "Call",
    "CallEnding",
    "Channel",
    "Closure",
    "DutyOfficer",
    "Handling",
    "Line",
    "Message",
    "MessageState",
    "NamedPerson",
    "Opening",
    "PastRequest",
    "PhoneSettings",
    "Place",
    "Proposal",
    "ProposalState",
    "Service",
    "Step",
    "Topic",
    "TopicVersion",
    "Turn",
    "Unanswered",
    "Verdict",
    "phone_settings",
]
