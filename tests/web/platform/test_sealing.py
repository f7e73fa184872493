"""Passwords of other servers are kept sealed."""

from typing import Any

import pytest

from beffroi.web.platform.sealing import SealBroken, seal, unseal


def test_what_is_sealed_is_not_read_without_the_secret_and_the_purpose(settings: Any) -> None:
    sealed = seal("mot de passe", purpose="mail 1")
    assert "mot" not in sealed
    assert unseal(sealed, purpose="mail 1") == "mot de passe"
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="mail 2")
    settings.SECRET_KEY = "un autre"
    with pytest.raises(SealBroken, match="écrivez de nouveau"):
        unseal(sealed, purpose="mail 1")


def test_nothing_sealed_is_nothing() -> None:
    assert unseal(seal("", purpose="x"), purpose="x") == ""
