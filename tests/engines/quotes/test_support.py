import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.engines.quotes import Claim, unsupported
from beffroi.engines.quotes.numerals import value


def left(sentence: str, *quotes: str) -> list[tuple[str, str]]:
    return [(claim.kind, claim.text) for claim in unsupported(sentence, quotes)]


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Le délai est de 15 jours.", "sous quinze jours"),
        ("Le délai est de quinze jours.", "sous 15 jours ouvrables"),
        ("Les 15 premiers jours sont gratuits.", "gratuit pendant 15 jours"),
        ("Il coûte 1500 €.", "1 500 euros par an"),
        ("Il coûte 1 500 €.", "soit 1.500 € par an"),
        ("Il coûte 12,50 EUR.", "12,50 € par enfant"),
        ("La subvention est de 15 k€.", "une subvention de quinze mille euros"),
        ("Deux millions d'euros sont votés.", "2 000 000 €"),
        ("Il coûte 3 €.", "Tarif (€) | Matin\n0 à 400 | 3"),
        ("Il ouvre le 14 juillet 2025.", "ouverture le 14/07/2025"),
        ("Il ouvre le 14/07/2025.", "ouverture le lundi 14 juillet 2025"),
        ("Il ouvre le lundi 14 juillet 2025.", "ouverture : 2025-07-14"),
        ("Il ouvre le 14 juillet.", "le 14 juillet 2025"),
        ("C'est en juillet 2025.", "le 14/07/2025"),
        ("Le budget 2025 est voté.", "délibération du 14/07/2025"),
        ("Du 3 au 14 mars.", "du 3 mars au 14 mars 2026"),
        ("Il ouvre de 8h30 à 12h.", "de 8 h 30 à 12 heures"),
        ("Il ouvre à 8 h 30.", "08:30"),
        ("De 9 à 12 h.", "de 9 h à midi"),
        ("La remise est de 15 %.", "quinze pour cent"),
        ("Comptez 3 à 5 jours.", "de trois jours à 5 jours"),
        ("Appelez le 02 99 00 00 00.", "Tél. : 02.99.00.00.00"),
        ("Appelez le +33 2 99 00 00 00.", "Tél. : 02 99 00 00 00"),
        ("Composez le 3939.", "au 39 39"),
        ("Écrivez à mairie@saint-aubin.fr.", "MAIRIE@saint-aubin.fr"),
        ("Voir www.saint-aubin.fr/piscine.", "https://saint-aubin.fr/piscine/"),
        ("Adresse : 35000 Rennes.", "1 rue des Lilas 35000 RENNES CEDEX"),
        ("L'article L. 2121-20 le permet.", "article L.2121-20 du code"),
        ("Écrivez à Claire Petit.", "Mme Claire PETIT, directrice"),
        ("Il habite rue de la République.", "place et rue de la République"),
        ("Il faut 1 justificatif et 2 photos.", "un justificatif et deux photos"),
        ("Au 1er étage.", "premier étage"),
        ("La 21ème adjointe est élue.", "21ème adjointe"),
        ("Le tiers est versé.", "un tiers de la somme"),
        ("Quatre-vingt-dix-sept places.", "97 places"),
    ],
)
def test_what_says_the_same_is_supported(sentence: str, quote: str) -> None:
    assert left(sentence, quote) == []


