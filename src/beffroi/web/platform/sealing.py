"""Passwords of other servers, kept sealed: only this instance's secret opens them, and a purpose opens no other's."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from beffroi.territory.errors import BadInput


class SealBroken(BadInput):
    """A word that was sealed under another secret."""


def seal(word: str, *, purpose: str) -> str:
    """Return a word sealed; an empty one stays empty."""
    return _fernet(purpose).encrypt(word.encode()).decode("ascii") if word else ""


def unseal(sealed: str, *, purpose: str) -> str:
    """Return a word that was sealed for this purpose. Raises SealBroken."""
    if not sealed:
        return ""
    try:
        return _fernet(purpose).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeEncodeError) as error:
        raise SealBroken("Le secret de l'instance a changé : écrivez de nouveau le mot de passe.") from error


def _fernet(purpose: str) -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), f"beffroi seal 1 {purpose}".encode(), hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))
