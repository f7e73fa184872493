"""Letters of an act made even, and numbers written in words."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

UNITS = {
    word: value
    for value, words in enumerate(
        (
            "zéro zero aucun aucune",
            "un une",
            "deux",
            "trois",
            "quatre",
            "cinq",
            "six",
            "sept",
            "huit",
            "neuf",
            "dix",
            "onze",
            "douze",
            "treize",
            "quatorze",
            "quinze",
            "seize",
        )
    )
    for word in words.split()
}
TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
TENS |= {"septante": 70, "huitante": 80, "nonante": 90}
SCALES = {"cent": 100, "cents": 100, "mille": 1000, "mil": 1000, "million": 1_000_000, "millions": 1_000_000}
WORDS = sorted({*UNITS, *TENS, *SCALES}, key=len, reverse=True)
IN_WORDS = rf"(?:(?:{'|'.join(WORDS)})(?:(?:[\s-]+et)?[\s-]+(?:{'|'.join(WORDS)}))*)"
NUMBER = rf"(?:\d{{1,4}}|{IN_WORDS})(?![\w/])"
_KEPT = re.compile(
    r"^\s*(?:vu\b|considérant|article|art\.|objet|le maire|la maire|le président|"
    r"la présidente|le secrétaire|la secrétaire|"
    r"[-–•*]\s|\d+[°)]|pour\b.{0,4}:|contre\b|absten|présents?|absents?|fait\b)",
    re.IGNORECASE,
)
LONG_LINE = 55  # letters from which a line may have been cut by the page and not by its author


def even(text: str) -> str:
    """Return a text with plain spaces, straight apostrophes and no marks of emphasis, lines cut by the page joined."""
    text = re.sub(r"[\u00a0\u202f\u2009\u2007\t]", " ", text).replace("\r", "").replace("’", "'").replace("‘", "'")
    text = re.sub(r"\*\*|^#+ ", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<=[\w.,;)»])\*(?=\s|$)|(?<!\S)\*(?=\w)", "", text, flags=re.MULTILINE)
    return _joined([line.rstrip() for line in text.split("\n")])


def _joined(lines: list[str]) -> str:
    out = [""]
    for line in lines:
        before = out[-1]
        if before and line.strip() and _cut(before, line):
            out[-1] = f"{before} {line.strip()}"
        else:
            out.append(line)
    return "\n".join(out[1:] if out[0] == "" else out)


def _cut(before: str, line: str) -> bool:
    """Was this line cut from the one before by the width of the page?"""
    if _KEPT.match(line) or re.search(r"\s{3,}\S", before.strip()) or "|" in before + line:
        return False
    last = before.rsplit("\n", 1)[-1]
    if len(last) < LONG_LINE or re.search(r"[.;:!]$", last):
        return False
    if re.match(r"\s*[a-zéèàêç€(\d]", line) or last.endswith((" M.", " Mme", "MM.", "Monsieur", "Madame")):
        return True
    return last.endswith((",", "-")) and bool(re.match(r"\s*(?:M\.|Mme|MM\.|[A-ZÉ][a-zéèêï-]+ [A-ZÉ]{2})", line))


def fold(text: str) -> str:
    """Return a text in small letters, without accents."""
    parted = normalize("NFD", text.lower())
    return "".join(letter for letter in parted if not combining(letter))


def number_of(text: str) -> int | None:
    """Read "14", "quatorze", "vingt-quatre mille" or "1 500"; None where it is no number."""
    text = text.strip().lower()
    digits = re.sub(r"[\s.]", "", text)
    if digits.isdigit():
        return int(digits)
    words = [word for word in re.split(r"[\s-]+", text) if word and word != "et"]
    if not words or any(word not in UNITS and word not in TENS and word not in SCALES for word in words):
        return None
    return _added(words)


def _added(words: list[str]) -> int:
    total, group = 0, 0
    for word in words:
        if word in SCALES:
            scale = SCALES[word]
            if scale == 100:
                group = max(group, 1) * 100
            else:
                total, group = total + max(group, 1) * scale, 0
        elif word in TENS:
            group = group - 4 + 80 if word.startswith("vingt") and group % 100 == 4 else group + TENS[word]
        else:
            group += UNITS[word]
    return total + group
