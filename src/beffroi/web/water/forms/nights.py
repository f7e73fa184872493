"""What people decide on alarms of night flow."""

from __future__ import annotations

from django import forms

from beffroi.web.water.models import AlarmStatus
from beffroi.web.water.moves import Judgement


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
