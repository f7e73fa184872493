"""Forms of the water service."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from beffroi.territory.errors import BadInput
from beffroi.water.mqtt import read_broker
from beffroi.web.water.models import (
    AlarmStatus,
    FileKind,
    Leak,
    LeakStatus,
    Sector,
    SensorKind,
    StopOutcome,
    WaterSettings,
)
from beffroi.web.water.moves import MOVES, Judgement
from beffroi.web.water.starting import RoundsWish

MOST_BYTES = 90_000_000


class ManyFiles(forms.ClearableFileInput):
    """A field of several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, each within the size limit."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ARG002 - Django's signature
        """Return the files. Raises ValidationError on one that is too large."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        for file in files:
            if file.size > MOST_BYTES:
                raise forms.ValidationError(f"{file.name} dépasse {MOST_BYTES // 10**6} Mo : compressez-le (.csv.xz).")
        return list(files)


class UploadForm(forms.Form):
    """Files, and what they are where their headings do not say it."""

    sent = Files(
        label="Fichiers", required=False, help_text="CSV (aussi .gz ou .xz), GeoPackage, réseau EPANET (.inp)."
    )
    kind = forms.ChoiceField(
        label="Ce que c'est",
        required=False,
        choices=[("", "Le reconnaître aux titres de colonnes"), *FileKind.choices],
    )


class PeriodForm(forms.Form):
    """The days to search, both included."""

    first = forms.DateField(label="Du", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label="Au", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Check the order of the days."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and first > last:
            raise forms.ValidationError("Le dernier jour vient avant le premier.")
        if first and not date(1990, 1, 1) <= first <= date(2100, 1, 1):
            raise forms.ValidationError("Choisissez des jours où il y a des mesures.")
        return data


def known_pipe(name: str, pipes: Collection[str]) -> str:
    """Return the name of a pipe of the plan, where there is a plan. Raises ValidationError."""
    name = name.strip()
    if name and pipes and name not in pipes:
        raise forms.ValidationError(f"La conduite « {name} » n'est pas sur le plan : vérifiez son identifiant.")
    return name


class MoveForm(forms.Form):
    """What a person says of a leak."""

    to = forms.ChoiceField(label="La fuite devient")
    day = forms.DateField(
        label="Jour de la visite ou des travaux",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Vide : aujourd'hui.",
    )
    place = forms.CharField(
        label="Lieu exact", required=False, max_length=200, help_text="Rue, numéro, repère : là où l'eau a été trouvée."
    )
    found_pipe = forms.CharField(
        label="Conduite où elle a été trouvée",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "conduites-possibles", "autocomplete": "off"}),
        help_text="Si ce n'est pas celle du signal : la recherche et le classement en apprennent.",
    )
    note = forms.CharField(
        label="Remarque",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui a été vu, entendu, fait. Pas de nom d'abonné.",
    )

    def __init__(self, data: Any = None, *, leak: Leak, pipes: Collection[str] = ()) -> None:
        super().__init__(data)
        self.leak, self.pipes = leak, pipes
        offered = [(to.value, to.label) for to in MOVES[LeakStatus(leak.status)]]
        self.fields["to"].choices = offered  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        """Return the day told, today when none is. Nobody has visited tomorrow."""
        day: date = self.cleaned_data["day"] or timezone.localdate()
        if day > timezone.localdate():
            raise forms.ValidationError("Ce jour n'est pas encore venu.")
        return day

    def clean_found_pipe(self) -> str:
        """Refuse a pipe that the plan does not know: the ranking would learn nothing from it."""
        return known_pipe(self.cleaned_data["found_pipe"], self.pipes)

    def clean(self) -> dict[str, Any]:
        """Ask where a leak was found when the signal named no pipe."""
        data = super().clean() or {}
        somewhere = data.get("place") or data.get("found_pipe") or self.leak.place or self.leak.found_pipe
        if data.get("to") == LeakStatus.CONFIRMED and not somewhere and (self.leak.zone_only or not self.leak.pipe):
            raise forms.ValidationError("Dites où elle a été trouvée : le lieu, ou la conduite.")
        return data


class LeakForm(forms.ModelForm[Leak]):
    """A leak that an agent saw or heard of."""

    note = forms.CharField(
        label="Ce qui a été vu", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta:
        """Where, and how much where it is known."""

        model = Leak
        fields = ("place", "pipe", "flow_m3h")
        help_texts: ClassVar = {
            "place": "Rue, numéro, repère.",
            "pipe": "Identifiant de la conduite, si vous le savez.",
            "flow_m3h": "Si vous l'estimez.",
        }

    def __init__(self, data: Any = None, *, pipes: Collection[str] = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.pipes = pipes

    def clean_pipe(self) -> str:
        """Refuse a pipe that the plan does not know."""
        return known_pipe(self.cleaned_data["pipe"], self.pipes)

    def clean(self) -> dict[str, Any]:
        """Ask for a place or a pipe."""
        data = super().clean() or {}
        if not data.get("place") and not data.get("pipe"):
            raise forms.ValidationError("Dites où : un lieu, ou une conduite.")
        return data

    def clean_flow_m3h(self) -> float | None:
        """Refuse a flow that is none."""
        flow: float | None = self.cleaned_data["flow_m3h"]
        if flow is not None and not 0 < flow < 10_000:
            raise forms.ValidationError("Écrivez un débit en m³/h, par exemple 2,5.")
        return flow


class RoundsForm(forms.Form):
    """The week to plan, and what the teams can walk."""

    week = forms.DateField(
        label="Semaine du",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="N'importe quel jour de la semaine.",
    )
    days = forms.IntegerField(label="Jours d'écoute", min_value=1, max_value=5, initial=5)
    teams = forms.IntegerField(label="Équipes", min_value=1, max_value=10, initial=1)
    metres = forms.IntegerField(
        label="Mètres à pied par équipe et par jour",
        min_value=200,
        max_value=20_000,
        initial=4000,
        help_text="Trajets entre conduites compris.",
    )

    def clean_week(self) -> date:
        """Return the Monday. Weeks gone by are not planned."""
        day: date = self.cleaned_data["week"]
        monday = day - timedelta(days=day.weekday())
        if monday + timedelta(days=6) < timezone.localdate() or monday.year > timezone.localdate().year + 1:
            raise forms.ValidationError("Choisissez cette semaine ou une semaine à venir.")
        return monday

    def wish(self) -> RoundsWish:
        """Return what was asked for."""
        given = self.cleaned_data
        return RoundsWish(monday=given["week"], teams=given["teams"], days=given["days"], metres=given["metres"])


class StopForm(forms.Form):
    """What a team heard on one pipe."""

    outcome = forms.ChoiceField(label="Résultat", required=False, choices=StopOutcome.choices)
    note = forms.CharField(label="Lieu, remarque", required=False, max_length=200)


class RestForm(forms.Form):
    """Spares telling forty pipes one by one."""

    rest = forms.BooleanField(label="Les autres conduites ont été écoutées : rien entendu", required=False)


class AlarmForm(forms.Form):
    """What a person does with an alarm of night flow."""

    to = forms.ChoiceField(
        label="Décision",
        choices=[(status.value, status.label) for status in AlarmStatus if status is not AlarmStatus.SIGNAL],
    )
    reason = forms.CharField(label="Pourquoi", required=False, max_length=300)

    @property
    def judgement(self) -> Judgement:
        """What the person says, once the form is valid."""
        return Judgement(to=AlarmStatus(self.cleaned_data["to"]), reason=self.cleaned_data["reason"])


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
