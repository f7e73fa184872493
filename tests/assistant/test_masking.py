"""A question without what names a person."""

import pytest

from beffroi.assistant.masking import mask

KNOWN = {"tanneur", "bremontel", "aune"}


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Je m'appelle Jeanne Aubertin, où voter ?", "Je m'appelle […] , où voter ?"),
        ("M. Jean Dupont peut-il voter ?", "[…] peut-il voter ?"),
        ("Mon numéro est le 06 12 34 56 78", "Mon numéro est le […]"),
        ("Écrivez à jeanne@exemple.fr svp", "Écrivez à […] svp"),
        ("J'habite 12 bis rue des Tanneurs", "J'habite […] rue des Tanneurs"),
        ("Mon enfant est né le 12/03/2015", "Mon enfant est […]"),
        ("Le dossier 2026 00045 avance-t-il ?", "Le dossier […] avance-t-il ?"),
        ("Quand passe la CAF ?", "Quand passe la CAF ?"),
        ("Où est la borne de Brémontel ?", "Où est la borne de Brémontel ?"),
        ("Ma voisine Aubertin se plaint", "Ma voisine […] se plaint"),
        ("Où recharger une voiture ?", "Où recharger une voiture ?"),
        ("Combien coûte 1 repas en 2026 ?", "Combien coûte 1 repas en 2026 ?"),
    ],
)
def test_what_names_a_person_is_hidden_and_the_question_stays(question: str, kept: str) -> None:
    assert mask(question, known=KNOWN.__contains__) == kept
