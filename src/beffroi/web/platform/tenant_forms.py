"""Forms that create and edit an authority: by an operator, or by its lead authority."""

from __future__ import annotations

import os
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify

from beffroi.engines import packs
from beffroi.settings import packs_folder
from beffroi.territory.codes import Insee, Siret
from beffroi.territory.communes import Communes
from beffroi.territory.errors import BadInput
from beffroi.web.platform.invitations import Offer
from beffroi.web.platform.models import Role, Tenant, TenantKind
from beffroi.web.platform.settings_forms import TIME_ZONES

COMMUNES = "communes"


def known_population(*, siret: str, insee: str, kind: str) -> int | None:
    """Return the population of the commune or of the EPCI from the reference pack, None where it is not known."""
    pack, folder = packs.named(COMMUNES), packs_folder(os.environ)
    if not packs.installed(pack, folder):
        return None
    communes = Communes(packs.path(pack, folder))
    if kind == TenantKind.EPCI:
        return next((epci.population for epci in communes.epcis if epci.siren == siret[:9]), None)
    commune = communes.commune(insee) if kind == TenantKind.COMMUNE else None
    return commune.population if commune else None


class MemberForm(forms.ModelForm[Tenant]):
    """An authority as its lead authority creates it."""

    siret = forms.CharField(label="SIRET", max_length=20, help_text="14 chiffres ; les espaces sont admis.")
    insee = forms.CharField(label="Code INSEE", max_length=8, required=False, help_text="Celui de la commune du siège.")
    slug = forms.SlugField(
        label="Adresse",
        max_length=60,
        required=False,
        help_text="Le mot de ses pages, par exemple « saint-aubin ». Vide : tiré du nom.",
    )
    population = forms.IntegerField(
        label="Population",
        min_value=0,
        max_value=20_000_000,
        required=False,
        help_text="Vide : reprise du paquet des communes de l'INSEE, s'il est installé.",
    )
    time_zone = forms.ChoiceField(label="Fuseau horaire", choices=TIME_ZONES, initial="Europe/Paris")

    class Meta:
        model = Tenant
        fields = ("name", "kind", "siret", "insee", "population", "slug", "time_zone")

    def clean_siret(self) -> str:
        """Return the fourteen digits."""
        return _code(Siret, self.cleaned_data["siret"])

    def clean_insee(self) -> str:
        """Return the five characters, or nothing."""
        text = self.cleaned_data["insee"]
        return _code(Insee, text) if text else ""

    def clean(self) -> dict[str, Any]:
        """Fill in what was left empty: the address from the name, the population from the reference pack."""
        data = super().clean() or self.cleaned_data
        if "slug" in data and not data["slug"]:
            data["slug"] = slugify(data.get("name", ""))[:60]
            if not data["slug"]:
                self.add_error("slug", "Le nom ne donne pas d'adresse : écrivez-la.")
        if data.get("population") is None and not self.errors:
            found = known_population(siret=data["siret"], insee=data["insee"], kind=data["kind"])
            if found is None:
                self.add_error("population", "La population n'est pas connue ici : écrivez-la.")
            data["population"] = found or 0
        return data


class AuthorityForm(MemberForm):
    """An authority as an operator creates or edits it, its lead authority included."""

    lead = forms.ModelChoiceField(
        label="Collectivité cheffe de file",
        queryset=Tenant.objects.none(),
        required=False,
        empty_label="Aucune",
        help_text="Elle administre cette collectivité et voit sa consommation, jamais son contenu.",
    )

    class Meta:
        model = Tenant
        fields = (*MemberForm.Meta.fields, "lead")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Tenant.objects.defer("logo").filter(lead=None).filter(Q(active=True) | Q(pk=self.instance.lead_id))
        self.fields["lead"].queryset = free.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def clean_lead(self) -> Tenant | None:
        """Return the lead authority: a lead authority has none itself."""
        lead: Tenant | None = self.cleaned_data["lead"]
        if lead and self.instance.pk and self.instance.members.exists():
            raise ValidationError("Cette collectivité est elle-même cheffe de file : elle ne peut pas en avoir une.")
        return lead


class AdministratorForm(forms.Form):
    """Who administers an authority first; they invite the others."""

    email = forms.EmailField(
        label="Courriel de l'administrateur", widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label="Son nom", max_length=120, required=False)

    def offer(self) -> Offer:
        """Return the role offered."""
        return Offer(email=self.cleaned_data["email"], role=Role.ADMIN, name=self.cleaned_data["name"])


def _code(kind: type[Siret] | type[Insee], text: str) -> str:
    try:
        return kind.parse(text).text
    except BadInput as error:
        raise ValidationError(str(error)) from error
