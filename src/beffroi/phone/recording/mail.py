"""The e-mail that takes a message to its service (smtplib; off unless an address is given)."""

from __future__ import annotations

import logging
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from beffroi.phone.dialogue.telephones import in_pairs
from beffroi.phone.errors import GatewayFailed, GatewayUnreadable
from beffroi.phone.recording.queue import transcript_text
from beffroi.phone.records import Message, Recorder, Report, Turn
from beffroi.phone.town import Town

LOG = logging.getLogger(__name__)
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
WAIT = 20.0


@dataclass(frozen=True)
class MailServer:
    """``smtp://``, ``smtps://`` or ``smtp+starttls://`` ``[user:password@]host[:port]``; sender: who writes.

    A name and a word never leave in clear: ``smtp://`` with them is ``smtp+starttls://``, as the workspace has it.
    """

    address: str
    sender: str

    def check(self) -> SplitResult:
        """Return the parts of the address. Raises GatewayUnreadable."""
        parts = urlsplit(self.address)
        if parts.scheme not in PORTS or not parts.hostname:
            raise GatewayUnreadable("Adresse du serveur de courriel illisible : écrivez smtps://nom:mot@serveur:465.")
        return parts

    def send(self, letter: EmailMessage) -> None:
        """Send a letter. Raises GatewayFailed, GatewayUnreadable."""
        parts = self.check()
        try:
            scheme = "smtp+starttls" if parts.scheme == "smtp" and parts.username else parts.scheme
            with self._connected(scheme, str(parts.hostname), parts.port or PORTS[scheme]) as server:
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
                server.send_message(letter)
        except (OSError, smtplib.SMTPException) as error:
            raise GatewayFailed(
                f"Le serveur de courriel {parts.hostname} a refusé : {type(error).__name__}."
            ) from error

    def _connected(self, scheme: str, host: str, port: int) -> smtplib.SMTP:
        if scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=WAIT, context=ssl.create_default_context())
        server = smtplib.SMTP(host, port, timeout=WAIT)
        if scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        return server


def letter_of(message: Message, *, to: str, sender: str, transcript: tuple[Turn, ...] = ()) -> EmailMessage:
    """Write the letter of a message: what is asked, by whom, what was said; the sound joined."""
    letter = EmailMessage()
    kind = "À rappeler" if message.call_back else "Message"
    letter["Subject"] = " ".join(f"{kind} : {message.subject}".split())
    letter["From"], letter["To"] = sender, to
    number = in_pairs(message.number) if message.number else "numéro masqué"
    said = f"\n\nCe qui a été dit :\n{transcript_text(transcript)}" if transcript else ""
    letter.set_content(f"{kind} : {message.subject}\nNuméro : {number}\n\n{message.text or '(sans nom)'}{said}\n")
    if message.sound:
        letter.add_attachment(message.sound, maintype="audio", subtype="wav", filename="message.wav")
    return letter


class MailedRecorder:
    """Mails each message to its service once the call is over; the queue keeps it, whatever the server does."""

    def __init__(self, recorder: Recorder, *, town: Town, server: MailServer) -> None:
        self._recorder, self._town, self._server = recorder, town, server
        self._left: dict[str, list[Message]] = {}
        self.began, self.turn = recorder.began, recorder.turn
        self.understood, self.recover = recorder.understood, recorder.recover

    def message(self, call: str, message: Message) -> None:
        """Put the message in the queue; it is mailed at the end of the call."""
        self._recorder.message(call, message)
        self._left.setdefault(call, []).append(message)

    def ended(self, call: str, report: Report) -> None:
        """Close the call, then mail what was left."""
        self._recorder.ended(call, report)
        for message in self._left.pop(call, []):
            self._mail(message, report.turns)

    def _mail(self, message: Message, turns: tuple[Turn, ...]) -> None:
        service = self._town.service(message.service)
        if service is None or not service.email:
            return
        try:
            letter = letter_of(message, to=service.email, sender=self._server.sender, transcript=turns)
            self._server.send(letter)
        except GatewayFailed as error:
            LOG.warning("mail to a service failed: %s", error)
