"""The words and the articles of each kind of council (``data/bodies.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from beffroi.council.drafting.models import Source
from beffroi.council.drafting.request import Body


def words_of(body: Body) -> Mapping[str, str]:
    """Return the words of a council by key, also with a capital (``Le_maire``)."""
    words = _bodies()[body]
    return {**words, **{key[0].upper() + key[1:]: word[0].upper() + word[1:] for key, word in words.items()}}


def source_for(source: Source, body: Body) -> Source:
    """Return the article of a council that stands for that of communes."""
    swaps = _bodies()["articles"].get(body, {})
    return (
        replace(source, article=swaps[source.article]) if source.code == "cgct" and source.article in swaps else source
    )


@cache
def _bodies() -> dict[str, Any]:
    text = files("beffroi.council.drafting").joinpath("data/bodies.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
