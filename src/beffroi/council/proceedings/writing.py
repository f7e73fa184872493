"""The minutes as a document, with the contents that the law asks of them (CGCT, L. 2121-15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from beffroi.council.drafting.request import french_day
from beffroi.council.errors import RequestUnreadable
from beffroi.council.proceedings.ballots import Ballot
from beffroi.council.proceedings.building import ItemTold, Proceedings
from beffroi.council.proceedings.presence import Room
from beffroi.council.proceedings.record import clock
from beffroi.council.proceedings.telling import absent
from beffroi.council.proceedings.voting import in_favour
from beffroi.council.proceedings.words import blank, form
from beffroi.engines.documents import (
    Grid,
    Heading,
    Items,
    Paragraph,
    Part,
    Quote,
    Text,
    write_docx,
    write_odt,
    write_pdf,
)

WRITERS = {".odt": write_odt, ".docx": write_docx, ".pdf": write_pdf}
OUTCOMES = {
    "adopted": "adopté",
    "rejected": "rejeté",
    "elected": "élu",
    "noted": "pris acte",
    "withdrawn": "retiré",
}
SOURCES = {"recording": "l’enregistrement", "text": "la transcription", "nothing": "la feuille de séance"}


def write_minutes(made: Proceedings, path: Path) -> None:
    """Write the minutes as ODT, DOCX or PDF. Raises RequestUnreadable on another ending."""
    if path.suffix.lower() not in WRITERS:
        raise RequestUnreadable(f"{path.name} : donnez un nom en .odt, .docx ou .pdf.")
    WRITERS[path.suffix.lower()](text_of_minutes(made), path)


def text_of_minutes(made: Proceedings) -> Text:
    """Return the minutes as a text to write."""
    sheet = made.sheet
    day = french_day(sheet.day) if sheet.day else blank("date de la séance")
    parts = [*_head(made), *_presence(made), *_agenda(made), *_decisions(made)]
    for one in made.items:
        parts += _item(one, made)
    parts += [*_requests(made), *_flags(made), *_end(made)]
    return Text(f"{sheet.body} – {form('title').format(day=day)}", parts, author=sheet.town, date=sheet.day)


def _head(made: Proceedings) -> Iterator[Part]:
    sheet = made.sheet
    yield Heading("Séance")
    day = french_day(sheet.day) if sheet.day else blank("date")
    rows = [
        ("Collectivité", sheet.town or blank("collectivité")),
        ("Date et heure", f"{day}, {_hour(sheet.opening, 'heure d’ouverture')}"),
        ("Lieu", sheet.place or blank("lieu")),
        ("Convocation", french_day(sheet.notice) if sheet.notice else blank("date de la convocation")),
        ("Président de séance", sheet.chair or blank("nom du président de séance")),
        ("Secrétaire de séance", ", ".join(sheet.secretaries) or blank("nom du ou des secrétaires de séance")),
        ("Fin de la séance", _hour(sheet.closing, "heure de fin")),
    ]
    yield Grid(("Mention", "Valeur"), rows)


def _presence(made: Proceedings) -> Iterator[Part]:
    sheet, room = made.sheet, made.opening
    yield Heading("Présences et quorum")
    given = "; ".join(f"{proxy.giver} (pouvoir à {proxy.holder})" for proxy in sheet.proxies)
    present = room.present if room else sheet.present or ()
    yield Paragraph(f"Présents : {', '.join(present) or blank('noms des membres présents')}.")
    yield Paragraph(f"Représentés : {given or 'aucun'}.")
    yield Paragraph(f"Absents : {', '.join(absent(made)) or ('aucun' if room else blank('noms des absents'))}.")
    yield Paragraph(_quorum(room, sheet.in_office))
    moves = [
        (move.member, "arrive" if move.kind == "arrives" else "part", f"{move.at:%H h %M}", "feuille de séance")
        for move in sheet.movements
    ]
    moves += [
        (one.member, "arrive" if one.kind == "arrives" else "part", one.passage.place, f"« {one.passage.text} »")
        for one in made.moved
    ]
    if moves:
        yield Grid(("Membre", "Mouvement", "Moment", "Source"), moves, caption="Arrivées et départs")


def _quorum(room: Room | None, in_office: int | None) -> str:
    if room is None or room.quorum is None:
        return f"Quorum : {blank('quorum')}."
    quorum = room.quorum
    state = "atteint" if quorum.met else "non atteint"
    return (
        f"Quorum : {quorum.needed} présents sur {in_office} membres en exercice ; {quorum.present} présents : {state}."
    )


def _agenda(made: Proceedings) -> Iterator[Part]:
    yield Heading("Ordre du jour")
    if made.items:
        yield Items([one.item.heading for one in made.items])
    else:
        yield Paragraph(blank("ordre du jour"))


def _decisions(made: Proceedings) -> Iterator[Part]:
    rows = [_row(one, ballot) for one in made.items for ballot in one.ballots or (Ballot(),)]
    if rows:
        yield Heading("Relevé des décisions")
        headings = ("Point", "Titre", "Rapporteur", "Pour", "Contre", "Abst.", "Nuls", "Issue", "Passage")
        yield Grid(headings, rows)


def _row(one: ItemTold, ballot: Ballot) -> tuple[str, ...]:
    counts = (ballot.in_favour, ballot.against, ballot.abstain, ballot.null)
    outcome = OUTCOMES[ballot.outcome] if ballot.outcome else blank("issue")
    if ballot.unanimous and ballot.in_favour is None:
        outcome += " à l’unanimité"
    secret = " (scrutin secret)" if ballot.secret else ""
    shown = ("–" if count is None else str(count) for count in counts)
    return (
        one.item.number or "–",
        one.item.title,
        one.item.reporter or "–",
        *shown,
        f"{outcome}{secret}",
        _place(ballot),
    )


def _place(ballot: Ballot) -> str:
    if ballot.start is not None:
        return clock(ballot.start)
    return f"ligne {ballot.line}" if ballot.line else "feuille de séance"


def _item(one: ItemTold, made: Proceedings) -> Iterator[Part]:
    key = one.item.key
    yield Heading(one.item.heading)
    reporter = one.item.reporter or blank("rapporteur")
    report = made.sheet.reports.get(key) or blank("rapport au vu duquel la délibération est prise")
    act = made.sheet.numbers.get(key) or blank("numéro de la délibération")
    yield Paragraph(f"Rapporteur : {reporter}. Rapport : {report}. Délibération : {act}.")
    yield from _debate(one, made)
    for ballot in one.ballots or (Ballot(),):
        yield from _vote(one, ballot)


def _debate(one: ItemTold, made: Proceedings) -> Iterator[Part]:
    yield Heading("Teneur des discussions", level=2)
    for shut in one.closed:
        first, last = shut.start or 0.0, shut.end or 0.0
        yield Paragraph(form("closed").format(first=clock(first), last=clock(last)))
    if one.debate:
        yield Paragraph(form("extracts").format(source=SOURCES[made.record.kind]))
        for passage in one.debate:
            yield Quote(f"« {passage.text} »", f"{passage.speaker or blank('orateur')}, {passage.place}")
    elif one.first is None:
        yield Paragraph(blank("teneur des discussions"))
    else:
        yield Paragraph(form("no_debate"))


def _vote(one: ItemTold, ballot: Ballot) -> Iterator[Part]:
    yield Heading("Vote", level=2)
    if ballot == Ballot():
        yield Paragraph(blank("résultat du scrutin"))
        return
    lines = [f"Issue : {OUTCOMES[ballot.outcome] if ballot.outcome else blank('issue du vote')}."]
    if ballot.secret:
        lines.append(f"Scrutin secret : {_counts(ballot)}.")
    elif ballot.outcome not in {"noted", "withdrawn"}:
        lines += _names(ballot, one.room)
    yield Items(lines)
    if ballot.quote:
        yield Quote(f"« {ballot.quote} »", _place(ballot))


def _counts(ballot: Ballot) -> str:
    told = (
        ("pour", ballot.in_favour),
        ("contre", ballot.against),
        ("abstentions", ballot.abstain),
        ("nuls", ballot.null),
    )
    return ", ".join(f"{name} {count}" for name, count in told if count is not None) or blank("voix")


def _names(ballot: Ballot, room: Room | None) -> Iterator[str]:
    """Yield the counts of a public ballot with names; a blank where they are not known."""
    for word, count, names in (
        ("Pour", ballot.in_favour, in_favour(ballot, room)),
        ("Contre", ballot.against, ballot.named("against")),
        ("Abstentions", ballot.abstain, ballot.named("abstain")),
    ):
        shown = str(count if count is not None else len(names) or ("0" if _all_told(ballot, room) else blank("voix")))
        missing = blank("noms") if word == "Pour" or count else ""
        yield f"{word} : {shown}. {', '.join(names) or missing}".rstrip()


def _all_told(ballot: Ballot, room: Room | None) -> bool:
    """Are the voices that are told all those that could be cast, so that what is not told is none?"""
    return ballot.unanimous or (room is not None and ballot.counted == len(room.voters))


def _requests(made: Proceedings) -> Iterator[Part]:
    yield Heading("Demandes de scrutin particulier")
    heard = [f"« {passage.text} » ({passage.speaker or blank('demandeur')}, {passage.place})" for passage in made.asked]
    lines: Sequence[str] = [*made.sheet.requests, *heard]
    yield Items(lines) if lines else Paragraph("Aucune n’est relevée.")


def _flags(made: Proceedings) -> Iterator[Part]:
    if made.flags:
        yield Heading("À compléter ou à vérifier avant l’arrêt du procès-verbal")
        yield Items([form("check").format(flag.rstrip(".")) for flag in made.flags])


def _end(made: Proceedings) -> Iterator[Part]:
    yield Paragraph(form("approved"))
    yield Paragraph(f"Le président de séance : {made.sheet.chair or blank('nom')}", side="right")
    for name in made.sheet.secretaries or (blank("nom"),):
        yield Paragraph(f"Le secrétaire de séance : {name}", side="right")


def _hour(at: dt.time | None, what: str) -> str:
    return f"{at.hour} h {at.minute:02}" if at else blank(what)
