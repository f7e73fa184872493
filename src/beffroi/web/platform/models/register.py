"""What the register publishes beside the ledger: how good each service was found on the tenant's own data."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models.tenants import TenantRow


class Evaluation(TenantRow):
    """Figures of one measure of one service; ``figures`` is a list of {label, value, baseline, unit}."""

    service = models.CharField(max_length=30)
    made_at = models.DateTimeField()
    first = models.DateField()
    last = models.DateField()
    figures = models.JSONField(default=list)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.service} {self.made_at:%Y-%m-%d}"
