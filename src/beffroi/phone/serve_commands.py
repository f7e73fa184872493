"""``beffroi phone serve`` and ``render``: hold calls, render what the agent says."""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beffroi.territory.numbers import counted

if TYPE_CHECKING:
    from beffroi.phone.calls.conversation import Conversation
    from beffroi.phone.calls.station import Station
    from beffroi.phone.recording.mail import MailServer
    from beffroi.phone.recording.sms import HttpGateway
    from beffroi.phone.records import Recorder
    from beffroi.phone.town import Town

Commands = Any  # argparse gives its sub-parsers no public name
LINES = 6
DRIVERS = ("sip", "sipua", "audiosocket")
SPEECH = ("recogniser", "voice", "activity", "workers", "sounds")


def add_serve_command(commands: Commands) -> None:
    """Add ``serve``."""
    parser = commands.add_parser("serve", help="Répondre aux appels, en SIP ou derrière Asterisk.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--sip", metavar="HÔTE:PORT", help="Adresse où les appels arrivent en SIP.")
    where.add_argument("--sipua", metavar="HÔTE:PORT", help="De même, par le second pilote SIP (aiosipua).")
    where.add_argument("--audiosocket", metavar="HÔTE:PORT", help="Adresse où Asterisk envoie les appels.")
    parser.add_argument("--lines", type=int, default=LINES, help="Appels à la fois ; au-delà, occupé (6).")
    parser.add_argument(
        "--exchange",
        default="",
        metavar="HÔTE[:PORT]",
        help="Autocommutateur des postes ; sinon celui d'où vient l'appel.",
    )
    parser.add_argument("--journal", type=Path, metavar="DOSSIER", help="Où s'écrivent appels et messages.")
    parser.add_argument("--mail", action="store_true", help="Envoyer les messages aux services (BEFFROI_MAIL).")
    parser.add_argument("--sms", type=Path, metavar="PASSERELLE.toml", help="Passerelle qui envoie les liens par SMS.")
    parser.add_argument("--standby", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--delays", type=Path, metavar="FICHIER.jsonl", help="Écrire les délais mesurés.")
    add_speech_options(parser)
    parser.set_defaults(run=run_serve)


def add_render_command(commands: Commands) -> None:
    """Add ``render``."""
    parser = commands.add_parser("render", help="Préparer une fois la voix de tout ce que dit l'agent.")
    add_speech_options(parser)
    parser.set_defaults(run=run_render)


def add_speech_options(parser: argparse.ArgumentParser) -> None:
    """Add the town, its engines, its folder of sounds."""
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--town", type=Path, metavar="DOSSIER", help="Ville ; par défaut la ville d'exemple.")
    whose.add_argument("--tenant", metavar="SIRET", help="Collectivité de l'espace de travail, avec ses réglages.")
    add_engine_options(parser)


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Add the engines and the folder of sounds."""
    parser.add_argument("--recogniser", default="whisper:", metavar="ADRESSE", help="Reconnaissance de la parole.")
    parser.add_argument("--voice", default="kokoro:", metavar="ADRESSE", help="Voix.")
    parser.add_argument("--activity", default="silero:", metavar="ADRESSE", help="Écoute : silero: ou loudness:.")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="Processus de reconnaissance.")
    parser.add_argument("--sounds", type=Path, metavar="DOSSIER", help="Voix déjà préparées.")


def station_of(arguments: argparse.Namespace, desk: Any = None) -> Station:
    """Return what the options describe; a desk brings the town of the workspace. Raises TownUnreadable."""
    from beffroi.phone.calls.station import Station

    return Station(
        town=desk.known.town if desk else _town_told(arguments),
        packs=arguments.packs_folder(),
        sounds=arguments.sounds or arguments.packs_folder().parent / "sounds",
        recogniser=arguments.recogniser,
        voice=arguments.voice,
        activity=arguments.activity,
        workers=arguments.workers,
        delays=getattr(arguments, "delays", None),
    )


def _town_told(arguments: argparse.Namespace) -> Town:
    from beffroi.phone.folders import read_town, shipped_town

    return read_town(arguments.town) if arguments.town else shipped_town()


def _desk_told(arguments: argparse.Namespace) -> Any:
    """Return the desk of a tenant of the workspace, handed over by whoever composes the command; None without one."""
    return arguments.phone_desk(arguments.tenant) if getattr(arguments, "tenant", None) else None


def conversations(station: Station, *, links: bool = False) -> Any:
    """Return what makes the dialogue of a call. links: a gateway sends SMS."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from beffroi.engines.search.embeddings import connect_embeddings
    from beffroi.phone.dialogue import Dialogue, read_settings
    from beffroi.phone.understand import open_reader

    reader, zone = open_reader(station.town, embedder=connect_embeddings()), ZoneInfo(station.town.timezone)
    reader.understand("Bonjour, je voudrais un renseignement.")  # loads what it needs
    settings = replace(read_settings(), links=links)

    def conversation() -> Conversation:
        return Dialogue(town=station.town, understander=reader, clock=lambda: datetime.now(zone), settings=settings)

    return conversation


def run_serve(arguments: argparse.Namespace) -> int:
    """Hold calls: a supervisor and its processes."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    gateways = gateways_of(arguments)
    if arguments.standby:
        return _hold(arguments, gateways)
    from beffroi.phone.calls.supervisor import Supervisor

    Supervisor(_command(arguments), told=lambda said: print(said, flush=True)).run()
    return 0


def _command(arguments: argparse.Namespace) -> list[str]:
    """Return the command of a process that holds calls."""
    names = (*DRIVERS, "lines", "exchange", "journal", "delays", "town", "tenant", "sms", *SPEECH)
    told = [(f"--{name}", getattr(arguments, name)) for name in names]
    given = [word for name, value in told if value not in {None, ""} for word in (name, str(value))]
    mail = ["--mail"] if arguments.mail else []
    return [sys.executable, "-m", "beffroi", "phone", "serve", *given, *mail, "--standby"]


@dataclass(frozen=True)
class Gateways:
    """Where messages and links leave to, None where they do not."""

    mail: MailServer | None = None
    sms: HttpGateway | None = None


def gateways_of(arguments: argparse.Namespace) -> Gateways:
    """Return the gateways that are on. Raises GatewayUnreadable."""
    from beffroi.phone.errors import GatewayUnreadable
    from beffroi.phone.recording.mail import MailServer
    from beffroi.phone.recording.sms import read_gateway

    address, sender = arguments.mail_server()
    if arguments.mail and arguments.tenant:
        raise GatewayUnreadable("--mail : l'espace de travail envoie déjà les messages de sa collectivité.")
    if arguments.mail and not address:
        raise GatewayUnreadable("--mail : réglez BEFFROI_MAIL, smtp://utilisateur:mot@serveur:587 par exemple.")
    mail = MailServer(address, sender) if arguments.mail else None
    if mail:
        mail.check()
    return Gateways(mail, read_gateway(arguments.sms) if arguments.sms else None)


def _hold(arguments: argparse.Namespace, gateways: Gateways) -> int:
    from beffroi.phone.calls.station import engines, town_of
    from beffroi.phone.calls.worker import hold_calls
    from beffroi.phone.recording import FolderRecorder
    from beffroi.phone.recording.mail import MailedRecorder
    from beffroi.phone.telephony import connect

    desk = _desk_told(arguments)
    if desk:
        desk.sends_links = gateways.sms is not None
    station = station_of(arguments, desk)
    parts = engines(station)
    for said in parts.off:
        print(said, file=sys.stderr)
    journal: Recorder = (
        desk.recorder if desk else FolderRecorder(arguments.journal or arguments.home_folder() / "phone")
    )
    if gateways.mail:
        journal = MailedRecorder(journal, town=station.town, server=gateways.mail)
    made = desk.conversation if desk else conversations(station, links=gateways.sms is not None)
    town = town_of(station, parts, made, journal, gateways.sms)
    address = next(f"{name}:{getattr(arguments, name)}" for name in DRIVERS if getattr(arguments, name))
    driver = connect(address, lines=arguments.lines, exchange=arguments.exchange)
    hold_calls(driver, town, parts, lines=arguments.lines, standby=True)
    return 0


def run_render(arguments: argparse.Namespace) -> int:
    """Render every fixed sentence of the town."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from beffroi.phone.calls.settings import call_settings
    from beffroi.phone.calls.station import rendering
    from beffroi.phone.calls.texts import sayings_of

    station = station_of(arguments, _desk_told(arguments))
    sayings = list(sayings_of(station.town, now=datetime.now(ZoneInfo(station.town.timezone))))
    voice = rendering(station)

    def told(rank: int) -> None:
        if sys.stderr.isatty():
            print(f"{rank} phrases", end="\r", file=sys.stderr)

    rendered = voice.prepare([one.text for one in sayings if not one.slow], told=told)
    rendered += voice.prepare([one.text for one in sayings if one.slow], speed=call_settings().slow, told=told)
    print(f"{counted(rendered, 'phrase préparée', 'phrases préparées')} par {voice.voice.name} dans {voice.folder}.")
    return 0
