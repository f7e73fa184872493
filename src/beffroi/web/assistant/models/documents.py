"""The documents that answers are made of."""

from __future__ import annotations

import datetime as dt

from django.db import models

from beffroi.web.assistant.models.sites import Site
from beffroi.web.platform.models import Person, TenantRow
from beffroi.web.platform.models.people import random_key


class Kind(models.TextChoices):
    """What a file holds."""

    DOCUMENT = "document", "Document"
    SHEETS = "sheets", "Fiches"


class Origin(models.TextChoices):
    """Where a file comes from."""

    UPLOAD = "upload", "Déposé"
    FOLDER = "folder", "Dossier de l'instance"
    WEB = "web", "Page web"


class Rights(models.TextChoices):
    """Who may read a document."""

    AUTO = "auto", "D'après le document"
    PUBLIC = "public", "Tout le monde"
    SERVICE = "service", "Les agents seulement"


class DocumentState(models.TextChoices):
    """How far the reading of a document is."""

    WAITING = "waiting", "À lire"
    READ = "read", "Lu"
    UNREAD = "unread", "Non lu"


class Document(TenantRow):
    """One version of a file; the original stands in ``folder``. Only the current version is searched.

    source: its name in the store. title, date, rights, replaces: what a person told; read_*, public, flags: what was
    read. url, etag, modified: of a page of ``site``, as its server told. stamp: of what was last put into the store, so
    that only what changed is read again.
    """

    source = models.CharField("fichier", max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DOCUMENT)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.UPLOAD)
    folder = models.CharField(max_length=32, default=random_key, editable=False)
    version = models.PositiveIntegerField(default=1)
    current = models.BooleanField(default=True)
    title = models.CharField("titre", max_length=300, blank=True)
    date = models.DateField("date", null=True, blank=True)
    rights = models.CharField("qui peut le lire", max_length=10, choices=Rights, default=Rights.AUTO)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    url = models.CharField(max_length=500, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=60, blank=True)
    site = models.ForeignKey(Site, models.SET_NULL, null=True, related_name="+")
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.WAITING)
    reason = models.TextField(blank=True)
    read_title = models.CharField(max_length=300, blank=True)
    read_date = models.DateField(null=True)
    public = models.BooleanField(default=False)
    flags = models.JSONField(default=list)
    pages = models.PositiveIntegerField(default=0)
    passages = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    stamp = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "document de l'assistant"
        ordering = ["source", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "source"], condition=models.Q(current=True), name="one_current_version"
            )
        ]
        indexes = [models.Index(fields=["tenant", "current", "state"], name="document_by_state")]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """The title told, or read, or the name of the file."""
        return self.title or self.read_title or self.source

    @property
    def shown_date(self) -> dt.date | None:
        """The date told, or read."""
        return self.date or self.read_date

    @property
    def is_pdf(self) -> bool:
        """Whether a browser opens it at a page."""
        return self.source.lower().endswith(".pdf")
