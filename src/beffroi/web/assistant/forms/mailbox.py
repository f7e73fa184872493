"""Where the town's mailbox is."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from beffroi.web.assistant.mail import keep_word
from beffroi.web.assistant.models import Mailbox


class MailboxForm(forms.ModelForm[Mailbox]):
    """The mailbox to read. The password is never shown again; empty keeps it."""

    word = forms.CharField(
        label="Mot de passe",
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Gardé chiffré, jamais montré. Vide : garder celui qui est là.",
    )

    class Meta:
        """All but what the worker writes."""

        model = Mailbox
        fields = ("enabled", "host", "port", "security", "user", "folder")
        help_texts: ClassVar = {
            "enabled": "Chaque heure, de 7 h à 19 h. Les messages ne sont ni marqués comme lus, ni déplacés.",
            "host": "Par exemple imap.ville.fr.",
            "port": "0 : le port habituel.",
            "folder": "Sans accent ; INBOX est la boîte de réception.",
        }

    def clean_host(self) -> str:
        """Keep a bare name."""
        host: str = self.cleaned_data["host"].strip().lower()
        if not host or any(letter in host for letter in "/:@ ") or not host.isascii():
            raise forms.ValidationError("Écrivez le nom du serveur seul, par exemple imap.ville.fr.")
        return host

    def clean(self) -> dict[str, Any]:
        """Refuse what IMAP does; ask for the password again where the account would go to another server."""
        data = super().clean() or {}
        for name in ("folder", "user", "word"):
            value = str(data.get(name) or "")
            if not value.isascii() or not all(map(str.isprintable, value)):
                self.add_error(name, "Sans accent ni signe spécial : IMAP ne les connaît pas.")
        if {"host", "security"} & set(self.changed_data) and self.instance.sealed and not data.get("word"):
            self.add_error("word", "Le serveur change : écrivez de nouveau le mot de passe.")
        return data

    def save(self, commit: bool = True) -> Mailbox:
        """Save, with the new password where one was written; another mailbox is read from its beginning."""
        if self.cleaned_data["word"]:
            keep_word(self.instance, self.cleaned_data["word"])
        if {"host", "user", "folder"} & set(self.changed_data):
            self.instance.validity = self.instance.after = 0
        self.instance.trouble = ""
        saved: Mailbox = super().save(commit)
        return saved
