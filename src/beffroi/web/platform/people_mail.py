"""E-mails to people: plain text, in French, with addresses of this instance only."""

from __future__ import annotations

from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from beffroi.territory.errors import BadInput


class MailNotSent(BadInput):
    """The mail server did not take the message."""


def send(letter: str, to: str, context: Mapping[str, Any]) -> None:
    """Send ``platform/mail/<letter>.txt``, whose first line is the subject. Raises MailNotSent.

    Links start with the instance's public address, never with the host that a request claims.
    """
    text = render_to_string(f"platform/mail/{letter}.txt", {**context, "address": settings.ADDRESS})
    subject, _, body = text.strip().partition("\n")
    try:
        EmailMessage(subject, body.strip() + "\n", to=[to]).send()
    except (OSError, SMTPException) as error:
        raise MailNotSent(
            "Le courriel n'a pas pu partir : réessayez plus tard, ou prévenez votre opérateur (BEFFROI_MAIL)."
        ) from error
