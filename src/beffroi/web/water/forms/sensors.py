"""The live feed: broker, sensors, sectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from beffroi.territory.errors import BadInput
from beffroi.water.mqtt import read_broker
from beffroi.web.water.models import Sector, SensorKind, WaterSettings


class FeedForm(forms.ModelForm[WaterSettings]):
    """Price of water, broker of the live feed. The password is never shown again; empty keeps it."""

    word = forms.CharField(
        label="Mot de passe",
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Vide : garder celui qui est là.",
    )

    class Meta:
        """All but what the worker writes."""

        model = WaterSettings
        fields = ("euros_per_m3", "broker", "topic", "broker_user")
        help_texts: ClassVar = {
            "euros_per_m3": "Production, achat et pompage évités : sert à chiffrer les fuites.",
            "broker": "Par exemple mqtts://capteurs.exemple.fr ou 10.0.0.5:1883. Vide : pas d'écoute.",
            "topic": "Le dernier niveau nomme le capteur quand le message ne le dit pas.",
        }

    def clean_broker(self) -> str:
        """Check the address; the account has fields of its own."""
        address: str = self.cleaned_data["broker"].strip()
        if not address:
            return ""
        try:
            broker = read_broker(address)
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error
        if broker.user or broker.word:
            raise forms.ValidationError("Écrivez le compte et le mot de passe dans leurs cases, pas dans l'adresse.")
        return address

    def clean_euros_per_m3(self) -> float:
        """A lost cubic metre costs something."""
        euros: float = self.cleaned_data["euros_per_m3"]
        if not 0 < euros < 100:
            raise forms.ValidationError("Écrivez un coût en euros, par exemple 0,60.")
        return euros

    def clean_topic(self) -> str:
        """Refuse a topic that MQTT refuses."""
        topic: str = self.cleaned_data["topic"].strip()
        levels = topic.split("/")
        wild = any("+" in level and level != "+" for level in levels) or "#" in "/".join(levels)[:-1]
        if not topic or wild or (topic.endswith("#") and levels[-1] != "#") or "\x00" in topic:
            raise forms.ValidationError("Sujet MQTT illisible ; écrivez par exemple eau/+.")
        return topic

    def save(self, commit: bool = True) -> WaterSettings:
        """Save, with the new password where one was written."""
        if self.cleaned_data["word"]:
            self.instance.broker_word = self.cleaned_data["word"]
        if not self.instance.broker:
            self.instance.broker_word, self.instance.trouble = "", ""
        return super().save(commit)


class SensorForm(forms.Form):
    """What a sensor of the live feed measures."""

    sensor = forms.ChoiceField(label="Capteur")
    kind = forms.ChoiceField(label="Ce qu'il mesure", choices=SensorKind.choices)

    def __init__(self, data: Any = None, *, names: Sequence[str] = ()) -> None:
        # the page holds a sector's form too, whose field has the same name
        super().__init__(data, auto_id="nature_%s")
        self.fields["sensor"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


class SectorForm(forms.ModelForm[Sector]):
    """A sector and the live sensor that meters it."""

    class Meta:
        """Name and meter."""

        model = Sector
        fields = ("name", "sensor")
        help_texts: ClassVar = {"sensor": "Nom du capteur de débit, si ce n'est pas celui du secteur."}
