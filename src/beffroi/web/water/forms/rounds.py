"""Search rounds: what is asked for, and what was heard."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils import timezone

from beffroi.web.water.models import StopOutcome
from beffroi.web.water.starting import RoundsWish


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
