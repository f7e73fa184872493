"""The e-mail of a message to its service: a job, so that a mail server that fails is asked again."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from beffroi.web.phone.models import Message
from beffroi.web.platform.jobs import MayPass, start


def start_mail(message: Message) -> None:
    """Write to the message's service, where it has an address."""
    if not message.service or not message.service.email:
        return
    start(
        message.tenant,
        "phone.mail",
        key=f"message {message.pk}",
        title="Courriel d'un message téléphonique",
        arguments={"message": message.pk},
        link=reverse("phone-messages", args=[message.tenant.slug]),
    )


def send_mail(message: Message) -> None:
    """Send the message to its service; the recording stays in the workspace. Raises MayPass."""
    if not message.service or not message.service.email:
        return
    page = f"{settings.ADDRESS}{reverse('phone-message', args=[message.tenant.slug, message.pk])}"
    text = render_to_string("phone/mail/message.txt", {"message": message, "page": page})
    subject, _, body = text.strip().partition("\n")
    letter = EmailMessage(subject, body.strip() + "\n", to=[message.service.email])
    try:
        letter.send()
    except (OSError, SMTPException) as error:
        raise MayPass from error
