"""French sentences on what was left out or is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from beffroi.engines.documents.layout.assembly import Laid

DOUBTFUL = 0.85


def listed(numbers: Sequence[int]) -> str:
    """Write page numbers: "page 3", "pages 3, 5 et 7 à 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs]
    ended = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} et {told[-1]}"
    return f"{'page' if len(numbers) == 1 else 'pages'} {ended}"


def doubtful(surety: Mapping[int, float]) -> Iterable[str]:
    """Yield what to say of the pages whose picture is hard to read."""
    numbers = [number for number, sure in sorted(surety.items()) if 0 < sure < DOUBTFUL]
    if numbers:
        yield f"L'image est difficile à lire ({listed(numbers)}) : relisez l'original avant de citer."


def nothing_found(laid: Sequence[Laid]) -> Iterable[str]:
    """Yield what to say of the pages where no word was found."""
    numbers = [page.number for page in laid if not page.spans and not page.askew]
    if numbers:
        yield f"Aucun texte n'a été trouvé ({listed(numbers)})."
