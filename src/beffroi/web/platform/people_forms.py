"""Forms of sign-in and of the account."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from beffroi.web.platform import people_mail
from beffroi.web.platform.models import Person

SECONDS_BETWEEN_LETTERS = 60
logger = logging.getLogger(__name__)


class SignInForm(AuthenticationForm):
    """Address and password. The address is compared, and counted by the throttle, in lower case."""

    username = forms.EmailField(
        label="Courriel", widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    error_messages = {
        "invalid_login": "Courriel ou mot de passe inconnu. Après cinq essais, la connexion est suspendue un moment.",
        "inactive": "Ce compte est fermé.",
    }

    def clean_username(self) -> str:
        """Return the address in lower case."""
        return str(self.cleaned_data["username"]).lower()


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Les six chiffres de l'application, ou un code de secours.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class ResetForm(PasswordResetForm):
    """The address to which a link is sent. The answer is the same whether the account exists or not."""

    email = forms.EmailField(label="Courriel", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def save(self, **_options: Any) -> None:  # type: ignore[override]
        """Send our letter, at most one a minute to an address.

        A mail server that fails is told to the operator only: the page gives no account away.
        """
        email = self.cleaned_data["email"]
        mark = f"password-letter:{hashlib.sha256(email.lower().encode()).hexdigest()}"
        if not cache.add(mark, True, SECONDS_BETWEEN_LETTERS):
            return
        for person in self.get_users(email):
            try:
                people_mail.send("password", person.email, {"path": password_link(person)})
            except people_mail.MailNotSent:
                # no trace: mail servers repeat the address in what they refuse
                logger.error("A password letter could not be sent")  # noqa: TRY400


def password_link(person: Person) -> str:
    """Return the path at which a person chooses a password: once, for a day."""
    number = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("password-choose", args=[number, default_token_generator.make_token(person)])


LONG_ENOUGH = "Douze signes au moins, ni tout en chiffres, ni courant, ni proche de votre nom ou de votre adresse."


class ChoosePasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = LONG_ENOUGH
        self.fields["new_password2"].label = "Le même, une seconde fois"
        self.fields["new_password2"].help_text = ""


class ChangePasswordForm(ChoosePasswordForm, PasswordChangeForm):
    """The password that is known, and a new one."""


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person sets themselves."""

    class Meta:
        """Name and digest only: the address and the roles are others' to give."""

        model = Person
        fields = ("name", "wants_digest")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["name"].help_text = "Tel que vos collègues le voient."
