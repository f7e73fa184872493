"""Forms of a tenant's own settings: identity, services, keys of other software."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator

from beffroi.territory.errors import BadInput
from beffroi.web.platform.api_routers import sending_services
from beffroi.web.platform.logos import TYPE, read_logo
from beffroi.web.platform.models import ApiToken, Tenant, TenantService

TIME_ZONES = (
    ("Europe/Paris", "France métropolitaine"),
    ("America/Guadeloupe", "Guadeloupe"),
    ("America/Martinique", "Martinique"),
    ("America/Cayenne", "Guyane"),
    ("Indian/Reunion", "La Réunion"),
    ("Indian/Mayotte", "Mayotte"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon"),
    ("America/St_Barthelemy", "Saint-Barthélemy"),
    ("America/Marigot", "Saint-Martin"),
    ("Pacific/Noumea", "Nouvelle-Calédonie"),
    ("Pacific/Tahiti", "Polynésie française"),
    ("Pacific/Wallis", "Wallis-et-Futuna"),
)
QUOTAS = ("quota_runs", "quota_minutes", "quota_wh", "quota_cents")
LEAST_DAYS, MOST_DAYS = 30, 3650


class IdentityForm(forms.ModelForm[Tenant]):
    """Name, look, contacts, prices and time zone of a tenant."""

    time_zone = forms.ChoiceField(label="Fuseau horaire", choices=TIME_ZONES)
    logo_file = forms.FileField(
        label="Nouveau logo",
        required=False,
        help_text="Image PNG, 300 ko et 1200 pixels de côté au plus.",
        widget=forms.FileInput(attrs={"accept": TYPE}),
    )
    remove_logo = forms.BooleanField(label="Retirer le logo", required=False)

    class Meta:
        model = Tenant
        fields = ("name", "accent", "contact", "contest_address", "cents_per_kwh", "cents_per_hour", "time_zone")
        widgets = {"accent": forms.TextInput(attrs={"type": "color"})}
        help_texts = {
            "accent": "Liens, boutons et bandeau. Une couleur trop pâle est foncée jusqu'à se lire.",
            "contact": "Publié sur le registre et dans les mentions légales.",
            "contest_address": "Adresse, courriel ou page où un habitant conteste une décision ; publiée.",
            "cents_per_kwh": "Sert à chiffrer chaque opération du journal.",
            "cents_per_hour": "Amortissement et entretien de la machine ; 0 si vous ne le comptez pas.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo_type:
            del self.fields["remove_logo"]

    def clean_logo_file(self) -> bytes | None:
        """Return the image checked by its content."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("logo_file")
        if not file:
            return None
        try:
            return read_logo(file)
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error

    def save(self, commit: bool = True) -> Tenant:
        """Save, with the new logo or without the old one."""
        logo = self.cleaned_data["logo_file"]
        if logo:
            self.instance.logo, self.instance.logo_type = logo, TYPE
        elif self.cleaned_data.get("remove_logo"):
            self.instance.logo, self.instance.logo_type = None, ""
        return super().save(commit)


class ServiceForm(forms.ModelForm[TenantService]):
    """One service of a tenant. Quotas are set by who pays, retention by the tenant alone."""

    class Meta:
        model = TenantService
        fields = ("enabled", *QUOTAS, "retention_days")
        help_texts = {"retention_days": f"Entre {LEAST_DAYS} jours et dix ans ; ensuite tout est effacé."}

    def __init__(self, *args: Any, sets_quotas: bool, sets_retention: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in QUOTAS:
            self.fields[name].disabled = not sets_quotas
        self.fields["retention_days"].disabled = not sets_retention
        self.fields["retention_days"].validators += [MinValueValidator(LEAST_DAYS), MaxValueValidator(MOST_DAYS)]


class TokenForm(forms.ModelForm[ApiToken]):
    """The name of the software that will hold the key, and what the key permits."""

    service = forms.ChoiceField(label="Ce qu'elle permet", required=False)

    class Meta:
        model = ApiToken
        fields = ("name", "service")
        help_texts = {"name": "Par exemple : portail famille, tableau de bord de l'agglomération."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sending = [(service.name, f"Envoyer des données à « {service.title} »") for service in sending_services()]
        self.fields["service"].choices = [("", "Lire le journal, le registre, les travaux"), *sending]  # type: ignore[attr-defined]
