"""The one error that the command line, a view or a job shows to a person."""


class BadInput(Exception):
    """What was given cannot be used; the message is one French sentence that says what to do."""


REASONS = {
    2: "il n'existe pas",
    13: "droits insuffisants",
    17: "il existe déjà",
    20: "ce n'est pas un dossier",
    21: "c'est un dossier",
    27: "disque plein ou quota atteint",
    28: "disque plein",
    30: "lecture seule",
    122: "quota atteint",
}


def reason(error: OSError) -> str:
    """Return why the system refused, in French where it is known."""
    return REASONS.get(error.errno or 0, error.strerror or type(error).__name__)
