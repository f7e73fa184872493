"""The best sentences of the pages found, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beffroi.assistant.days import Moment, days_in, next_day
from beffroi.assistant.orders import gives_orders
from beffroi.assistant.privacy import holds_personal_data
from beffroi.assistant.sentences import Sentence, sentences_of
from beffroi.engines.search.passages import Passage
from beffroi.engines.search.word_index import Concept, WordIndex
from beffroi.engines.search.words import stems

LONGEST, SHORTEST = 360, 40
FIRST, LATER = 0.25, 0.05
COMING, PAST = 0.6, -0.3
OTHER_NAME = 0.7
RARE = 6.0


@dataclass(frozen=True)
class Quote:
    """Words of a passage, as they stand in it, and how well they answer (about 0 to 1.5)."""

    text: str
    passage: Passage
    score: float


def best_quote(
    passages: Sequence[Passage], asked: Sequence[Concept], *, words: WordIndex, moment: Moment, resident: bool
) -> Quote | None:
    """Return the best quote of a page whose passages come best first, or None where nothing may be quoted."""
    found = [
        quote
        for rank, passage in enumerate(passages)
        if passage.quotable and may_be_quoted(passage.text, resident=resident)
        for quote in _quotes(passage, asked, words=words, moment=moment, bonus=FIRST - LATER * rank)
    ]
    return max(found, key=lambda quote: quote.score, default=None)


def may_be_quoted(text: str, *, resident: bool) -> bool:
    """Tell whether a passage may be shown: no order to an assistant; for residents, no personal data."""
    return not gives_orders(text) and not (resident and holds_personal_data(text))


def _quotes(
    passage: Passage, asked: Sequence[Concept], *, words: WordIndex, moment: Moment, bonus: float
) -> list[Quote]:
    sentences = sentences_of(passage.text)
    return [
        Quote(grown(passage.text, sentences, number), passage, bonus + _worth(passage, sentence, asked, words, moment))
        for number, sentence in enumerate(sentences)
    ]


def _worth(passage: Passage, sentence: Sentence, asked: Sequence[Concept], words: WordIndex, moment: Moment) -> float:
    share = covered(sentence.text, asked, words)
    with_heading = covered(f"{passage.heading}\n{sentence.text}", asked, words)
    short = -0.4 if len(sentence.text) < SHORTEST and not any(map(str.isdigit, sentence.text)) else 0.0
    question = -0.3 if sentence.text.rstrip().endswith("?") else 0.0
    return 0.7 * share + 0.3 * with_heading + short + question + _timely(sentence.text, moment)


def _timely(text: str, moment: Moment) -> float:
    """Prefer what is to come, or the year that is asked."""
    if moment.coming:
        coming = next_day(text, moment.today)
        if coming:
            return COMING - min((coming - moment.today).days, 365) / 1000
        return PAST if days_in(text) else 0.0
    return 0.2 if moment.year and str(moment.year) in text else 0.0


def covered(text: str, asked: Sequence[Concept], words: WordIndex) -> float:
    """Return the share of the question that a text holds, rare words counting more; another name counts for less."""
    there = set(stems(text))
    total = held = 0.0
    for concept in asked:
        number = words.numbers.get(concept.word)
        weight = concept.weight * (float(words.passage.rarity[number]) if number is not None else RARE)
        other = max((sum(word in there for word in one) / len(one) for one in concept.others), default=0.0)
        total += weight
        held += weight * max(float(concept.word in there), OTHER_NAME * other)
    return held / total if total else 0.0


def grown(text: str, sentences: Sequence[Sentence], number: int) -> str:
    """Return the sentence with what it announces, or with the one that follows where it is short."""
    start, last = sentences[number].start, number
    while last + 1 < len(sentences) and sentences[last + 1].stop - start <= LONGEST:
        announces = text[start : sentences[number].stop].rstrip().endswith(":")
        if not announces and sentences[last].stop - start >= LONGEST // 2:
            break
        last += 1
    return text[start : sentences[last].stop].strip()
