import pytest

from beffroi.council.minutes.lines import cut_lines
from beffroi.council.minutes.votes import line_counts, line_outcome, tallies


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("Pour : 60", {"in_favour": 60}),
        ("Contre : 7 (UMP + M. Viguier)", {"against": 7}),
        ("Abstention : /", {"abstain": 0}),
        ("Contre :", {"against": None}),
        ("Nuls : 11", {"null": 11}),
        ("Bulletins blancs : 2", {"null": 2}),
        ("Pour : 64 Cédric de SAINT-AUBIN", {"in_favour": 64}),
        ("3 abstentions", {"abstain": 3}),
        ("62 pour, 3 abstentions, adopté à l'unanimité", {"in_favour": 62, "abstain": 3}),
        ("Votes : pour : 23 - contre : 2 - abstentions : 0", {"in_favour": 23, "against": 2, "abstain": 0}),
        ("VOTANTS : 15 POUR : 13 CONTRE : 2", {"in_favour": 13, "against": 2}),
        ("Votes : Pour 12 Contre 1 Abst. 2", {"in_favour": 12, "against": 1, "abstain": 2}),
        ("Pour : onze", {"in_favour": 11}),
        ("Pour : 12 - Contre : 1 (M. Petit) - Abstention(s) : 2", {"in_favour": 12, "against": 1, "abstain": 2}),
    ],
)
def test_a_line_of_a_vote_is_counted(line: str, counts: dict[str, int | None]) -> None:
    assert line_counts(line) == counts


@pytest.mark.parametrize(
    "line",
    [
        "Pour réaliser les travaux du lot 14, un appel d'offres a été lancé.",
        "Pour 30 M€, la proposition de la Caisse d'Épargne.",
        "Pour mémoire :",
        "pour l'année 2011",
        "contre l'habitat indigne et très dégradé, le rééquilibrage de l'action en faveur des propriétaires",
        "Nous étions 12 à voter pour ce projet et je crois que nous avions raison de le faire ce jour-là.",
    ],
)
def test_a_sentence_is_no_count(line: str) -> None:
    assert line_counts(line) == {}


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("Adopté à l’unanimité", "adopted"),
        ("ADOPTEE A LA MAJORITE", "adopted"),
        ("La délibération est adoptée.", "adopted"),
        ("Rejeté", "rejected"),
        ("N'est pas adopté", "rejected"),
        ("Sont élus :", "elected"),
        ("- A été élue :", "elected"),
        ("Le conseil municipal prend acte.", "noted"),
        ("AFFAIRE RETIREE", "withdrawn"),
        ("Ce point est retiré de l'ordre du jour.", "withdrawn"),
        ("Vote : unanimité", "adopted"),
        ("Aucune remarque. Le PV est adopté à l'unanimité des présents.", "adopted"),
        ("M. Luc BERNARD est élu avec 9 voix", "elected"),
        ("M. Luc BERNARD a été élu en 2008 et connaît le dossier", None),
        ("Adoption du règlement intérieur", None),
        ("Pour 2014, il est proposé", None),
    ],
)
def test_an_outcome_is_told_at_the_beginning_of_a_line(line: str, outcome: str | None) -> None:
    assert line_outcome(line) == outcome


def test_counts_parted_by_blanks_and_a_page_number_are_one_vote() -> None:
    lines = cut_lines("Pour : 50\n\n                 12\nContre : 8 (UMP\net M. Viguier)\n\nAdopté à la majorité\n")
    found = list(tallies(lines))
    assert [(vote.in_favour, vote.against, vote.outcome) for vote in found] == [(50, 8, "adopted")]
