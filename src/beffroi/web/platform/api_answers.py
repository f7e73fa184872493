"""What the API answers: the schemas of its description."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from ninja import Field, Schema

from beffroi.web.platform.entitlements import SENTENCES, Reason
from beffroi.web.platform.models import Job
from beffroi.web.platform.usage import Use

Share = Annotated[float, Field(ge=0, le=1)]


class Entitlement(Schema):
    """Whether an account may use a service, and why."""

    siret: str
    service: str
    account: str | None
    entitled: bool
    reason: Reason
    message: str

    @classmethod
    def of(cls, reason: Reason, *, siret: str, service: str, account: str) -> Self:
        """Build the answer."""
        return cls(
            siret=siret,
            service=service,
            account=account or None,
            entitled=reason is Reason.ENTITLED,
            reason=reason,
            message=SENTENCES[reason],
        )


class ServiceUse(Schema):
    """Use of one service in a month: time [min], energy [Wh], cost [cents]."""

    service: str
    runs: int
    minutes: float
    wh: float
    cents: float

    @classmethod
    def of(cls, use: Use) -> Self:
        """Build the answer."""
        return cls(
            service=use.service, runs=use.runs, minutes=float(use.minutes), wh=float(use.wh), cents=float(use.cents)
        )


class MonthUse(Schema):
    """Use of a month, service by service."""

    siret: str
    month: str
    services: list[ServiceUse]


class JobAnswer(Schema):
    """Where a job stands; progress is between 0 and 1."""

    number: int
    operation: str
    title: str
    state: str
    attempt: int
    progress: Share
    message: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Build the answer."""
        names = ("operation", "title", "state", "attempt", "progress", "message")
        times = ("created_at", "started_at", "finished_at")
        return cls(number=job.pk, **{name: getattr(job, name) for name in (*names, *times)})
