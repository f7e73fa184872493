"""The address of a text model: ``https://key@host/v1?model=…``, ``embedded:…`` or ``echo:…``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from beffroi.engines.language.errors import AddressUnreadable

DEFAULT_PACK = "qwen-1.5b"
EXAMPLE = "écrivez par exemple https://clé@serveur/v1?model=nom"
REMOTE = {"model", "timeout", "limit", "retries", "wait", "in", "out", "wh"}
EMBEDDED = {"context", "threads", "idle"}


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """An OpenAI-compatible server.

    timeout: longest silence [s]; limit: longest answer [s]; retries: calls made again, the first after ``wait`` [s],
    the others after twice the one before. price_in, price_out: euros a million tokens; wh: Wh for 1,000 tokens written.
    What is None is looked up by the model's name (``data/models.toml``).
    """

    url: str
    key: str
    model: str
    timeout: float = 60.0
    limit: float = 300.0
    retries: int = 3
    wait: float = 1.0
    price_in: Decimal | None = None
    price_out: Decimal | None = None
    wh: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EmbeddedAddress:
    """A GGUF model run on this machine. pack: name of a pack or path; context [tokens]; idle [s] before it leaves."""

    pack: str = DEFAULT_PACK
    context: int = 4096
    threads: int = 1
    idle: float = 300.0


def read_remote(address: str) -> RemoteAddress:
    """Read an http or https address. Raises AddressUnreadable."""
    parts = urlsplit(address)
    query = _query(parts, REMOTE)
    if not parts.hostname or "model" not in query:
        raise AddressUnreadable(f"L'adresse du modèle de texte ne dit pas quel serveur ou quel modèle : {EXAMPLE}.")
    key = unquote(parts.username or "")
    if not key.isascii():
        raise AddressUnreadable("La clé de l'adresse du modèle de texte contient un accent : recopiez-la.")
    return RemoteAddress(
        url=f"{parts.scheme}://{parts.netloc.rsplit('@', 1)[-1]}{parts.path.rstrip('/')}",
        key=key,
        model=query["model"],
        timeout=float(_number(query, "timeout", "60")),
        limit=float(_number(query, "limit", "300")),
        retries=int(_number(query, "retries", "3")),
        wait=float(_number(query, "wait", "1")),
        price_in=_optional(query, "in"),
        price_out=_optional(query, "out"),
        wh=_optional(query, "wh"),
    )


def read_embedded(address: str) -> EmbeddedAddress:
    """Read ``embedded:``, ``embedded:PACK`` or ``embedded:/path/model.gguf``. Raises AddressUnreadable."""
    parts = urlsplit(address)
    query = _query(parts, EMBEDDED)
    return EmbeddedAddress(
        pack=unquote(parts.path) or DEFAULT_PACK,
        context=int(_number(query, "context", "4096")),
        threads=int(_number(query, "threads", "1")),
        idle=float(_number(query, "idle", "300")),
    )


def _query(parts: SplitResult, known: set[str]) -> dict[str, str]:
    query = dict(parse_qsl(parts.query))
    for name in query:
        if name not in known:
            raise AddressUnreadable(
                f"Paramètre inconnu dans l'adresse du modèle de texte : {name} ; connus : {', '.join(sorted(known))}."
            )
    return query


def _optional(query: dict[str, str], name: str) -> Decimal | None:
    return _number(query, name, "") if name in query else None


def _number(query: dict[str, str], name: str, default: str) -> Decimal:
    text = query.get(name, default)
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not (value.is_finite() and value >= 0):
        raise AddressUnreadable(f"Dans l'adresse du modèle de texte, {name} n'est pas un nombre : {text}.")
    return value
