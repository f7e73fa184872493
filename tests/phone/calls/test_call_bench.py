"""The bench's own arithmetic, and what the service says when something is off."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from beffroi.engines.speech.sounds import joined, silence, tone
from beffroi.phone.calls.bench import rows
from beffroi.phone.calls.caller import Timed, trimmed
from beffroi.phone.calls.engine_bench import words_wrong
from beffroi.phone.calls.station import Station, engines, rendering
from beffroi.phone.calls.supervisor import Supervisor
from beffroi.phone.telephony.errors import TelephonyError
from phone.small_town import TOWN


@pytest.mark.parametrize(
    ("said", "heard", "share"),
    [
        ("Un acte de naissance", "un acte de naissance.", 0.0),
        ("Un acte de naissance", "un acte de présence", 0.25),
        ("Un acte", "", 1.0),
        ("Un acte", "c'est pour un acte", 1.5),
    ],
)
def test_words_wrong_are_those_to_change_add_or_take_away(said: str, heard: str, share: float) -> None:
    assert words_wrong(said, heard) == pytest.approx(share)


def test_a_sentence_ends_with_its_last_word() -> None:
    whole = joined([silence(0.5), tone(500, 0.4), silence(0.7)])
    assert trimmed(whole).seconds == pytest.approx(0.4, abs=0.01)
    assert trimmed(silence(0.2)).seconds == pytest.approx(0.2)


def test_the_table_tells_cached_and_computed_answers_apart(tmp_path: Path) -> None:
    told = [("answer", 0.5, "cached"), ("answer", 0.7, "cached"), ("answer", 1.5, "computed"), ("key", 0.1, "cached")]
    lines = [json.dumps({"kind": kind, "seconds": seconds, "source": source}) for kind, seconds, source in told]
    (tmp_path / "delays.jsonl").write_text("\n".join(lines), "ascii")
    table = {row.what.strip(): row for row in rows(Timed(answers=[0.6, 0.8, 1.0]), tmp_path / "delays.jsonl")}
    assert table["fin de la phrase au premier mot de la réponse"].median == 0.8
    assert table["dont voix préparée (vu du service)"].count == 2
    assert table["dont voix calculée (vu du service)"].median == 1.5
    assert "touche à action" not in table  # nothing was timed at the callers' ends


def test_without_packs_calls_are_held_by_keys_with_the_spare_voice_and_it_is_said(tmp_path: Path) -> None:
    station = Station(TOWN, packs=tmp_path / "none", sounds=tmp_path / "sounds")
    parts = engines(station)
    assert not parts.hears
    assert [said.split(",")[0] for said in parts.off] == ["Reconnaissance absente", "Voix absente"]
    assert all("beffroi packs install" in said for said in parts.off)
    assert np.abs(rendering(station).render("Bonjour.").samples.astype(int)).max() > 1000
    parts.close()


def test_a_service_that_does_not_open_says_so() -> None:
    with pytest.raises(TelephonyError, match="ne s'ouvre pas"):
        Supervisor([sys.executable, "-c", "print(1)"], told=lambda _: None).run()
