"""How good the assistant is on the town's own questions, beside a search by words alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from beffroi.assistant.evaluate import Evaluation as Judged
from beffroi.assistant.evaluate import Question, evaluate
from beffroi.territory.errors import BadInput
from beffroi.web.assistant.models import Trial
from beffroi.web.assistant.starting import SERVICE
from beffroi.web.assistant.store import opened_corpus
from beffroi.web.platform.models import Evaluation, Tenant

COLUMNS = ("question", "sources", "page", "ecrite", "public")
MOST_TRIALS = 500
NO = {"non", "n", "0", "faux"}
YES = {"oui", "o", "1", "vrai"}
FIGURES = (
    ("Bonne source en premier", "recall@1"),
    ("Bonne source parmi cinq", "recall@5"),
    ("Se tait quand rien ne répond", "abstain_right"),
    ("Se tait à tort", "abstain_wrong"),
    ("Citations mot pour mot", "quote_verbatim"),
)
Progress = Callable[[float, str], None]


class NothingToMeasure(BadInput):
    """There is no question, or no document."""


def measure(tenant: Tenant, *, progress: Progress = lambda _share, _text: None) -> Evaluation:
    """Ask every trial question twice, with vectors and by words alone. Raises NothingToMeasure."""
    trials = list(Trial.objects.all())
    if not trials:
        raise NothingToMeasure("Écrivez d'abord des questions d'essai, avec le document qui y répond.")
    questions = [_question(trial) for trial in trials]
    with opened_corpus(tenant) as opened:
        if opened is None:
            raise NothingToMeasure("Déposez d'abord des documents : rien n'a encore été lu.")
        today = timezone.localdate()
        judged = evaluate(
            opened.corpus,
            questions,
            embedder=opened.embedder,
            today=today,
            progress=lambda done, total: progress(done / (2 * total), f"{done} questions sur {total}"),
        )
        by_words = evaluate(
            opened.corpus,
            questions,
            embedder=None,
            today=today,
            progress=lambda done, total: progress(0.5 + done / (2 * total), "Les mêmes, par les mots seuls"),
        )
    return _evaluation(tenant, trials, judged, by_words)


def _question(trial: Trial) -> Question:
    return Question(
        key=str(trial.pk),
        text=trial.text,
        gold=tuple(trial.sources),
        page=trial.page,
        answerable=trial.answerable,
        audience="resident" if trial.resident else "agent",
    )


def _evaluation(tenant: Tenant, trials: list[Trial], judged: Judged, by_words: Judged) -> Evaluation:
    own, baseline = judged.figures(), by_words.figures()
    today = timezone.localdate()
    figures = [
        {"label": label, "value": 100 * own[name], "baseline": 100 * baseline[name], "unit": "%"}
        for label, name in FIGURES
        if own[name] is not None and baseline[name] is not None
    ]
    detail = {
        "questions": len(trials),
        "seconds_p50": own["seconds_p50"],
        "seconds_p95": own["seconds_p95"],
        "results": [_result(*pair) for pair in judged.pairs],
    }
    return Evaluation(
        tenant=tenant,
        service=SERVICE,
        made_at=timezone.now(),
        first=today,
        last=today,
        figures=figures,
        detail=detail,
    )


def _result(question: Question, found: Any) -> dict[str, Any]:
    rank = question.rank(found)
    return {
        "trial": int(question.key),
        "rank": None if rank is None else rank + 1,
        "abstained": found.abstained,
        "first": found.ranked[0][0] if found.ranked else "",
        "right": found.abstained if not question.answerable else rank == 0 and not found.abstained,
    }


@dataclass(frozen=True)
class Row:
    """A line of the CSV of trial questions."""

    text: str
    sources: tuple[str, ...]
    page: int | None
    answerable: bool
    resident: bool


def read_csv(content: bytes) -> list[Row]:
    """Return the questions of a CSV: question;sources;page;ecrite;public. Raises BadInput with the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    table = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.split("\n", 1)[0] else ",")
    missing = {"question", "sources"} - {(name or "").strip().lower() for name in table.fieldnames or ()}
    if missing:
        raise BadInput(f"Il manque la colonne {' et la colonne '.join(sorted(missing))} : {';'.join(COLUMNS)}.")
    rows = [_row(number, line) for number, line in enumerate(table, start=2) if any(line.values())]
    if not rows or len(rows) > MOST_TRIALS:
        raise BadInput(f"Le fichier doit avoir de 1 à {MOST_TRIALS} questions, une par ligne.")
    return rows


def _row(number: int, line: dict[str, Any]) -> Row:
    cells = {(name or "").strip().lower(): str(value or "").strip() for name, value in line.items()}
    answerable = cells.get("ecrite", "").lower() not in NO
    sources = tuple(filter(None, (part.strip() for part in cells["sources"].split("|"))))
    page = cells.get("page", "")
    if not cells["question"] or (page and not page.isdigit()) or (answerable and not sources):
        raise BadInput(
            f"Ligne {number} : il faut une question, sa source (ou « non » sous ecrite), une page en chiffres."
        )
    return Row(
        cells["question"][:400],
        sources,
        int(page) if page else None,
        answerable,
        cells.get("public", "").lower() in YES,
    )


def keep_rows(tenant: Tenant, rows: Iterable[Row], *, person: Any) -> int:
    """Keep the questions that are not there yet; return how many."""
    known = set(Trial.objects.values_list("text", flat=True))
    new = [row for row in rows if row.text not in known]
    Trial.objects.bulk_create(
        Trial(
            tenant=tenant,
            text=row.text,
            sources=list(row.sources),
            page=row.page,
            answerable=row.answerable,
            resident=row.resident,
            person=person,
        )
        for row in new
    )
    return len(new)
