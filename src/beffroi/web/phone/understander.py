"""The understander of a tenant: trained on its own phrasings, kept in this process until they change."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from beffroi.phone.town import Town
from beffroi.phone.understanding import Understander
from beffroi.web.phone.errors import NothingToUnderstand

if TYPE_CHECKING:
    from beffroi.engines.search.embeddings import Embedder

KEPT, FEWEST_FAMILIES = 4, 2
_READERS: OrderedDict[str, Understander] = OrderedDict()
_LOADING = threading.RLock()


def understander_of(town: Town) -> Understander:
    """Return who understands the callers of a town. Raises NothingToUnderstand."""
    if len({topic.intent for topic in town.topics}) < FEWEST_FAMILIES:
        raise NothingToUnderstand(
            "L'agent ne connaît pas assez de sujets : reprenez d'abord les sujets fournis, dans « Sujets »."
        )
    mark = hashlib.sha256(repr(town).encode()).hexdigest()
    with _LOADING:
        found = _READERS.pop(mark, None) or _open(town)
        _READERS[mark] = found
        while len(_READERS) > KEPT:
            _READERS.popitem(last=False)
    return found


def _open(town: Town) -> Understander:
    from beffroi.phone.understand.reader import open_reader  # noqa: PLC0415  # heavy

    return open_reader(town, embedder=embedder())


def embedder() -> Embedder | None:
    """Return the model of the vectors, loaded once a process."""
    with _LOADING:
        return _model(settings.EMBEDDINGS)


@cache
def _model(address: str) -> Embedder | None:
    from beffroi.engines.search.embeddings import connect_embeddings  # noqa: PLC0415  # heavy

    return connect_embeddings(address)
