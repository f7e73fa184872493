"""Text models behind one Protocol: embedded, on any OpenAI-compatible server, or the double that echoes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from beffroi.engines.language.addresses import EXAMPLE, read_embedded, read_remote
from beffroi.engines.language.completions import Completion, LanguageModel, Message, OnText, Schema
from beffroi.engines.language.errors import AddressUnreadable, LanguageError

__all__ = ["Completion", "LanguageError", "LanguageModel", "Message", "OnText", "Schema", "connect"]


def connect(address: str, *, packs: Path) -> LanguageModel:
    """Return the text model at an address; ``packs`` is the folder of packs. Nothing is loaded or asked before a call.

    ``echo:`` or ``echo:what it says``; ``https://key@host/v1?model=…``; ``embedded:``, ``embedded:PACK`` or
    ``embedded:/path/model.gguf``. Raises AddressUnreadable, PackUnknown, PackMissing.
    """
    scheme = urlsplit(address).scheme
    if scheme == "echo":
        return _echo(address)
    if scheme in {"http", "https"}:
        from beffroi.engines.language.remote import Remote  # noqa: PLC0415

        return Remote(read_remote(address))
    if scheme == "embedded":
        return _embedded(address, packs)
    raise AddressUnreadable(f"Adresse de modèle de texte illisible : {EXAMPLE}, embedded: ou echo:.")


def _echo(address: str) -> LanguageModel:
    from beffroi.engines.language.echo import Echo  # noqa: PLC0415

    said = unquote(address.removeprefix("echo:"))
    return Echo(answers=(said,) if said else ())


def _embedded(address: str, packs: Path) -> LanguageModel:
    from beffroi.engines.language.embedded import Embedded  # noqa: PLC0415
    from beffroi.engines.packs import named, path  # noqa: PLC0415

    told = read_embedded(address)
    weights = Path(told.pack) if told.pack.endswith(".gguf") else path(named(told.pack), packs)
    return Embedded(told, weights)
