"""Was the vote secret?"""

from __future__ import annotations

import re

from beffroi.council.minutes.votes import Tally

_SECRET = re.compile(
    r"(?:scrutin|vote|bulletins?|à scrutin) secrets?|nombre de bulletins|bulletins? (?:blancs?|nuls?|trouvés)",
    re.IGNORECASE,
)
_WITHOUT = r"ne pas|n['’]y a pas lieu de|dispens\w+ d[eu]|renonc\w+ (?:à|au)|sans|pas (?:besoin )?d[eu]|plutôt que"
_WAIVED = re.compile(
    rf"(?:{_WITHOUT})(?: \S+){{0,5}} (?:scrutin|vote|bulletins?) secrets?"
    r"|(?:scrutin|vote) (?:public|ordinaire|à main levée)|à main levée",
    re.IGNORECASE,
)


def is_secret(words: str, vote: Tally) -> bool:
    """Say whether an item's vote was by secret ballot: ballots counted null, or told so and not waived."""
    if vote.null:
        return True
    return bool(_SECRET.search(words)) and not _WAIVED.search(words)
