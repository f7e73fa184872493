"""What is to be drafted, from which documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django_scopes.forms import SafeModelChoiceField, SafeModelMultipleChoiceField

from beffroi.web.assistant.models import Document, DocumentState, DraftKind, Kind, Signatory
from beffroi.web.assistant.models.settings import assistant_settings

KINDS = [one for one in DraftKind.choices if one[0] != DraftKind.REPLY]
MOST_DOCUMENTS, MOST_POINTS = 20, 12


class ComposeForm(forms.Form):
    """A note, a letter or a synthesis."""

    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    title = forms.CharField(label="Objet", max_length=200)
    documents = SafeModelMultipleChoiceField(
        Document.objects.none(),
        label="Documents",
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Le texte n'est fait que de ceux-là. Un courrier ne prend que les publics.",
    )
    points = forms.CharField(
        label="Points à traiter",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Un par ligne, comme une question. Vide : l'essentiel de chaque document.",
    )
    signatory = SafeModelChoiceField(Signatory.objects.none(), label="Signataire", required=False, empty_label="Aucun")
    rewords = forms.BooleanField(label="Reformuler plus simplement, si le contrôle l'admet", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, rows in (
            ("documents", Document.objects.filter(current=True, state=DocumentState.READ, kind=Kind.DOCUMENT)),
            ("signatory", Signatory.objects.all()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if not (settings.LANGUAGE_MODEL and assistant_settings().rewords):
            del self.fields["rewords"]

    def clean_documents(self) -> list[Document]:
        """Keep to what a page holds."""
        chosen = list(self.cleaned_data["documents"])
        if len(chosen) > MOST_DOCUMENTS:
            raise forms.ValidationError(f"Choisissez {MOST_DOCUMENTS} documents au plus.")
        return chosen

    def clean_points(self) -> tuple[str, ...]:
        """Return the points, one a line."""
        points = tuple(line.strip()[:400] for line in self.cleaned_data["points"].splitlines() if line.strip())
        if len(points) > MOST_POINTS:
            raise forms.ValidationError(f"Écrivez {MOST_POINTS} points au plus, un par ligne.")
        return points
