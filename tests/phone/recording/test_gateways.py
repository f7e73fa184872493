"""Messages leave by mail and SMS through real servers on this machine."""

from __future__ import annotations

import dataclasses
import json
import socket
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from beffroi.phone.errors import GatewayFailed, GatewayUnreadable
from beffroi.phone.recording import MemoryRecorder
from beffroi.phone.recording.mail import MailedRecorder, MailServer, letter_of
from beffroi.phone.recording.sms import HttpGateway, read_gateway
from beffroi.phone.records import Message, Report, Turn
from phone.small_town import TOWN, TUESDAY, Clock

MESSAGE = Message("urbanisme", "permis\nde construire", "rappelez-moi", "0612345678", call_back=True, sound=b"RIFF")
REPORT = Report(TUESDAY, 42.0, "call_back", ("permis",), (Turn("caller", "mon permis", 3.0),))


@pytest.fixture
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Mailbox]]:
    folder = tmp_path_factory.mktemp("box") / "mail"
    mailbox = Mailbox(str(folder))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    yield f"smtp://127.0.0.1:{port}", mailbox
    server.stop()


def recorded(address: str, email: str) -> MemoryRecorder:
    services = tuple(dataclasses.replace(one, email=email if one.name == "urbanisme" else "") for one in TOWN.services)
    inside = MemoryRecorder(Clock())
    recorder = MailedRecorder(
        inside, town=dataclasses.replace(TOWN, services=services), server=MailServer(address, "agent@plaisir.example")
    )
    call = recorder.began(caller="", at=TUESDAY)
    recorder.message(call, MESSAGE)
    recorder.ended(call, REPORT)
    return inside


def test_a_message_is_mailed_to_its_service_with_its_sound(box: tuple[str, Mailbox]) -> None:
    address, mailbox = box
    assert len(recorded(address, "urba@plaisir.example").queue) == 1
    (letter,) = list(mailbox.mailbox)
    assert letter["To"] == "urba@plaisir.example"
    body = letter.as_string()
    assert "message.wav" in body
    assert "audio/wav" in body


def test_a_service_without_an_address_gets_no_mail(box: tuple[str, Mailbox]) -> None:
    address, mailbox = box
    assert len(recorded(address, "").queue) == 1
    assert list(mailbox.mailbox) == []


def test_a_server_that_refuses_loses_no_message(caplog: pytest.LogCaptureFixture) -> None:
    assert len(recorded("smtp://127.0.0.1:1", "urba@plaisir.example").queue) == 1
    assert "mail to a service failed" in caplog.text
    assert "0612345678" not in caplog.text


def test_the_letter_says_who_to_call_back_and_what_was_said() -> None:
    letter = letter_of(MESSAGE, to="a@b.example", sender="c@d.example", transcript=REPORT.turns)
    assert letter["Subject"] == "À rappeler : permis de construire"
    body = letter.get_body()
    assert isinstance(body, EmailMessage)
    text = body.get_content()
    assert "06, 12, 34, 56, 78" in text
    assert "Appelant : mon permis" in text


def test_an_address_of_mail_that_cannot_be_read_is_told() -> None:
    with pytest.raises(GatewayUnreadable, match="illisible"):
        MailServer("ftp://serveur", "a@b.example").send(EmailMessage())


@pytest.fixture
def gateway() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    asked: list[tuple[str, str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
            asked.append((self.path, body, self.headers["x-key"] or ""))
            self.send_response(500 if "refus" in self.path else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_sms_is_sent_as_the_template_says(gateway: tuple[str, list[tuple[str, str, str]]]) -> None:
    address, asked = gateway
    body = '{"to": "{number}", "message": "{text}"}'
    HttpGateway(f"{address}/sms", body, headers={"x-key": "clé"[:2]}).send("0612345678", 'Le lien : "https://r.fr"')
    path, sent, key = asked[0]
    assert path == "/sms"
    assert json.loads(sent) == {"to": "+33612345678", "message": 'Le lien : "https://r.fr"'}
    assert key == "cl"


def test_an_sms_may_go_in_the_address_or_in_a_form(gateway: tuple[str, list[tuple[str, str, str]]]) -> None:
    address, asked = gateway
    HttpGateway(f"{address}/sms?n={{number}}", "m={text}", content="form").send("0612345678", "a&b=é")
    assert asked[0][:2] == ("/sms?n=%2B33612345678", "m=a%26b%3D%C3%A9")


def test_a_gateway_that_refuses_is_told(gateway: tuple[str, list[tuple[str, str, str]]]) -> None:
    with pytest.raises(GatewayFailed, match="passerelle"):
        HttpGateway(f"{gateway[0]}/refus", "{text}").send("0612345678", "x")
    with pytest.raises(GatewayFailed):
        HttpGateway("http://127.0.0.1:1/", "{text}").send("0612345678", "x")


def written(folder: Path, told: str) -> Path:
    place = folder / "sms.toml"
    place.write_text(told, "utf-8")
    return place


def test_a_gateway_is_read_from_a_file(tmp_path: Path, gateway: tuple[str, list[tuple[str, str, str]]]) -> None:
    address, asked = gateway
    told = f'url = "{address}/sms?n={{number}}"\nbody = "m={{text}}"\ncontent = "form"\n[headers]\nx-key = "clef"\n'
    read_gateway(written(tmp_path, told)).send("0612345678", "a&b")
    assert asked == [("/sms?n=%2B33612345678", "m=a%26b", "clef")]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("url = ", "lisible"),
        ('body = "{number} {text}"', "url"),
        ('url = "ftp://r.fr/{number}/{text}"', "https"),
        ('url = "https://r.fr/{number}"', "{text}"),
        ('url = "https://r.fr/{number}/{text}"\nmethode = "GET"', "methode"),
        ('url = "https://r.fr/{number}/{text}"\nmethod = "DELETE"', "POST ou GET"),
        ('url = "https://r.fr/{number}/{text}"\nheaders = "x"', "headers"),
    ],
)
def test_a_file_of_a_gateway_that_cannot_be_used_is_told(tmp_path: Path, told: str, said: str) -> None:
    with pytest.raises(GatewayUnreadable, match=said):
        read_gateway(written(tmp_path, told))


def test_mail_that_is_asked_for_without_a_server_stops_the_start(
    beffroi: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BEFFROI_MAIL", raising=False)
    assert beffroi("phone", "serve", "--sip", "127.0.0.1:5070", "--mail") == 2
    assert "BEFFROI_MAIL" in capsys.readouterr().err
    monkeypatch.setenv("BEFFROI_MAIL", "imap://r.fr")
    assert beffroi("phone", "serve", "--sip", "127.0.0.1:5070", "--mail") == 2
    assert beffroi("phone", "serve", "--sip", "127.0.0.1:5070", "--mail", "--tenant", "21780490000018") == 2
    assert beffroi("phone", "serve", "--sip", "127.0.0.1:5070", "--sms", "nulle-part.toml") == 2
