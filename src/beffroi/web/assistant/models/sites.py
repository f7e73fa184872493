"""Addresses on the web that the assistant reads."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import Person, TenantRow


class SiteKind(models.TextChoices):
    """What stands at an address."""

    PAGE = "page", "Une page"
    SITEMAP = "sitemap", "Le plan du site (sitemap)"
    ARCHIVE = "archive", "Archive « vosdroits » de service-public.fr"


class Site(TenantRow):
    """An address that is read every night. trouble: what kept the last reading from being whole."""

    address = models.CharField("adresse", max_length=500)
    kind = models.CharField("ce qu'on y trouve", max_length=10, choices=SiteKind, default=SiteKind.PAGE)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    looked_at = models.DateTimeField(null=True)
    found = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        verbose_name = "adresse lue par l'assistant"
        ordering = ["address"]
        constraints = [models.UniqueConstraint(fields=["tenant", "address"], name="one_site_an_address")]

    def __str__(self) -> str:
        return self.address
