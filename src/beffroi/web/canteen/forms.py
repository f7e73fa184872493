"""Forms of the canteens."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms

from beffroi.web.canteen.models import Expected, Settings
from beffroi.web.platform.file_fields import Files

MOST_BYTES = 60_000_000
MOST_STRIKES = 5


class UploadForm(forms.Form):
    """Files chosen or rows pasted."""

    sent = Files(
        label="Fichiers",
        required=False,
        help_text="CSV ou CSV compressé (.gz), plusieurs à la fois.",
        most_bytes=MOST_BYTES,
        advice="compressez-le (.csv.gz)",
    )
    pasted = forms.CharField(
        label="Ou collez des lignes",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="Depuis un tableur, titres de colonnes compris : date, cantine, type, commandés, servis.",
    )
    replace = forms.BooleanField(
        label="Remplacer tout ce qui était connu au lieu de s'y joindre",
        required=False,
        help_text="Sans cocher, les lignes s'ajoutent ; celles d'un même jour et d'une même cantine remplacent.",
    )


class StrikeForm(forms.Form):
    """A strike supposed on some days."""

    first = forms.DateField(label="Premier jour de grève", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="Dernier jour", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Check the order and the length."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last") or data.get("first")
        if first and last and not timedelta(0) <= last - first < timedelta(days=MOST_STRIKES):
            raise forms.ValidationError(f"Choisissez de un à {MOST_STRIKES} jours, du premier au dernier.")
        if first and not 1990 <= first.year <= 2099:
            raise forms.ValidationError("Choisissez un jour de classe des semaines à venir.")
        return data

    def days(self) -> list[date]:
        """Return the days of a valid form."""
        first = self.cleaned_data["first"]
        last = self.cleaned_data["last"] or first
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class SettingsForm(forms.ModelForm[Settings]):
    """How the town orders."""

    class Meta:
        """Levels and costs."""

        model = Settings
        fields = ("service_level", "meal_cents", "shortage_cents")
        help_texts: ClassVar = {
            "service_level": "Entre 0,5 et 0,99. Vide : manquer un peu moins de repas que les commandes des agents.",
            "meal_cents": "Achat, préparation et perte d'un repas jeté.",
            "shortage_cents": "Rempli, il remplace la probabilité : la commande coûte alors le moins en moyenne.",
        }

    def clean_meal_cents(self) -> int:
        """A surplus meal costs something."""
        cents: int = self.cleaned_data["meal_cents"]
        if not 0 < cents < 100_000:
            raise forms.ValidationError("Écrivez un coût en centimes, par exemple 230.")
        return cents

    def clean_service_level(self) -> float | None:
        """Keep the level within what a margin can hold."""
        level: float | None = self.cleaned_data["service_level"]
        if level is not None and not 0.5 <= level <= 0.99:
            raise forms.ValidationError("Choisissez entre 0,5 et 0,99, par exemple 0,8.")
        return level


def most_meals(row: Expected) -> int:
    """Return the largest order that is not a slip of the hand: three times what is all but never exceeded."""
    return max(100, 3 * math.ceil(row.high95), int(row.order))


class OrdersForm(forms.Form):
    """The orders of a day, one number a canteen, and why they change."""

    reason = forms.CharField(
        label="Pourquoi ces changements",
        required=False,
        max_length=300,
        help_text="Sortie, classe fermée, fête d'école… Gardé dans le journal, sans nom d'enfant.",
    )

    def __init__(self, data: Any = None, *, rows: Any = ()) -> None:
        super().__init__(data)
        for row in rows:
            self.fields[f"order_{row.pk}"] = forms.IntegerField(
                label=f"Commande, {row.canteen}", min_value=0, max_value=most_meals(row), initial=row.order
            )

    def orders(self) -> dict[int, int]:
        """Return the orders of a valid form by row number."""
        return {int(n.removeprefix("order_")): v for n, v in self.cleaned_data.items() if n.startswith("order_")}

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where an order changes."""
        data = super().clean() or {}
        changed = [n for n in self.changed_data if n.startswith("order_")]
        if changed and not data.get("reason"):
            self.add_error("reason", "Dites en quelques mots pourquoi : la prévision et vos collègues en profitent.")
        return data
