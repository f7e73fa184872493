"""espeak-ng, from the library and the data that the wheel ``espeakng-loader`` carries: phonemes, and a plain voice.

The library holds one state for the whole process: calls wait for each other.
"""

from __future__ import annotations

import ctypes
import re
from functools import cache
from threading import Lock
from typing import Any

import numpy as np

from beffroi.engines.speech.errors import LibraryMissing, SpeechError
from beffroi.engines.speech.sounds import Sound

RETRIEVAL, UTF8, IPA = 1, 1, 2
END_OF_SENTENCE = 0x1000
LANGUAGE = b"fr"  # of France
SPEED = 1  # parameter of espeak_SetParameter [words a minute]
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
OTHER_LANGUAGE = re.compile(r"\([a-z-]+\)")  # espeak marks words that it takes for another language's
WORDS_A_MINUTE = 160
_LOCK = Lock()


def phonemes(text: str) -> str:
    """Return the sounds of a segment without punctuation, in the international alphabet. Raises LibraryMissing."""
    with _LOCK:
        library, _ = _library()
        content = ctypes.create_string_buffer(text.encode())  # lives as long as the pointer into it
        pointer = ctypes.c_void_p(ctypes.addressof(content))
        clauses = []
        while pointer.value:
            told = library.espeak_TextToPhonemes(ctypes.byref(pointer), UTF8, IPA)
            clauses.append((told or b"").decode())
    return OTHER_LANGUAGE.sub("", " ".join(clauses)).strip()


def say(text: str, *, words_a_minute: int = WORDS_A_MINUTE) -> Sound:
    """Return the text in espeak's own voice. Raises LibraryMissing, SpeechError."""
    pieces: list[np.ndarray[Any, np.dtype[np.int16]]] = []

    def take(samples: Any, count: int, _events: int | None) -> int:
        if count > 0:
            pieces.append(np.ctypeslib.as_array(samples, (count,)).astype(np.int16, copy=True))
        return 0

    with _LOCK:
        library, rate = _library()
        listener = CALLBACK(take)
        library.espeak_SetSynthCallback(listener)
        library.espeak_SetParameter(SPEED, words_a_minute, 0)
        content = text.encode() + b"\0"
        failed = library.espeak_Synth(content, len(content), 0, 0, 0, UTF8, None, None)
        library.espeak_Synchronize()
    if failed:
        raise SpeechError("La voix de secours n'a pas pu lire ce texte : relancez.")
    return Sound(np.concatenate(pieces) if pieces else np.zeros(0, np.int16), rate)


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    try:
        import espeakng_loader  # noqa: PLC0415

        library = ctypes.CDLL(espeakng_loader.get_library_path())
    except (ImportError, OSError) as error:
        raise LibraryMissing("espeak-ng manque : installez le paquet Python espeakng-loader.") from error
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    rate = library.espeak_Initialize(RETRIEVAL, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate <= 0 or library.espeak_SetVoiceByName(LANGUAGE):
        raise LibraryMissing("espeak-ng ne trouve pas la langue française : réinstallez espeakng-loader.")
    return library, rate


class Espeak:
    """The fallback that always works: robotic, understood by people, 20 ms a sentence."""

    name = "espeak-fr"

    def say(self, text: str, *, speed: float = 1.0) -> Sound:
        """Return the text said. Raises LibraryMissing, SpeechError."""
        return say(text, words_a_minute=round(WORDS_A_MINUTE * speed))
