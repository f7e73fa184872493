"""From the town's mailbox to drafts of answers: read without changing it, one draft a message, decided by an agent."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from beffroi.assistant.delegation import theme_of
from beffroi.assistant.mailbox import Account, new_messages
from beffroi.assistant.messages import Received, read_message
from beffroi.territory.errors import BadInput
from beffroi.web.assistant.letters import Mail, draft
from beffroi.web.assistant.models import Draft, Mailbox, Signatory
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.sealing import seal, unseal


def purpose(tenant: Tenant) -> str:
    """Return what a tenant's password is sealed for: another tenant's seal does not open it."""
    return f"assistant mailbox {tenant.pk}"


def keep_word(box: Mailbox, word: str) -> None:
    """Seal a password; the row is saved by the caller."""
    box.sealed = seal(word, purpose=purpose(box.tenant))


def word_file(tenant: Tenant) -> Path:
    """Return the file where an operator may put the password, in place of the page."""
    return Path(settings.HOME) / "secrets" / tenant.slug / "mailbox"


def _word(box: Mailbox) -> str:
    path = word_file(box.tenant)
    if path.is_file():
        return path.read_text(encoding="utf-8").strip()
    return unseal(box.sealed, purpose=purpose(box.tenant))


def read_mailbox(box: Mailbox) -> int:
    """Draft an answer to each new message; return how many were drafted. What goes wrong is told in the row."""
    drafted, box.trouble = 0, ""
    try:
        account = Account(box.host, box.user, _word(box), box.port, box.security, box.folder)  # type: ignore[arg-type]
        found = new_messages(account, validity=box.validity, after=box.after, inside=settings.INSIDE)
        if found.validity != box.validity:
            box.validity, box.after = found.validity, 0
        for number, content in found.messages:
            with transaction.atomic():
                drafted += _drafted(box, number, read_message(content))
                box.after = number
                box.save(update_fields=["validity", "after"])
    except BadInput as error:
        box.trouble = str(error)
    box.looked_at = timezone.now()
    box.save(update_fields=["validity", "after", "looked_at", "trouble"])
    return drafted


def _drafted(box: Mailbox, number: int, message: Received) -> bool:
    """Draft once; lists, automata and empty messages get no answer."""
    key = f"{box.host} {box.validity}"[-60:] + f" {number}"
    if not message.written_by_hand or not message.text or Draft.objects.filter(mail_key=key).exists():
        return False
    sender = f"{message.name} <{message.sender}>" if message.name else message.sender
    mail = Mail(key, sender[:340], message.subject)
    draft(box.tenant, message.text, signatory=_signatory(message), person=None, mail=mail)
    return True


def _signatory(message: Received) -> Signatory | None:
    known = {one.theme: one for one in Signatory.objects.all()}
    theme = theme_of(f"{message.subject}\n{message.text}", list(known))
    return known[theme] if theme else None
