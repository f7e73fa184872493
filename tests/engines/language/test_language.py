from decimal import Decimal
from pathlib import Path

import pytest

from beffroi.engines.language import Message, connect
from beffroi.engines.language.addresses import read_embedded, read_remote
from beffroi.engines.language.echo import Echo
from beffroi.engines.language.errors import AddressUnreadable
from beffroi.engines.language.prices import cents, energy, rate
from beffroi.engines.packs import PackMissing
from beffroi.engines.packs.manifest import PackUnknown


def said(text: str) -> list[Message]:
    return [Message("user", text)]


def test_an_address_tells_server_key_model_and_limits() -> None:
    told = read_remote("https://une%2Bcle@albert.exemple.fr/v1/?model=petit&timeout=20&in=0,1&wh=0.3")
    assert (told.url, told.key, told.model) == ("https://albert.exemple.fr/v1", "une+cle", "petit")
    assert (told.timeout, told.retries, told.price_in, told.price_out) == (20, 3, Decimal("0.1"), None)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://albert.exemple.fr/v1", "model"),
        ("https:///v1?model=a", "serveur"),
        ("https://a.fr/v1?model=a&temps=3", "temps"),
        ("https://a.fr/v1?model=a&timeout=vite", "vite"),
        ("https://a.fr/v1?model=a&wh=-1", "-1"),
        ("https://cl%C3%A9@a.fr/v1?model=a", "accent"),
        ("albert", "embedded:"),
        ("embedded:?idle=x", "idle"),
    ],
)
def test_an_address_that_says_nothing_is_refused_in_french(address: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(AddressUnreadable, match=words):
        connect(address, packs=tmp_path)


def test_the_embedded_model_is_a_pack_or_a_file(tmp_path: Path) -> None:
    assert read_embedded("embedded:").pack == "qwen-1.5b"
    assert read_embedded("embedded:/models/a.gguf?context=2048").context == 2048
    with pytest.raises(PackMissing, match="beffroi packs install qwen"):
        connect("embedded:", packs=tmp_path)
    with pytest.raises(PackUnknown):
        connect("embedded:inconnu", packs=tmp_path)


def test_the_echo_says_the_last_message_or_what_it_is_told(tmp_path: Path) -> None:
    assert connect("echo:", packs=tmp_path).complete(said("Bonjour à vous"), max_tokens=9).text == "Bonjour à vous"
    assert connect("echo:Au%20revoir", packs=tmp_path).complete(said("Bonjour"), max_tokens=9).text == "Au revoir"


def test_the_echo_keeps_lengths_stops_and_listeners() -> None:
    short = Echo().complete(said("un deux trois"), max_tokens=2)
    assert (short.text, short.finished, short.tokens_in, short.tokens_out) == ("un deux", False, 3, 2)
    assert Echo().complete(said("un. deux"), max_tokens=9, stop=["."]).text == "un"
    heard: list[str] = []
    assert Echo().complete(said("un deux"), max_tokens=9, on_text=heard.append).text == "".join(heard) == "un deux"
    assert Echo().complete(said("un deux"), max_tokens=9, on_text=lambda _: True).text == "un"


def test_the_echo_gives_its_answers_in_turn() -> None:
    echo = Echo(answers=("un", "deux"))
    assert [echo.complete(said("?"), max_tokens=9).text for _ in range(3)] == ["un", "deux", "deux"]
    assert len(echo.heard) == 3


def test_the_echo_fits_a_schema() -> None:
    schema = {
        "type": "object",
        "properties": {
            "theme": {"enum": ["eau", "cantine"]},
            "note": {"type": "integer", "minimum": 1},
            "mots": {"type": "array", "items": {"type": "string"}, "minItems": 2},
            "sûr": {"type": "boolean"},
            "facultatif": {"type": "string"},
        },
        "required": ["theme", "note", "mots", "sûr"],
    }
    made = Echo().complete(said("mot"), max_tokens=99, schema=schema).data()
    assert made == {"theme": "eau", "note": 1, "mots": ["mot", "mot"], "sûr": False}


def test_prices_are_looked_up_by_name_and_an_unknown_model_has_none() -> None:
    assert rate("mistral-small-latest").price_out > 0
    assert rate("Mistral-Small-2603") == rate("mistral-small-latest")
    assert rate("maison").price_in == rate("maison").price_out == 0
    assert rate("maison").wh > 0


def test_prices_are_for_a_million_tokens_and_energy_for_a_thousand() -> None:
    assert cents(price_in=Decimal(1), price_out=Decimal(3), tokens_in=1_000_000, tokens_out=500_000) == 250
    assert energy(wh=Decimal("0.5"), tokens_out=2000) == 1