@pytest.mark.parametrize(
    ("sentence", "quote", "claims"),
    [
        ("Le délai est de 15 jours.", "15 euros", [("number", "15 jours")]),
        ("Le délai est de 15 jours.", "article 15", [("number", "15 jours")]),
        ("Le délai est de 15 jours.", "115 jours", [("number", "15 jours")]),
        ("Le délai est de 15 jours ouvrés.", "15 jours", [("number", "15 jours ouvrés")]),
        ("Comptez 15 enfants.", "15 places assises", [("number", "15")]),
        ("Il coûte 20 € TTC.", "20 € HT", [("amount", "20 € TTC")]),
        ("Il coûte 20 €.", "20 enfants", [("amount", "20 €")]),
        ("Il ouvre le mardi 14 juillet 2025.", "le 14/07/2025", [("date", "mardi 14 juillet 2025")]),
        ("Il ouvre le 14 juillet 2026.", "le 14 juillet", [("date", "14 juillet 2026")]),
        ("Il ouvre le 15 juillet.", "le 14 juillet et le 15 août", [("date", "15 juillet")]),
        ("Ouvert du mardi au samedi.", "du lundi au samedi", [("date", "mardi")]),
        ("Le budget 2026.", "le 14/07/2025", [("number", "2026")]),
        ("Il ouvre à 8 h 45.", "à 8 h 30", [("time", "8 h 45")]),
        ("Jusqu'à midi.", "jusqu'à 13 h", [("time", "midi")]),
        ("Une remise de 15 %.", "15 places", [("percent", "15 %")]),
        ("Le règlement n° 2014/131.", "n° 2014/132", [("code", "2014/131")]),
        ("L'autoroute A9.", "l'autoroute A10", [("code", "A9")]),
        ("Écrivez à Claire Petit.", "Mme Clare Petit", [("name", "Claire Petit")]),
        ("Écrivez à José Martin.", "Jose Martin", [("name", "José Martin")]),
        ("Allez à la mairie de Rennes.", "la mairie de Saint-Aubin", [("name", "Rennes")]),
        ("Le CCAS aide.", "le service social", [("name", "CCAS")]),
        ("Une quinzaine de jours.", "quatorze jours", [("number", "quinzaine")]),
        ("Voir www.saint-aubin.fr/a.", "www.saint-aubin.fr/b", [("url", "www.saint-aubin.fr/a")]),
        ("Adresse : 35000 Rennes.", "35200 Rennes", [("postcode", "35000")]),
    ],
)
def test_what_differs_is_told(sentence: str, quote: str, claims: list[tuple[str, str]]) -> None:
    assert left(sentence, quote) == claims


def test_a_claim_says_where_it_stands() -> None:
    assert unsupported("Comptez\u00a015 jours.", []) == (Claim("number", "15 jours", 8, 16),)


def test_each_claim_may_stand_in_another_quote() -> None:
    assert left("Le 3 mars à 8 h.", "le 3 mars", "à 8 heures") == []


def test_a_capital_that_starts_a_sentence_is_no_name() -> None:
    assert left("Présentez le dossier. Demain : Apportez-le.\n- Venez") == []


SINGLE = st.sampled_from(
    [
        "Le délai est de {n} jours.",
        "Cela coûte {n} €.",
        "Cela coûte {n},50 euros.",
        "La remise est de {n} %.",
        "Il y a {n} places.",
        "Appelez le 02 99 00 {n:02d} 00.",
        "La décision n° 2014/{n}.",
        "La route D{n}.",
        "Article {n} du règlement.",
        "Article L. 2121-{n} du code.",
        "Rendez-vous en {n} minutes.",
        "Voir https://exemple.fr/{n}/page.",
        "Écrivez à agent{n}@exemple.fr.",
        "Au {n}e étage.",
    ]
)


@settings(max_examples=300)
@given(SINGLE, st.integers(2, 99), st.data())
def test_any_changed_digit_is_noticed(form: str, number: int, data: st.DataObject) -> None:
    sentence = form.format(n=number)
    assert unsupported(sentence, [sentence]) == ()
    place = data.draw(st.sampled_from([place for place, sign in enumerate(sentence) if sign.isdigit()]))
    digit = data.draw(st.sampled_from([sign for sign in "123456789" if sign != sentence[place]]))
    assert unsupported(sentence[:place] + digit + sentence[place + 1 :], [sentence]) != ()


DATES = st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2099, 12, 31))


@given(DATES, DATES)
def test_dates_are_the_same_however_written(one: dt.date, other: dt.date) -> None:
    short, iso = f"{one:%d/%m/%Y}", f"{other:%Y-%m-%d}"
    assert (unsupported(f"Le {short}.", [iso]) == ()) == (one == other)


SPELLED = (
    ("vingt et un", 21),
    ("soixante-dix", 70),
    ("soixante et onze", 71),
    ("quatre-vingts", 80),
    ("quatre-vingt-dix", 90),
)
LARGER = (
    ("cent un", 101),
    ("deux cents", 200),
    ("mille deux cent trois", 1203),
    ("deux mille vingt-six", 2026),
    ("zéro", 0),
)


@pytest.mark.parametrize(("words", "number"), [*SPELLED, *LARGER])
def test_numbers_in_words_are_read(words: str, number: int) -> None:
    assert value(words) == Decimal(number)
    assert left(f"Il y a {number} places.", f"{words} places") == []
