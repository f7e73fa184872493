"""Documents sent, and what the town tells of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django_scopes.forms import SafeModelChoiceField

from beffroi.assistant.addresses import read_address
from beffroi.territory.errors import BadInput
from beffroi.web.assistant.models import Document, Rights, Site
from beffroi.web.platform.file_fields import Files

MOST_BYTES = 60_000_000
MOST_FILES = 50


class SendForm(forms.Form):
    """Documents, and who may read them."""

    sent = Files(
        label="Documents",
        help_text="PDF, DOCX, ODT, ODS, XLSX, page web, courriel, fiches (.jsonl.gz) ou archive « vosdroits » (.zip). "
        "Un fichier du même nom devient une nouvelle version.",
        most_bytes=MOST_BYTES,
        most_files=MOST_FILES,
        advice="découpez-le",
    )
    rights = forms.ChoiceField(
        label="Qui peut les lire",
        choices=Rights.choices,
        initial=Rights.AUTO,
        help_text="« D'après le document » : réservé aux agents s'il se dit interne ou confidentiel, sinon public.",
    )


class DescriptionForm(forms.ModelForm[Document]):
    """What the town tells of one document."""

    class Meta:
        """Told, not read."""

        model = Document
        fields = ("title", "date", "rights", "replaces")
        field_classes: ClassVar = {"replaces": SafeModelChoiceField}
        labels: ClassVar = {"replaces": "Remplace"}
        help_texts: ClassVar = {
            "title": "Vide : le titre lu dans le document.",
            "date": "Vide : la date lue dans le document.",
            "replaces": "Le document remplacé n'est plus cité en premier, et il est dit dépassé.",
        }
        widgets: ClassVar = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, data: Any = None, *, instance: Document) -> None:
        super().__init__(data, instance=instance)
        field = self.fields["replaces"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Document.objects.filter(current=True).exclude(source=instance.source)
        field.empty_label = "Aucun document"


class SiteForm(forms.ModelForm[Site]):
    """An address on the web to read every night."""

    class Meta:
        """Where, and what is there."""

        model = Site
        fields = ("address", "kind")
        labels: ClassVar = {"address": "Adresse", "kind": "Ce qu'on y trouve"}
        help_texts: ClassVar = {
            "address": "De votre propre site : https://www.ville.fr/page ou https://www.ville.fr/sitemap.xml.",
            "kind": "Seules les pages de cette même machine sont lues, une par seconde, selon son robots.txt.",
        }

    def clean_address(self) -> str:
        """Bring it to one form."""
        try:
            address = read_address(self.cleaned_data["address"]).url
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error
        if Site.objects.filter(address=address).exists():
            raise forms.ValidationError("Cette adresse est déjà lue.")
        return address
