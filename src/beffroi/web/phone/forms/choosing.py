"""Choosing a service of the town: the choices are those of the tenant in scope when the form is shown."""

from __future__ import annotations

from typing import Any

from django import forms

from beffroi.web.phone.models import Service


def offer_services(form: forms.BaseForm, *, empty: str, name: str = "service") -> None:
    """Fill the form's field of services; empty: how the choice of none is called."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Service.objects.all()
    field.empty_label = empty


def date_input() -> forms.DateInput:
    """Return the browser's own field of a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def time_input() -> forms.TimeInput:
    """Return the browser's own field of an hour."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def check_order(data: dict[str, Any], form: forms.BaseForm, first: str, last: str, sentence: str) -> None:
    """Say on the second field that it comes before the first."""
    if data.get(first) and data.get(last) and data[first] > data[last]:
        form.add_error(last, sentence)
