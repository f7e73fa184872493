"""Files that are sent, and the days to read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from beffroi.web.platform.file_fields import Files
from beffroi.web.water.models import FileKind

MOST_BYTES = 90_000_000


class UploadForm(forms.Form):
    """Files, and what they are where their headings do not say it."""

    sent = Files(
        label="Fichiers",
        required=False,
        help_text="CSV (aussi .gz ou .xz), GeoPackage, réseau EPANET (.inp).",
        most_bytes=MOST_BYTES,
        advice="compressez-le (.csv.xz)",
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
