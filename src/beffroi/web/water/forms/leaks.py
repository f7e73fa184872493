"""What people say of leaks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from beffroi.web.water.models import Leak, LeakStatus
from beffroi.web.water.moves import MOVES


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
