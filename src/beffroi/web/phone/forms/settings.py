"""How the town uses the telephone, when it answers, erasing a caller."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from beffroi.web.phone.models import PhoneSettings, Step

MOST_LINES, MOST_DAYS = 200, 365
REGION_TITLES = {"metropole": "Métropole", "alsace-moselle": "Alsace-Moselle", "reunion": "La Réunion"}


class SettingsForm(forms.ModelForm[PhoneSettings]):
    """Name, lines, what is kept."""

    class Meta:
        """All but the stage."""

        model = PhoneSettings
        fields = (
            *("agent_name", "greeting_name", "voice", "switchboard", "lines", "region", "sms_links"),
            *("chat_open", "reach_a_person", "relay", "turns_days", "messages_days"),
            *("operators", "answer_seconds", "patience_seconds"),
        )
        help_texts: ClassVar = {
            "agent_name": "Faites-le choisir par les habitants. La première phrase dit toujours que c'est un agent "
            "automatique et comment joindre une personne : cela ne se règle pas.",
            "greeting_name": "Vide : le nom de la collectivité.",
            "voice": "Vide : la voix fournie.",
            "switchboard": "La touche 0 y mène toujours.",
            "lines": "Au-delà, l'appelant entend la tonalité d'occupation de votre central.",
            "sms_links": "Si l'exploitant a branché une passerelle. L'appelant dit oui avant chaque envoi.",
            "chat_open": "Le même agent, par écrit, pour les personnes sourdes ou malentendantes.",
            "reach_a_person": "Adresse, horaires, autre numéro : écrits sous la page publique.",
            "relay": "Adresse de votre service de relais (loi n° 2016-1321, art. 105), si vous en avez un.",
            "turns_days": "De 0 à 365. Passé ce délai, les phrases et le numéro de l'appelant s'effacent ; "
            "0 : dès qu'il raccroche.",
            "messages_days": "De 1 à 365, après qu'un message est traité.",
        }
        widgets: ClassVar = {"reach_a_person": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any = None, *, instance: PhoneSettings) -> None:
        super().__init__(data, instance=instance)
        region = self.fields["region"]
        assert isinstance(region, forms.ChoiceField)
        region.choices = [
            (name, REGION_TITLES.get(name, name.replace("-", " ").title())) for name, _ in _pairs(region.choices)
        ]

    def clean(self) -> dict[str, Any]:
        """Keep within what is useful and lawful."""
        data = super().clean() or {}
        for name, least in (("turns_days", 0), ("messages_days", 1)):
            if not least <= data.get(name, -1) <= MOST_DAYS:
                self.add_error(name, f"Choisissez de {least} à 365 jours.")
        for name in ("operators", "answer_seconds", "patience_seconds"):
            if not data.get(name):
                self.add_error(name, "Choisissez un nombre positif.")
        if not 1 <= (data.get("lines") or 0) <= MOST_LINES:
            self.add_error("lines", "Choisissez de 1 à 200 appels.")
        if data.get("chat_open") and not data.get("reach_a_person"):
            self.add_error("reach_a_person", "Dites comment joindre une personne avant d'ouvrir la page.")
        return data


def _pairs(choices: Any) -> list[tuple[str, str]]:
    return [(str(name), str(title)) for name, title in choices if name]


class StepForm(forms.ModelForm[PhoneSettings]):
    """How far the telephone is introduced."""

    class Meta:
        """The step, and which half day."""

        model = PhoneSettings
        fields = ("step", "weekday", "morning")
        widgets: ClassVar = {
            "step": forms.RadioSelect(choices=Step.choices),
            "morning": forms.Select(choices=[(True, "le matin"), (False, "l'après-midi")]),
        }
        labels: ClassVar = {"weekday": "Demi-journée", "morning": "Moment"}


class CallerForm(forms.Form):
    """The number of a caller who asks for their data, or for its erasure."""

    number = forms.CharField(label="Numéro de téléphone de la personne", max_length=40)


class SimulationForm(forms.Form):
    """A switchboard to simulate."""

    calls_per_day = forms.IntegerField(label="Appels par jour", min_value=10, max_value=2000)
    operators = forms.IntegerField(label="Personnes au standard", min_value=1, max_value=30)
