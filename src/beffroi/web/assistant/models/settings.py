"""How a town uses the assistant."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import TenantRow


class AssistantSettings(TenantRow):
    """Whether residents may ask, how they reach a person, how long an agent's questions are kept, how letters end.

    Residents are let in by a person's choice alone.
    """

    public_open = models.BooleanField("ouvrir la page publique aux habitants", default=False)
    reach_a_person = models.TextField("joindre une personne", max_length=400, blank=True)
    history_days = models.PositiveIntegerField("garder les questions des agents [jours]", default=90)
    rewords = models.BooleanField("reformuler les réponses par le modèle de texte", default=True)
    letter_place = models.CharField("lieu des courriers", max_length=80, blank=True)

    class Meta:
        verbose_name = "réglages de l'assistant"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_assistant_settings")]

    def __str__(self) -> str:
        return "réglages de l'assistant"


def assistant_settings() -> AssistantSettings:
    """Return the settings of the tenant in scope, the usual ones where none were chosen."""
    found: AssistantSettings | None = AssistantSettings.objects.first()
    return found or AssistantSettings()
