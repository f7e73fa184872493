"""The form of a year's or a month's volumes."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from beffroi.web.water.volumes_by_hand import AMOUNTS

LABELS = {
    "produced": "Produit (VP.059)",
    "bought": "Acheté en gros (VP.060)",
    "sold": "Vendu en gros (VP.061)",
    "billed": "Comptabilisé, en tout",
    "billed_households": "Comptabilisé domestique (VP.063)",
    "billed_others": "Comptabilisé non domestique (VP.201)",
    "unmetered": "Consommé sans comptage (VP.221)",
    "service": "Volume de service (VP.220)",
    "length_km": "Linéaire de réseau, en km (VP.077)",
    "drawn_in_zone": "Prélevé en zone de répartition",
}
HELP = {
    "billed": "Seulement si vous n'avez pas le détail qui suit.",
    "bought": "Écrivez 0 s'il n'y en a pas : une case vide manquera à SISPEA.",
    "sold": "Écrivez 0 s'il n'y en a pas.",
    "unmetered": "Bornes d'incendie, fontaines : une estimation suffit.",
    "length_km": "Hors branchements.",
}
ASKED = {"produced", "length_km"}
MOST = 1e9


class VolumesForm(forms.Form):
    """A period and its volumes [m3]."""

    period = forms.CharField(
        label="Année ou mois", max_length=7, help_text="2026, ou 2026-05 si vos volumes sont comptés par mois."
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name in AMOUNTS:
            unit = "" if name == "length_km" else ", en m³"
            self.fields[name] = forms.FloatField(
                label=f"{LABELS[name]}{unit}",
                required=name in ASKED,
                min_value=0,
                max_value=MOST,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                help_text=HELP.get(name, ""),
            )

    def clean_period(self) -> str:
        """Return AAAA or AAAA-MM."""
        text: str = self.cleaned_data["period"].strip().replace("/", "-")
        swapped = re.fullmatch(r"(\d{1,2})-(\d{4})", text)
        text = f"{swapped[2]}-{int(swapped[1]):02}" if swapped else text
        if not re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?", text):
            raise forms.ValidationError("Écrivez une année (2026) ou un mois (2026-05).")
        return text

    def clean(self) -> dict[str, Any]:
        """Ask for what customers were billed."""
        data = super().clean() or {}
        parts = data.get("billed_households"), data.get("billed_others")
        if data.get("billed") is None and None in parts:
            raise forms.ValidationError("Il manque ce qui a été comptabilisé : en tout, ou domestique et autre.")
        return data
