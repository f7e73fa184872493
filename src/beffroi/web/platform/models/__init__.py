"""Tables of the platform, one module a noun."""

from beffroi.web.platform.models.jobs import Job, JobResult, ScheduledRun, WorkerBeat
from beffroi.web.platform.models.ledger import Checkpoint, DailyHead, Entry, EntryText, LedgerHead
from beffroi.web.platform.models.people import Delegation, Erasure, Invitation, Membership, Person, Role
from beffroi.web.platform.models.register import Evaluation
from beffroi.web.platform.models.tenants import ApiToken, Tenant, TenantKind, TenantRow, TenantService

__all__ = [
    "ApiToken",
    "Checkpoint",
    "DailyHead",
    "Delegation",
    "Entry",
    "EntryText",
    "Erasure",
    "Evaluation",
    "Invitation",
    "Job",
    "JobResult",
    "LedgerHead",
    "Membership",
    "Person",
    "Role",
    "ScheduledRun",
    "Tenant",
    "TenantKind",
    "TenantRow",
    "TenantService",
    "WorkerBeat",
]
