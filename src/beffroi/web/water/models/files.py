"""Files that the service sends: kept as sent, versions by kind (decision 0005)."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import Person, TenantRow
from beffroi.web.platform.models.people import random_key


class FileKind(models.TextChoices):
    """What a file is for; the words are those of ``beffroi water understand``."""

    NETWORK = "network", "Réseau (EPANET)"
    SCADA = "scada", "Historique de télégestion"
    AMR = "amr", "Télérelève des abonnés"
    KNOWN_LEAKS = "known_leaks", "Fuites déjà réparées"
    FLOWS = "flows", "Débits des secteurs"
    CUSTOMERS = "customers", "Abonnés par secteur"
    PIPES = "pipes", "Registre des conduites"
    BREAKS = "breaks", "Casses et réparations"
    VOLUMES = "volumes", "Volumes de l'année"


class FileState(models.TextChoices):
    """What became of a file. The current one of a kind is the last one in use."""

    PROPOSED = "proposed", "À vérifier"
    ACCEPTED = "accepted", "Employé"
    REFUSED = "refused", "Refusé"
    WITHDRAWN = "withdrawn", "Retiré"


class WaterFile(TenantRow):
    """One file as sent, and what was understood of it (``report``: the JSON of ``understand``)."""

    folder = models.CharField(max_length=32, default=random_key, editable=False)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=FileKind, blank=True)
    state = models.CharField(max_length=10, choices=FileState)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    message = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = "fichier du service de l'eau"
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "kind", "state", "-id"], name="water_file_by_kind")]

    def __str__(self) -> str:
        return self.name
