"""Topics, and a sentence to try."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django_scopes.forms import SafeModelChoiceField

from beffroi.phone.intents import EMERGENCY, INTENTS
from beffroi.web.phone.forms.choosing import offer_services
from beffroi.web.phone.models import Handling, Topic

LONGEST_PHRASING, MOST_PHRASINGS = 200, 200
FAMILIES = [(name, title.capitalize()) for name, title in INTENTS.items() if name != EMERGENCY]


class TopicForm(forms.ModelForm[Topic]):
    """What an agent writes of a topic; phrasings: one a line."""

    lines = forms.CharField(
        label="Façons de le demander",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Une par ligne, comme les gens parlent : « c'est pour refaire ma carte », « elle est périmée ma "
        "pièce ». Plus il y en a, mieux l'agent comprend ; trente pour un sujet fréquent.",
    )

    class Meta:
        """All but its state."""

        model = Topic
        fields = ("title", "intent", "handling", "answer", "service", "link", "personal")
        field_classes: ClassVar = {"service": SafeModelChoiceField}
        labels: ClassVar = {"service": "Service"}
        widgets: ClassVar = {"answer": forms.Textarea(attrs={"rows": 6})}
        help_texts: ClassVar = {
            "title": "Dit à voix haute quand l'agent hésite : « une carte d'identité ».",
            "answer": "Trois phrases au plus. {hours}, {number} et {place} sont remplacés par les horaires, le numéro "
            "et l'adresse du service.",
            "handling": "Sans réponse approuvée, l'appel est passé au service, ou un message est pris.",
            "personal": "L'agent ne lit alors rien : il passe toujours une personne.",
        }

    def __init__(self, data: Any = None, *, instance: Topic) -> None:
        super().__init__(data, instance=instance, initial={"lines": "\n".join(instance.phrasings)})
        offer_services(self, empty="L'accueil")
        intent = self.fields["intent"]
        assert isinstance(intent, forms.ChoiceField)
        intent.choices = FAMILIES

    def clean_lines(self) -> list[str]:
        """Return the phrasings, each once."""
        found = [" ".join(line.split()) for line in self.cleaned_data["lines"].splitlines()]
        kept = list(dict.fromkeys(line for line in found if line))
        if not kept:
            raise forms.ValidationError("Écrivez au moins une façon de le demander.")
        if len(kept) > MOST_PHRASINGS or max(map(len, kept)) > LONGEST_PHRASING:
            raise forms.ValidationError("Au plus 200 lignes, de 200 caractères chacune.")
        return kept

    def clean(self) -> dict[str, Any]:
        """Ask for a text where the topic reads one."""
        data = super().clean() or {}
        if data.get("handling") == Handling.ANSWER and not data.get("answer"):
            self.add_error("answer", "Écrivez la réponse, ou choisissez de passer le service.")
        self.instance.phrasings = data.get("lines") or self.instance.phrasings
        return data


class SearchForm(forms.Form):
    """Words to find in topics, a family, those that await approval."""

    mots = forms.CharField(label="Mots", max_length=80, required=False)
    famille = forms.ChoiceField(label="Famille", choices=[("", "Toutes"), *FAMILIES], required=False)
    etat = forms.ChoiceField(
        label="Réponse",
        choices=[("", "Toutes"), ("draft", "À approuver"), ("approved", "Approuvées")],
        required=False,
    )


class TryForm(forms.Form):
    """A sentence as a caller would say it."""

    said = forms.CharField(
        label="Ce que dit l'appelant",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Rien n'est gardé de cette phrase ; l'essai est compté au journal.",
    )
