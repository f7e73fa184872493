"""Authorities that use the instance, and what each may use."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django_scopes import ScopedManager
from django_scopes.manager import DisabledQuerySet

from beffroi.territory.codes import Insee, Siret
from beffroi.territory.errors import BadInput

# django-scopes lets this one question through where no scope is set
DisabledQuerySet.exists = DisabledQuerySet.error

RESERVED_SLUGS = frozenset(
    ["accessibilite", "api", "compte", "connexion", "exploitation", "health", "metrics", "mentions", "static"]
)


def check_slug(value: str) -> None:
    """Raise ValidationError for a word that the instance's own pages use."""
    if value in RESERVED_SLUGS:
        raise ValidationError("Ce mot est réservé aux pages de l'instance : choisissez-en un autre.")


def check_siret(value: str) -> None:
    """Raise ValidationError unless the SIRET's key fits."""
    try:
        Siret.parse(value)
    except BadInput as error:
        raise ValidationError(str(error)) from error


def check_insee(value: str) -> None:
    """Raise ValidationError unless it reads as a commune's code."""
    try:
        Insee.parse(value)
    except BadInput as error:
        raise ValidationError(str(error)) from error


class TenantKind(models.TextChoices):
    """Kinds of local authority."""

    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"
    SYNDICAT = "syndicat", "Syndicat"
    DEPARTEMENT = "departement", "Département"
    OTHER = "autre", "Autre établissement public"


class Tenant(models.Model):
    """A local authority. Its lead authority administers it and sees its usage, never its content."""

    slug = models.SlugField("adresse", max_length=60, unique=True, validators=[check_slug])
    name = models.CharField("nom", max_length=120)
    siret = models.CharField("SIRET", max_length=14, unique=True, validators=[check_siret])
    insee = models.CharField("code INSEE", max_length=5, blank=True, validators=[check_insee])
    kind = models.CharField("nature", max_length=12, choices=TenantKind, default=TenantKind.COMMUNE)
    population = models.PositiveIntegerField("population", default=0)
    lead = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name="collectivité cheffe de file",
    )
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    accent = models.CharField(
        "couleur", max_length=7, default="#14507a", validators=[RegexValidator(r"^#[0-9a-f]{6}$", "Écrivez #rrggbb.")]
    )
    logo = models.BinaryField("logo", null=True, blank=True, editable=False)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    contact = models.EmailField("courriel de contact", blank=True)
    contest_address = models.CharField("où contester une décision", max_length=200, blank=True)
    cents_per_kwh = models.PositiveIntegerField("prix de l'électricité [centimes/kWh]", default=20)
    cents_per_hour = models.PositiveIntegerField("prix d'une heure de machine [centimes]", default=4)
    active = models.BooleanField("active", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "collectivité"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TenantRow(models.Model):
    """A row that belongs to one tenant and is seen in its scope only.

    leaves: whether its rows go out with the tenant's export; kept_back: fields that stay (secrets, leases).
    """

    leaves: ClassVar[bool] = True
    kept_back: ClassVar[frozenset[str]] = frozenset()

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+", editable=False)

    objects: ClassVar[models.Manager[Any]] = ScopedManager(tenant="tenant")

    class Meta:
        abstract = True


class TenantService(TenantRow):
    """A service switched on for a tenant, with what it may use each month; 0 means without limit."""

    service = models.CharField("service", max_length=30)
    enabled = models.BooleanField("en service", default=True)
    quota_runs = models.PositiveIntegerField("exécutions par mois", default=0)
    quota_minutes = models.PositiveIntegerField("minutes de calcul par mois", default=0)
    quota_wh = models.PositiveIntegerField("énergie par mois [Wh]", default=0)
    quota_cents = models.PositiveIntegerField("coût par mois [centimes]", default=0)
    retention_days = models.PositiveIntegerField("conservation [jours]", default=1095)
    since = models.DateField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "service d'une collectivité"
        constraints = [models.UniqueConstraint(fields=["tenant", "service"], name="one_row_a_service")]

    def __str__(self) -> str:
        return self.service


class ApiToken(TenantRow):
    """A key for other software; only its digest is kept.

    service: the one it sends to and of which it reads what it sent, nothing else; empty: it reads the tenant's records.
    """

    leaves = False

    name = models.CharField("logiciel", max_length=80)
    service = models.CharField("ce qu'elle permet", max_length=30, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return self.name
