"""Which two models are compared, and what is preferred."""

from __future__ import annotations

from typing import Any

from django import forms

from beffroi.web.assistant.comparisons import choices
from beffroi.web.assistant.models import Vote


class CompareForm(forms.Form):
    """Two of the models that the operator has connected."""

    first = forms.ChoiceField(label="Un modèle")
    second = forms.ChoiceField(label="L'autre modèle")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, start in (("first", 0), ("second", 1)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices()
            field.initial = next((key for key, _ in choices()[start:]), None)

    def clean(self) -> dict[str, Any]:
        """Two, not one twice."""
        data = super().clean() or {}
        if data.get("first") and data.get("first") == data.get("second"):
            self.add_error("second", "Choisissez deux modèles différents.")
        return data


class VoteForm(forms.Form):
    """What is preferred for one question."""

    place = forms.IntegerField(min_value=0)
    vote = forms.ChoiceField(choices=Vote.choices)
