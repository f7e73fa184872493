"""What the platform does by itself for each tenant: the head of its ledger every night, the week's letter."""

from __future__ import annotations

from datetime import time

from beffroi.web.platform import digest, schedule
from beffroi.web.platform.jobs import Work, work
from beffroi.web.platform.ledger import record_daily_heads

__all__ = ["digest"]


@work("platform.heads")
def publish_heads(work: Work) -> None:
    """Keep the head of each day that ended, for the register."""
    record_daily_heads(work.tenant)


schedule.every_day("platform.heads", at=time(0, 20), title="Empreinte du journal")
