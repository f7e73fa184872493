"""Services, hours, closed days, people, duty numbers, places."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django_scopes.forms import SafeModelChoiceField

from beffroi.web.phone.forms.choosing import check_order, date_input, offer_services, time_input
from beffroi.web.phone.models import Closure, DutyOfficer, NamedPerson, Opening, Place, Service
from beffroi.web.phone.models.town import DAYS


class ServiceForm(forms.ModelForm[Service]):
    """Where a service is and how it is reached."""

    class Meta:
        """All but its short name."""

        model = Service
        fields = ("title", "extension", "number", "place", "email", "duty")
        help_texts: ClassVar = {
            "title": "Dit à voix haute, avec son article : « le service de l'état civil ».",
            "extension": "Vide : l'appel n'est pas passé, un message est pris.",
            "email": "Les messages y sont envoyés en plus de cette page.",
            "duty": "Thème du numéro d'astreinte qui répond hors des heures : eau, voirie…",
        }


class OpeningForm(forms.ModelForm[Opening]):
    """Hours of some days."""

    days = forms.TypedMultipleChoiceField(
        label="Jours", choices=list(enumerate(DAYS)), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        """Days, hours, season."""

        model = Opening
        fields = ("days", "opens", "closes", "first", "last")
        widgets: ClassVar = {
            "opens": time_input(),
            "closes": time_input(),
            "first": date_input(),
            "last": date_input(),
        }
        help_texts: ClassVar = {"first": "Vide : toute l'année."}

    def clean(self) -> dict[str, Any]:
        """Keep hours and seasons in order."""
        data = super().clean() or {}
        check_order(data, self, "opens", "closes", "La fermeture vient après l'ouverture.")
        check_order(data, self, "first", "last", "La fin de la saison vient après son début.")
        return data


class ClosureForm(forms.ModelForm[Closure]):
    """Days off of a service or of the whole town hall."""

    class Meta:
        """Days, reason, service."""

        model = Closure
        fields = ("first", "last", "reason", "service")
        field_classes: ClassVar = {"service": SafeModelChoiceField}
        labels: ClassVar = {"service": "Service"}
        widgets: ClassVar = {"first": date_input(), "last": date_input()}
        help_texts: ClassVar = {"reason": "Par exemple « pont de l'Ascension », « inventaire »."}

    def __init__(self, data: Any = None, *, instance: Closure) -> None:
        super().__init__(data, instance=instance)
        offer_services(self, empty="Toute la mairie")

    def clean(self) -> dict[str, Any]:
        """Keep days in order."""
        data = super().clean() or {}
        check_order(data, self, "first", "last", "Le dernier jour vient après le premier.")
        return data


class NamedPersonForm(forms.ModelForm[NamedPerson]):
    """Someone asked for by name."""

    class Meta:
        """Name, function, where to pass the call."""

        model = NamedPerson
        fields = ("name", "role", "service", "extension")
        field_classes: ClassVar = {"service": SafeModelChoiceField}
        labels: ClassVar = {"service": "Service"}
        help_texts: ClassVar = {"extension": "Vide : l'appel va au service."}

    def __init__(self, data: Any = None, *, instance: NamedPerson) -> None:
        super().__init__(data, instance=instance)
        offer_services(self, empty="L'accueil")


class DutyForm(forms.ModelForm[DutyOfficer]):
    """A number out of hours."""

    class Meta:
        """Theme, who, number."""

        model = DutyOfficer
        fields = ("theme", "title", "number")
        help_texts: ClassVar = {"theme": "eau, voirie, securite… : le mot que portent les services."}


class PlaceForm(forms.ModelForm[Place]):
    """A place and how it is said."""

    class Meta:
        """Name, kind, sound."""

        model = Place
        fields = ("name", "kind", "spoken")
        help_texts: ClassVar = {"spoken": "Écrit comme on l'entend, si la voix se trompe : « quai de l'onne »."}
