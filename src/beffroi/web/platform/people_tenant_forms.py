"""Forms about the people of a tenant. Choices of persons are asked for in the request, never at import."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.db.models import QuerySet
from django.utils import timezone

from beffroi.territory.errors import BadInput
from beffroi.web.platform.delegations import overlapping
from beffroi.web.platform.invitations import Offer
from beffroi.web.platform.models import Delegation, Person, Role, Tenant
from beffroi.web.platform.people_forms import LONG_ENOUGH
from beffroi.web.platform.people_roles import TITLES, check_reach, people

MOST_DAYS_AWAY = 366
EVERY_SERVICE = "Tous les services"


class RoleForm(forms.Form):
    """A role, for all services or one."""

    role = forms.ChoiceField(label="Rôle", choices=Role.choices)
    service = forms.ChoiceField(
        label="Service",
        required=False,
        choices=[("", EVERY_SERVICE), *TITLES.items()],
        help_text="Les agents et les responsables de service peuvent être limités à un service, "
        "un exploitant délégué l'est toujours.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse one service for a role that oversees all, all of them for a company's people."""
        given: dict[str, Any] = super().clean() or {}
        if "role" in given:
            try:
                check_reach(Role(given["role"]), given.get("service", ""))
            except BadInput as error:
                self.add_error("service", str(error))
        return given


class InvitationForm(RoleForm):
    """A role for someone who is not here yet."""

    email = forms.EmailField(label="Courriel", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label="Nom", max_length=120, required=False, help_text="Prénom et nom, pour la reconnaître.")
    field_order = ("email", "name", "role", "service")

    def clean_email(self) -> str:
        """Refuse who holds a role here already."""
        email = str(self.cleaned_data["email"]).lower()
        if people().filter(email=email).exists():
            raise forms.ValidationError("Cette personne est déjà là : donnez-lui le rôle depuis sa fiche.")
        return email

    def offer(self) -> Offer:
        """Return what is offered."""
        given = self.cleaned_data
        return Offer(email=given["email"], role=Role(given["role"]), name=given["name"], service=given["service"])


class ImportForm(forms.Form):
    """A table of people, as a file or pasted."""

    file = forms.FileField(
        label="Fichier CSV", required=False, widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"})
    )
    text = forms.CharField(
        label="Ou les lignes elles-mêmes",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )


class WelcomeForm(SetPasswordMixin, forms.Form):  # type: ignore[type-arg]
    """Name and password of someone who accepts an invitation."""

    name = forms.CharField(label="Votre nom", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1, password2 = SetPasswordMixin.create_password_fields("Mot de passe", "Le même, une seconde fois")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["password1"].help_text, self.fields["password2"].help_text = LONG_ENOUGH, ""

    def clean(self) -> dict[str, Any]:
        """Check that both passwords are one, and long enough."""
        self.validate_passwords("password1", "password2")
        given: dict[str, Any] = super().clean() or {}
        self.person.name = given.get("name", "")
        self.validate_password_for_user(self.person, "password2")
        return given


class DelegationForm(forms.Form):
    """Who stands in for whom, from when to when; only an administrator names the absent person."""

    absent = forms.ModelChoiceField(Person.objects.none(), label="Personne absente")
    substitute = forms.ModelChoiceField(Person.objects.none(), label="Remplaçant")
    first = forms.DateField(label="Premier jour", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label="Dernier jour", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, person: Person, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self._choose("absent", people().filter(is_active=True))
        self._choose("substitute", people().filter(is_active=True))
        self.fields["substitute"].help_text = "Cette personne aura les rôles de l'absent, puis les perdra d'elle-même."
        self.fields["absent"].initial = person.pk
        if not for_others:
            self._choose("substitute", people().filter(is_active=True).exclude(pk=person.pk))
            del self.fields["absent"]

    def _choose(self, name: str, persons: QuerySet[Person]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = persons

    def clean(self) -> dict[str, Any]:
        """Check the days and that nobody else stands in then."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if not first or not last:
            return given
        absent = given.get("absent") or self.person
        if last < max(first, timezone.localdate()):
            self.add_error("last", "Le dernier jour doit être aujourd'hui ou plus tard, et pas avant le premier.")
        elif last - first > timedelta(days=MOST_DAYS_AWAY):
            self.add_error("last", "Un remplacement dure un an au plus.")
        elif overlapping(absent, first=first, last=last).exists():
            self.add_error("first", "Un autre remplacement couvre déjà une partie de ces jours.")
        if given.get("substitute") == absent:
            self.add_error("substitute", "Choisissez quelqu'un d'autre que la personne absente.")
        return given

    def delegation(self, tenant: Tenant) -> Delegation:
        """Return what is asked for, not yet kept."""
        given = self.cleaned_data
        absent = given.get("absent") or self.person
        return Delegation(
            tenant=tenant, absent=absent, substitute=given["substitute"], first=given["first"], last=given["last"]
        )
