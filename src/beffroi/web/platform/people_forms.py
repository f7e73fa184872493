"""Forms of sign-in and of the account."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.core.cache import cache

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

    def get_users(self, email: str) -> Iterator[Any]:
        """Return who has this address and a password; nobody for a minute after a letter has left."""
        mark = f"password letter {hashlib.sha256(email.lower().encode()).hexdigest()}"
        return iter(super().get_users(email)) if cache.add(mark, True, SECONDS_BETWEEN_LETTERS) else iter(())

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Send our letter. A mail server that fails is told to the operator only: the page gives no account away."""
        try:
            people_mail.send("password", to_email, context)
        except people_mail.MailNotSent:
            logger.exception("A password letter could not be sent")


class AccountForm(forms.ModelForm[Person]):
    """What a person sets themselves."""

    class Meta:
        """Name and digest only: the address and the roles are others' to give."""

        model = Person
        fields = ("name", "wants_digest")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["name"].help_text = "Tel que vos collègues le voient."
