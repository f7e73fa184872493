"""A recording of a session, turned into sentences with their times, their speakers, and nothing of closed sessions."""

from __future__ import annotations

from beffroi.council.transcribing.transcript import Segment, Transcript, read_transcript, write_transcript
from beffroi.council.transcribing.vocabulary import Vocabulary, read_vocabulary

__all__ = ["Segment", "Transcript", "Vocabulary", "read_transcript", "read_vocabulary", "write_transcript"]
