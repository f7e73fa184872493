"""The mailbox whose messages get a draft of an answer."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import TenantRow


class Security(models.TextChoices):
    """How the way to the server is protected."""

    TLS = "tls", "TLS (port 993)"
    STARTTLS = "starttls", "STARTTLS (port 143)"
    NONE = "none", "Aucune (réseau intérieur seulement)"


class Mailbox(TenantRow):
    """A mailbox read by IMAP and never changed. sealed: its password; validity, after: how far it was read."""

    leaves = False

    enabled = models.BooleanField("lire cette boîte", default=False)
    host = models.CharField("serveur IMAP", max_length=200)
    port = models.PositiveIntegerField("port", default=0, blank=True)
    security = models.CharField("protection", max_length=10, choices=Security, default=Security.TLS)
    user = models.CharField("compte", max_length=200)
    sealed = models.TextField(blank=True, editable=False)
    folder = models.CharField("dossier", max_length=100, default="INBOX")
    validity = models.PositiveBigIntegerField(default=0, editable=False)
    after = models.PositiveBigIntegerField(default=0, editable=False)
    looked_at = models.DateTimeField(null=True, editable=False)
    trouble = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = "boîte aux lettres de l'assistant"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_mailbox")]

    def __str__(self) -> str:
        return f"{self.user} ({self.host})"
