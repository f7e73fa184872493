"""What callers may ask for in a town: services and their hours, people, duty numbers, places, closed days."""

from __future__ import annotations

import datetime as dt

from django.core.validators import RegexValidator, URLValidator
from django.db import models

from beffroi.web.platform.models import TenantRow

NUMBER = RegexValidator(
    r"^[0-9+*#A-Za-z.@:_ -]*$", "Écrivez un numéro ou une adresse SIP, par exemple 204 ou 03 53 01 24 00."
)
WEB = URLValidator(["https", "http"], message="Écrivez une adresse entière : https://…")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class Service(TenantRow):
    """A service of the town hall: where it is, when it answers, how a call reaches it.

    name: the word by which topics name it, from the title; extension: what a call is passed to; duty: theme of who
    stands in out of hours.
    """

    name = models.SlugField("nom court", max_length=60, editable=False)
    title = models.CharField("nom", max_length=120)
    extension = models.CharField("poste où passer l'appel", max_length=80, blank=True, validators=[NUMBER])
    number = models.CharField("numéro dit à l'appelant", max_length=20, blank=True)
    place = models.CharField("adresse", max_length=200, blank=True)
    email = models.EmailField("courriel des messages", blank=True)
    duty = models.CharField("thème d'astreinte", max_length=40, blank=True)

    class Meta:
        verbose_name = "service joint par téléphone"
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_phone_service_a_name")]

    def __str__(self) -> str:
        return self.title


class Opening(TenantRow):
    """Hours of some days of the week (0 is Monday); first and last: of a season only."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    days = models.JSONField("jours", default=list)
    opens = models.TimeField("de")
    closes = models.TimeField("à")
    first = models.DateField("du", null=True, blank=True)
    last = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "horaire d'un service"
        ordering = ["service", "first", "opens", "pk"]

    def __str__(self) -> str:
        return f"{self.told_days} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def rank(self) -> tuple[int, dt.time]:
        """Where it stands in a week: its first day, then its hour."""
        return min((int(day) for day in self.days), default=0), self.opens

    @property
    def told_days(self) -> str:
        """The days as people read them: "lundi au vendredi", "mardi, jeudi"."""
        days = sorted({int(day) for day in self.days if 0 <= int(day) <= 6})
        run = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
        return f"{DAYS[days[0]]} au {DAYS[days[-1]]}" if run else ", ".join(DAYS[day] for day in days) or "aucun jour"


class Closure(TenantRow):
    """Days on which a service, or the whole town hall, is shut."""

    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="+")
    first = models.DateField("du")
    last = models.DateField("au")
    reason = models.CharField("raison dite à l'appelant", max_length=120)

    class Meta:
        verbose_name = "fermeture"
        ordering = ["first", "pk"]

    def __str__(self) -> str:
        return self.reason


class NamedPerson(TenantRow):
    """Someone who may be asked for by name."""

    name = models.CharField("nom", max_length=120)
    role = models.CharField("fonction", max_length=120, blank=True)
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+")
    extension = models.CharField("poste", max_length=80, blank=True, validators=[NUMBER])

    class Meta:
        verbose_name = "personne demandée par son nom"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DutyOfficer(TenantRow):
    """Who is called out of hours for a theme."""

    theme = models.CharField("thème", max_length=40)
    title = models.CharField("qui répond", max_length=120, blank=True)
    number = models.CharField("numéro d'astreinte", max_length=80, validators=[NUMBER])

    class Meta:
        verbose_name = "numéro d'astreinte"
        ordering = ["theme"]
        constraints = [models.UniqueConstraint(fields=["tenant", "theme"], name="one_duty_a_theme")]

    def __str__(self) -> str:
        return self.theme


class Place(TenantRow):
    """A street, a school, a building, and how it is said where the voice gets it wrong."""

    name = models.CharField("nom", max_length=120)
    kind = models.CharField("nature", max_length=60, help_text="Rue, école, équipement, quartier…")
    spoken = models.CharField("à prononcer", max_length=120, blank=True)

    class Meta:
        verbose_name = "lieu de la commune"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name", "kind"], name="one_place_a_name")]

    def __str__(self) -> str:
        return self.name
