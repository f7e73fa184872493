"""What becomes of a message."""

from __future__ import annotations

from typing import Any

from django import forms
from django_scopes.forms import SafeModelChoiceField

from beffroi.web.phone.forms.choosing import offer_services
from beffroi.web.phone.models import Service


class DoneForm(forms.Form):
    """What was done."""

    note = forms.CharField(
        label="Ce qui a été fait",
        max_length=300,
        required=False,
        help_text="Par exemple « rappelé, rendez-vous pris ». Sans détail sur la personne.",
    )


class ForwardForm(forms.Form):
    """To which service a message goes."""

    service = SafeModelChoiceField(Service.objects.none(), label="Transmettre à")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        offer_services(self, empty="Choisir un service")
