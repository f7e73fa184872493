"""The pace of a large store, on a small one."""

import json

import pytest

from beffroi.__main__ import main


@pytest.mark.parametrize("embeddings", ["none:", "letters:"])
def test_a_store_made_for_the_occasion_is_filled_searched_and_timed(
    embeddings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["assistant", "pace", "--passages", "130", "--questions", "4", "--embeddings", embeddings, "--json"]
    assert main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["passages"] == 130
    assert told["a_second"] > 0
    assert 0 < told["p50"] <= told["p95"]
