"""What the field said: leaks confirmed, not found, repaired; and what is learnt from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.territory.numbers import counted
from beffroi.water.tables import Finding, ValuesUnreadable, dates, lines_of, numbers, read_text_table

HEADINGS = {
    "date": ("jour",),
    "outcome": ("resultat", "constat"),
    "pipe_id": ("conduite", "idcana"),
    "x": (),
    "y": (),
    "probability": ("probabilite",),
    "note": ("remarque", "travaux"),
}
OUTCOMES = {
    "confirmed": ("confirmed", "confirmee", "confirmée", "fuite"),
    "not_found": ("not_found", "non trouvee", "non trouvée", "rien", "introuvable"),
    "repaired": ("repaired", "reparee", "réparée"),
}
PRIOR_SPREAD = 1.0
NEWTON_STEPS = 25


@dataclass(frozen=True)
class Feedback:
    """``table``: date, outcome, pipe_id, x, y, probability (said before the visit, NaN), note; by date."""

    table: pd.DataFrame
    findings: tuple[Finding, ...]


def read_feedback(path: Path) -> Feedback:
    """Read date, outcome, pipe_id and where given x, y, probability, note. Raises BadInput."""
    text = read_text_table(path, HEADINGS, ("date", "outcome", "pipe_id"))
    day, _ = dates(text["date"])
    outcome = text["outcome"].str.lower().map({word: name for name, words in OUTCOMES.items() for word in words})
    wrong = day.isna() | outcome.isna()
    if len(text) and wrong.mean() > 0.5:
        raise ValuesUnreadable(
            f"{path.name} : résultats illisibles ; écrivez confirmée, non trouvée ou réparée, et la date."
        )
    found = (
        [Finding(path.name, f"{counted(int(wrong.sum()), 'retour illisible')}.", "Mis de côté.", lines_of(wrong))]
        if wrong.any()
        else []
    )
    table = text.assign(
        date=day, outcome=outcome, **{name: numbers(text[name])[0] for name in ("x", "y", "probability")}
    )
    table["probability"] = table["probability"].where(table["probability"].between(0, 1))
    kept = table[~wrong].sort_values("date", kind="stable")
    doubled = kept.duplicated(["date", "outcome", "pipe_id", "x", "y"])
    if doubled.any():
        found.append(
            Finding(path.name, f"{counted(int(doubled.sum()), 'retour reçu')} deux fois.", "Comptés une fois.")
        )
    return Feedback(kept[~doubled].reset_index(drop=True), tuple(found))


def breaks_of(feedback: Feedback) -> pd.DataFrame:
    """Return pipe_id, date of each leak repaired or confirmed, once a leak: what the ranking learns from.

    A repair that follows a confirmation on the same pipe within 90 days is the same leak.
    """
    leaks = feedback.table[feedback.table["outcome"] != "not_found"]
    before = leaks.groupby("pipe_id")[["date", "outcome"]].shift()
    again = (leaks["outcome"] == "repaired") & (before["outcome"] == "confirmed")
    soon = (leaks["date"] - before["date"]) <= pd.Timedelta(days=90)
    return leaks.loc[~(again & soon), ["pipe_id", "date"]].reset_index(drop=True)


def visited_since(feedback: Feedback, day: date) -> frozenset[str]:
    """Return the pipes where nothing was found since a day: no need to listen again yet."""
    recent = feedback.table[(feedback.table["outcome"] == "not_found") & (feedback.table["date"] >= pd.Timestamp(day))]
    return frozenset(recent["pipe_id"])


def learnt_shift(feedback: Feedback) -> float:
    """Return what to add to the log-odds of stated probabilities so that they keep to what was found.

    Logistic likelihood of the visits that had a probability, normal prior of spread 1 around no shift:
    three visits hardly move it, three hundred settle it.
    """
    told = feedback.table[feedback.table["probability"].notna()]
    stated = told["probability"].clip(0.01, 0.99)
    odds, found = np.log(stated / (1 - stated)).to_numpy(), (told["outcome"] != "not_found").to_numpy()
    shift = 0.0
    for _ in range(NEWTON_STEPS):
        expected = 1 / (1 + np.exp(-(odds + shift)))
        slope = (found - expected).sum() - shift / PRIOR_SPREAD**2
        shift += float(slope / ((expected * (1 - expected)).sum() + 1 / PRIOR_SPREAD**2))
    return shift


def calibrated_probability(stated: float, shift: float) -> float:
    """Return a stated probability moved by ``learnt_shift``."""
    odds = np.log(np.clip(stated, 1e-6, 1 - 1e-6) / (1 - np.clip(stated, 1e-6, 1 - 1e-6)))
    return float(1 / (1 + np.exp(-(odds + shift))))


def works_history(feedback: Feedback, pipe_id: str) -> list[str]:
    """Return what happened on a pipe, in French, the oldest first."""
    words = {"confirmed": "fuite confirmée", "not_found": "rien trouvé", "repaired": "réparation"}
    rows = feedback.table[feedback.table["pipe_id"] == pipe_id]
    return [
        f"{row.date:%d/%m/%Y} : {words[row.outcome]}" + (f" ({row.note})" if row.note else "")
        for row in rows.itertuples(index=False)
    ]
