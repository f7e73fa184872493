"""How a town uses the telephone."""

from __future__ import annotations

from django.db import models

from beffroi.territory.public_holidays import REGIONS
from beffroi.web.phone.models.town import DAYS, NUMBER, WEB
from beffroi.web.platform.models import TenantRow


class Step(models.TextChoices):
    """How far the telephone is introduced: the steps of ``beffroi.phone.introduction``."""

    NEVER = "never", "Répétition : il ne répond que si le standard ne décroche pas"
    HALF_DAY = "half_day", "Une demi-journée par semaine"
    MORNINGS = "mornings", "Les matins, du lundi au vendredi"
    ALWAYS = "always", "Toujours, jour et nuit"


class PhoneSettings(TenantRow):
    """Name and voice of the agent, lines, where a person answers, what is kept and how long [days].

    The first sentence of a call says in all cases that the agent is automatic.
    """

    agent_name = models.CharField("nom de l'agent", max_length=40, default="l'agent téléphonique")
    greeting_name = models.CharField("nom dit en décrochant", max_length=120, blank=True)
    voice = models.CharField("voix", max_length=40, blank=True)
    lines = models.PositiveSmallIntegerField("appels en même temps", default=6)
    region = models.CharField(
        "jours fériés", max_length=40, choices=[(name, name) for name in REGIONS], default="metropole"
    )
    switchboard = models.CharField("poste où une personne répond", max_length=80, blank=True, validators=[NUMBER])
    step = models.CharField("étape", max_length=10, choices=Step, default=Step.NEVER)
    weekday = models.PositiveSmallIntegerField("jour de la demi-journée", choices=list(enumerate(DAYS)), default=1)
    morning = models.BooleanField("le matin", default=True)
    sms_links = models.BooleanField("envoyer les liens par SMS", default=False)
    chat_open = models.BooleanField("ouvrir la page « écrire à l'accueil »", default=False)
    reach_a_person = models.TextField("joindre une personne", max_length=400, blank=True)
    relay = models.CharField("relais pour les personnes sourdes", max_length=300, blank=True, validators=[WEB])
    turns_days = models.PositiveSmallIntegerField("garder ce qui s'est dit [jours]", default=30)
    messages_days = models.PositiveSmallIntegerField("garder les messages traités [jours]", default=90)
    operators = models.PositiveSmallIntegerField("personnes au standard", default=2)
    answer_seconds = models.PositiveSmallIntegerField("durée d'un appel pris par une personne [s]", default=240)
    patience_seconds = models.PositiveSmallIntegerField("patience d'un appelant [s]", default=90)

    class Meta:
        verbose_name = "réglages du téléphone"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_phone_settings")]

    def __str__(self) -> str:
        return "réglages du téléphone"


def phone_settings() -> PhoneSettings:
    """Return the settings of the tenant in scope, the usual ones where none were chosen."""
    found: PhoneSettings | None = PhoneSettings.objects.first()
    return found or PhoneSettings()
