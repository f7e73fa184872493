"""Documents sent, and what the town tells of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django_scopes.forms import SafeModelChoiceField

from beffroi.web.assistant.models import Document, Rights

MOST_BYTES = 60_000_000
MOST_FILES = 50


class ManyFiles(forms.ClearableFileInput):
    """A field of several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, each within the size limit."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ARG002 - Django's signature
        """Return the files. Raises ValidationError on one that is too large, or where there is none or too many."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError("Choisissez au moins un fichier.")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Envoyez au plus {MOST_FILES} fichiers à la fois.")
        for file in files:
            if file.size > MOST_BYTES:
                raise forms.ValidationError(f"{file.name} dépasse {MOST_BYTES // 10**6} Mo : découpez-le.")
        return list(files)


class SendForm(forms.Form):
    """Documents, and who may read them."""

    sent = Files(
        label="Documents",
        help_text="PDF, DOCX, ODT, ODS, XLSX, page web, courriel, ou fiches (.jsonl.gz) ; plusieurs à la fois. "
        "Un fichier du même nom devient une nouvelle version.",
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
