"""Asking, judging an answer, keeping questions together."""

from __future__ import annotations

from typing import Any

from django import forms
from django_scopes.forms import SafeModelChoiceField

from beffroi.web.assistant.asking import LONGEST
from beffroi.web.assistant.models import Dossier
from beffroi.web.assistant.translations import offered_languages
from beffroi.web.platform.models import Person


class AskForm(forms.Form):
    """A question."""

    question = forms.CharField(
        label="Votre question",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une question à la fois, en français courant. Sans nom ni donnée d'une personne.",
    )


class LanguageForm(forms.Form):
    """In which language the quotes are said again."""

    language = forms.ChoiceField(label="Autre langue")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered_languages()


class PublicAskForm(AskForm):
    """A resident's question, and the language of the answer where a text model is connected."""

    language = forms.ChoiceField(label="Langue de la réponse", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "français"), *offered_languages()]
        if len(field.choices) == 1:
            del self.fields["language"]


class SituationForm(forms.Form):
    """What somebody lives through, without who it is."""

    situation = forms.CharField(
        label="La situation",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Âge, famille, logement, travail, santé : sans nom ni adresse. Rien n'est gardé.",
    )


class ThumbForm(forms.Form):
    """Whether an answer helped, and why not."""

    helps = forms.ChoiceField(choices=[("oui", "Oui"), ("non", "Non")])
    reason = forms.CharField(label="Ce qui ne va pas", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask why where it does not help."""
        data = super().clean() or {}
        if data.get("helps") == "non" and not data.get("reason"):
            self.add_error("reason", "Dites en quelques mots ce qui ne va pas : le documentaliste le lira.")
        return data


class FilingForm(forms.Form):
    """Into which folder a question goes; a new name makes one."""

    dossier = SafeModelChoiceField(Dossier.objects.none(), label="Dossier", required=False, empty_label="Aucun dossier")
    new = forms.CharField(label="Ou un nouveau dossier", max_length=120, required=False)

    def __init__(self, data: Any = None, *, person: Person, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["dossier"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Dossier.objects.filter(person=person)
