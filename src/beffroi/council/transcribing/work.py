"""A recording transcribed, span after span: recognised, names put right, closed session left out, speakers told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from beffroi.council.transcribing.closed import ClosedSession
from beffroi.council.transcribing.cutting import Span, spans
from beffroi.council.transcribing.floor import Speaking
from beffroi.council.transcribing.names import Names
from beffroi.council.transcribing.partial import Heard, Partial
from beffroi.council.transcribing.recordings import Recording
from beffroi.council.transcribing.sentences import sentences_of, timed
from beffroi.council.transcribing.settings import naming
from beffroi.council.transcribing.transcript import Corrected, Segment, Transcript, joined_closed
from beffroi.council.transcribing.vocabulary import Vocabulary, told_before
from beffroi.engines.speech import Activity, Recogniser
from beffroi.territory.numbers import counted

Progress = Callable[[float, float], None]  # seconds done, seconds in all
UNSURE = 0.5  # confidence below which a sentence is to be listened to again


class Transcribing:
    """The work on one recording; what was done before it was cut is taken up again."""

    def __init__(
        self,
        recording: Recording,
        *,
        recogniser: Recogniser,
        activity: Activity,
        vocabulary: Vocabulary,
        partial: Partial,
    ) -> None:
        self._recording, self._recogniser, self._activity = recording, recogniser, activity
        self._vocabulary, self._partial = vocabulary, partial
        self._names, self._closed, self._speaking = Names(vocabulary), ClosedSession(), Speaking(vocabulary)
        self._model = ""

    def run(self, *, progress: Progress) -> Transcript:
        """Return the transcription; its partial file stays where the work is cut. Raises SpeechError."""
        segments: list[Segment] = []
        corrections: list[Corrected] = []
        for heard in self._all_heard():
            segments += self._segments(heard)
            corrections += [Corrected(round(heard.first, 2), *pair) for pair in heard.corrections]
            progress(heard.last, self._recording.seconds)
        progress(self._recording.seconds, self._recording.seconds)
        joined = tuple(joined_closed(segments))
        seconds = round(self._recording.seconds, 2)
        return Transcript(joined, seconds, self._model, tuple(corrections), self._remarks(joined))

    def _all_heard(self) -> Iterator[Heard]:
        """Yield what was heard before, then what is heard now, kept as it comes."""
        yield from self._partial.done
        since = self._partial.done[-1].last if self._partial.done else 0.0
        self._closed.shut = bool(self._partial.done) and self._partial.done[-1].shut
        for span in spans(self._recording, activity=self._activity, since=since):
            heard = self._hear(span)
            self._partial.add(heard)
            yield heard

    def _hear(self, span: Span) -> Heard:
        told = told_before(
            self._vocabulary, recent=self._speaking.recent, item=self._speaking.item, signs=naming().told
        )
        answer = self._recogniser.recognise(self._recording.read(span.first, span.last), vocabulary=told)
        self._model = answer.model or self._model
        text, changed = self._names.corrected(answer.text)
        found = sentences_of(text)
        closed = tuple(self._closed.hear(sentence) for sentence in found)
        kept = tuple("" if shut else sentence for sentence, shut in zip(found, closed, strict=True))
        pairs = () if any(closed) else tuple((one.heard, one.written) for one in changed)
        return Heard(span.first, span.last, kept, closed, round(answer.confidence, 3), self._closed.shut, pairs)

    def _segments(self, heard: Heard) -> Iterator[Segment]:
        times = timed([max(1, len(sentence)) for sentence in heard.sentences], first=heard.first, last=heard.last)
        for sentence, closed, (start, end) in zip(heard.sentences, heard.closed, times, strict=True):
            if closed:
                yield Segment(start, end, "", closed=True)
                continue
            floor = self._speaking.hear(sentence, at=start)
            yield Segment(start, end, sentence, floor.speaker, item=floor.item, confidence=heard.confidence)

    def _remarks(self, segments: Sequence[Segment]) -> tuple[str, ...]:
        found = []
        if self._recording.dead:
            found.append(f"{counted(self._recording.dead, 'voie muette laissée', 'voies muettes laissées')} de côté.")
        if self._recording.gain > 1:
            found.append(f"Enregistrement faible : amplifié {self._recording.gain:.1f} fois.".replace(".", ",", 1))
        if not any(segment.text for segment in segments):
            found.append("Aucune parole n'a été entendue.")
        if self._closed.shut:
            found.append("La fin du huis clos n'a pas été entendue : tout ce qui le suit est retiré, à vérifier.")
        unsure = sum(bool(segment.text) and segment.confidence < UNSURE for segment in segments)
        if unsure:
            found.append(f"{counted(unsure, 'phrase peu sûre', 'phrases peu sûres')}, à réécouter.")
        return tuple(found)
