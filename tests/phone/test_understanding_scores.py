import json
from pathlib import Path

import pytest

from beffroi.phone.errors import UtterancesUnreadable
from beffroi.phone.evaluate import Utterance, coverage, evaluate, read_utterances
from beffroi.phone.understanding import Emergency, Guess, Understanding

SETS = Path(__file__).parent / "sets"


class Keyed:
    """Understands by one word, as a very small town would."""

    def understand(self, text: str) -> Understanding:
        intents = [word for word in text.split() if word in {"eau", "voirie", "police"}]
        guesses = tuple(Guess("", intent, 0.9) for intent in [*intents, "agent", "horaires"])
        emergency = Emergency("feu", ("18",), "feu") if "feu" in text else None
        action = "emergency" if emergency else "answer" if intents else "message"
        return Understanding(text, guesses, guesses[: len(intents) or 1], 0.9, 1.0, action, emergency)

    def alarm(self, partial: str) -> Emergency | None:
        return self.understand(partial).emergency


def test_each_kind_is_counted_apart() -> None:
    scores = evaluate(
        [
            Utterance("eau", ("eau",)),
            Utterance("voirie", ("police", "voirie")),
            Utterance("police", ("eau",)),
            Utterance("feu", ("urgence",), "emergency"),
            Utterance("eau qui brûle", ("urgence",), "emergency"),
            Utterance("feu rouge", ("voirie",), "trap"),
            Utterance("météo", (), "oos"),
            Utterance("eau voirie", ("eau", "voirie"), "double"),
        ],
        Keyed(),
    )
    assert scores.top1 == pytest.approx(2 / 3)
    assert (scores.emergency_recall, scores.emergency_unsafe) == (0.5, 0.5)
    assert (scores.emergency_false_alarms, scores.oos_refused, scores.double_both) == (1.0, 1.0, 1.0)
    assert scores.by_intent == {"eau": 0.5, "police": 1.0}


def test_what_is_sure_enough_to_answer_alone_is_counted_from_the_surest() -> None:
    answers = [(0.9, True)] * 19 + [(0.8, False)] + [(0.7, False)] * 5
    assert coverage(answers) == pytest.approx(20 / 25)
    assert coverage([(0.9, False)]) == 0
    assert coverage([]) is None


@pytest.mark.parametrize(
    "line",
    [
        '{"intent": "eau", "text": 5}',
        '{"intent": [["eau"]], "text": "a"}',
        '{"text": "a"}',
        '{"intent": "inconnu", "text": "a"}',
        '{"intent": null, "text": "a", "kind": "x"}',
        "[",
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "phrases.jsonl"
    path.write_text('{"intent": "eau", "text": "une fuite"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UtterancesUnreadable, match="ligne 2"):
        read_utterances(path)


def test_the_sets_hold_every_kind_and_share_no_sentence() -> None:
    texts = {}
    for name in ("development", "held_out"):
        found = read_utterances(SETS / f"{name}.jsonl")
        assert {one.kind for one in found} == {"plain", "emergency", "trap", "oos", "double"}
        texts[name] = {one.text for one in found}
    assert not texts["development"] & texts["held_out"]


def test_no_sentence_of_the_sets_is_a_phrasing_that_ships() -> None:
    from beffroi.phone.folders import shipped_topics

    shipped = {line for topic in shipped_topics() for line in topic.phrasings}
    for name in ("development", "held_out"):
        lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        assert not shipped & {json.loads(line)["text"] for line in lines}
