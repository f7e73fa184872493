"""Text to Whisper's pieces and back: pairs of bytes joined in the order in which they were learned."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

WORDS = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")
BEGIN, PREVIOUS, NO_TIMES, END = "<|startoftranscript|>", "<|startofprev|>", "<|notimestamps|>", "<|endoftext|>"


class Pieces:
    """Cuts and joins; read from the pack's ``tokenizer.json``."""

    def __init__(self, tokenizer: Path) -> None:
        told = json.loads(tokenizer.read_text(encoding="utf-8"))
        self.numbers: dict[str, int] = dict(told["model"]["vocab"])
        self.numbers |= {piece["content"]: piece["id"] for piece in told["added_tokens"]}
        self.pieces = {number: piece for piece, number in self.numbers.items()}
        merges = [tuple(pair.split(" ")) if isinstance(pair, str) else tuple(pair) for pair in told["model"]["merges"]]
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}
        self._special = {piece["id"] for piece in told["added_tokens"]}

    def cut(self, text: str) -> list[int]:
        """Return the numbers of the text's pieces."""
        signs = _signs()
        words = ("".join(signs[byte] for byte in word.encode()) for word in WORDS.findall(text))
        return [self.numbers[piece] for word in words for piece in self._joined(word)]

    def text(self, numbers: list[int]) -> str:
        """Return the text of pieces, marks left out."""
        bytes_ = {sign: byte for byte, sign in _signs().items()}
        letters = "".join(self.pieces[number] for number in numbers if number not in self._special)
        return bytes(bytes_[letter] for letter in letters).decode("utf-8", "replace")

    def _joined(self, word: str) -> list[str]:
        parts = list(word)
        while len(parts) > 1:
            pairs = list(pairwise(parts))
            best = min(pairs, key=lambda pair: self._ranks.get(pair, len(self._ranks)))
            if best not in self._ranks:
                break
            at = pairs.index(best)
            parts[at : at + 2] = ["".join(best)]
        return parts


@cache
def _signs() -> dict[int, str]:
    """Return the printable sign that stands for each byte (GPT-2's table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + rank) for rank, byte in enumerate(others)}
