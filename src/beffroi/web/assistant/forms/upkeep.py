"""What nobody has written, trial questions, letters, settings."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django_scopes.forms import SafeModelChoiceField

from beffroi.web.assistant.models import AssistantSettings, Document, Signatory, Trial, Unwritten


class UnwrittenForm(forms.ModelForm[Unwritten]):
    """What the documentalist makes of a group of questions."""

    class Meta:
        """Its state and a word."""

        model = Unwritten
        fields = ("state", "note")
        labels: ClassVar = {"state": "Suite", "note": "Note"}


class TrialForm(forms.ModelForm[Trial]):
    """A question whose right document is known."""

    source = SafeModelChoiceField(
        Document.objects.none(), label="Document qui répond", required=False, empty_label="Aucun : il doit se taire"
    )

    class Meta:
        """The question, its page, who asks."""

        model = Trial
        fields = ("text", "source", "page", "resident")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["source"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Document.objects.filter(current=True)

    def save(self, commit: bool = True) -> Trial:
        """Keep the name of the document: it outlives its row."""
        chosen = self.cleaned_data["source"]
        self.instance.sources = [chosen.source] if chosen else []
        self.instance.answerable = bool(chosen)
        saved: Trial = super().save(commit)
        return saved


class TrialsForm(forms.Form):
    """A CSV of trial questions."""

    sent = forms.FileField(
        label="Fichier CSV",
        help_text="Colonnes question ; sources (fichiers séparés par |) ; page ; ecrite (oui ou non) ; public.",
    )


class MessageForm(forms.Form):
    """A resident's message, and the theme that says who signs."""

    message = forms.CharField(
        label="Message de l'habitant",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text="Collez le message. Il n'est vu que de vous, et s'efface après la durée réglée.",
    )
    signatory = SafeModelChoiceField(
        Signatory.objects.none(), label="Signataire", required=False, empty_label="À compléter"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["signatory"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Signatory.objects.all()


class LetterForm(forms.Form):
    """The letter as the agent makes it."""

    body = forms.CharField(label="Texte", max_length=20_000, widget=forms.Textarea(attrs={"rows": 26}))
    sure = forms.BooleanField(label="Je réponds de ce que j'ai ajouté sans source", required=False)


class SettingsForm(forms.ModelForm[AssistantSettings]):
    """How the town uses the assistant."""

    class Meta:
        """Residents, history, letters."""

        model = AssistantSettings
        fields = ("public_open", "reach_a_person", "history_days", "rewords", "letter_place")
        help_texts: ClassVar = {
            "public_open": "Les habitants n'y lisent que les documents publics. Fermée tant que la case est vide.",
            "reach_a_person": "Téléphone, adresse, horaires : écrits sous chaque réponse de la page publique.",
            "history_days": "De 1 à 1 095 jours. Passé ce délai, les questions et brouillons s'effacent.",
            "rewords": "Si l'exploitant a branché un modèle. Chaque phrase est contrôlée, ou écartée.",
            "letter_place": "Écrit devant la date, par exemple « Les Tilleuls ».",
        }
        widgets: ClassVar = {"reach_a_person": forms.Textarea(attrs={"rows": 3})}

    def clean_history_days(self) -> int:
        """Keep within what is useful and lawful."""
        days: int = self.cleaned_data["history_days"]
        if not 1 <= days <= 1095:
            raise forms.ValidationError("Choisissez de 1 à 1 095 jours, par exemple 90.")
        return days

    def clean(self) -> dict[str, Any]:
        """Nobody is left alone with a machine."""
        data = super().clean() or {}
        if data.get("public_open") and not data.get("reach_a_person"):
            self.add_error("reach_a_person", "Dites comment joindre une personne avant d'ouvrir la page aux habitants.")
        return data


class SignatoryForm(forms.ModelForm[Signatory]):
    """One line of the delegation table."""

    class Meta:
        """Theme, name, function."""

        model = Signatory
        fields = ("theme", "name", "function")
        help_texts: ClassVar = {"function": "Par exemple « Pour le maire et par délégation, l'adjointe à la famille »."}
