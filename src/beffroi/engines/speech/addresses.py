"""The address of a recogniser, of a voice, of an activity detector."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from beffroi.engines.speech.errors import AddressUnreadable

REMOTE = {"model", "voice", "timeout"}
EMBEDDED = {"beam", "threads", "pace", "prompt", "least"}


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """An OpenAI-compatible server. timeout: longest wait [s]."""

    url: str
    key: str
    model: str
    voice: str
    timeout: float


@dataclass(frozen=True, slots=True)
class EmbeddedAddress:
    """A model of this machine. beam: sentences followed at once; threads: of computing; pace: signs a second.

    prompt: pieces of words that the recogniser is told before a sentence, at most; least: sound that it encodes [s].
    """

    beam: int = 5
    threads: int = 1
    pace: float = 15.0
    prompt: int = 60
    least: float = 1.0


def read_remote(address: str) -> RemoteAddress:
    """Read ``https://key@host/v1?model=…&voice=…``. Raises AddressUnreadable."""
    parts = urlsplit(address)
    query = _query(parts, REMOTE)
    if not parts.hostname or "model" not in query:
        raise AddressUnreadable(
            "L'adresse du serveur de parole ne dit pas quel serveur ou quel modèle : "
            "écrivez par exemple https://clé@serveur/v1?model=nom"
        )
    return RemoteAddress(
        url=f"{parts.scheme}://{parts.netloc.rsplit('@', 1)[-1]}{parts.path.rstrip('/')}",
        key=unquote(parts.username or ""),
        model=query["model"],
        voice=query.get("voice", "alloy"),
        timeout=_number(query, "timeout", 10.0),
    )


def read_embedded(address: str) -> EmbeddedAddress:
    """Read ``whisper:?beam=5&threads=1``. Raises AddressUnreadable."""
    query = _query(urlsplit(address), EMBEDDED)
    return EmbeddedAddress(
        beam=round(_number(query, "beam", 5)),
        threads=round(_number(query, "threads", 1)),
        pace=_number(query, "pace", 15.0),
        prompt=round(_number(query, "prompt", 60)),
        least=_number(query, "least", 1.0),
    )


def _query(parts: SplitResult, known: set[str]) -> dict[str, str]:
    query = dict(parse_qsl(parts.query))
    for name in query:
        if name not in known:
            raise AddressUnreadable(
                f"Paramètre inconnu dans l'adresse du moteur de parole : {name} ; connus : {', '.join(sorted(known))}."
            )
    return query


def _number(query: dict[str, str], name: str, default: float) -> float:
    text = query.get(name, str(default))
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = 0.0
    if not 0 < value < 1000:
        raise AddressUnreadable(f"Dans l'adresse du moteur de parole, {name} n'est pas un nombre : {text}.")
    return value
