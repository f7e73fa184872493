from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("", "éteint  Modèle de texte : aucun"),
        ("https://cle@albert.exemple.fr/v1?model=petit", "oui     Modèle de texte : albert.exemple.fr/v1?model=petit"),
        ("embedded:", "CASSÉ   Modèle de texte : Le paquet « qwen-1.5b » n'est pas installé"),
        ("albert", "CASSÉ   Modèle de texte : Adresse de modèle de texte illisible"),
    ],
)
def test_the_check_says_what_text_model_is_set_without_its_key(
    address: str,
    line: str,
    beffroi: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BEFFROI_PACKS", str(tmp_path))
    monkeypatch.setenv("BEFFROI_LANGUAGE", address)
    assert beffroi("check") == int("CASSÉ" in line)
    assert line in capsys.readouterr().out
