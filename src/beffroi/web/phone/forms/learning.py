"""Past requests sent for rehearsal, and what becomes of a proposed topic."""

from __future__ import annotations

from typing import Any

from django import forms
from django_scopes.forms import SafeModelChoiceField

from beffroi.web.phone.forms.topics import FAMILIES
from beffroi.web.phone.models import Topic

MOST_BYTES = 2_000_000


class PastForm(forms.Form):
    """Past requests: a file, or lines pasted."""

    sent = forms.FileField(
        label="Fichier",
        required=False,
        help_text="Texte, une demande par ligne ; ou CSV : demande ; famille attendue.",
    )
    pasted = forms.CharField(
        label="Ou collez des demandes, une par ligne",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for something to rehearse on."""
        data = super().clean() or {}
        if not data.get("sent") and not data.get("pasted"):
            self.add_error("pasted", "Envoyez un fichier ou collez quelques demandes.")
        if data.get("sent") and data["sent"].size > MOST_BYTES:
            self.add_error("sent", "Ce fichier dépasse 2 Mo : envoyez-le en plusieurs fois.")
        return data


class NewTopicForm(forms.Form):
    """A topic made of requests alike."""

    title = forms.CharField(label="Titre du sujet", max_length=120)
    intent = forms.ChoiceField(label="Famille", choices=FAMILIES)


class JoinForm(forms.Form):
    """A topic that requests alike join."""

    topic = SafeModelChoiceField(Topic.objects.none(), label="Sujet")

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Topic.objects.all()
        field.empty_label = "Choisir un sujet"
