import pytest

from beffroi.assistant.faithful import disagreements, figures, simpler
from beffroi.engines.search.words import fold

GOOD = [
    (
        "Si vous êtes malade, le repas n'est pas facturé si vous remettez un certificat médical dans les cinq jours.",
        "En cas de maladie, le repas n'est pas facturé si un certificat médical est remis dans les cinq jours.",
    ),
    (
        "Le mariage peut être organisé dans la commune où l'un des époux ou de leurs parents a son domicile.",
        "Le mariage peut être célébré dans la commune où l'un des époux, ou l'un de leurs parents, a son domicile.",
    ),
    (
        "Sans réponse sous deux mois, la demande est rejetée.",
        "À défaut de réponse sous deux mois, la demande est rejetée.",
    ),
    ("Les concessions sont accordées pour 15 ou 30 ans.", "Les concessions sont accordées pour quinze ou trente ans."),
]
# what the embedded model wrote, each number of which stands in the quote
BAD = [
    (
        "Oui, le repas est facturé si un certificat médical est remis au guichet dans les cinq jours.",
        "Le repas n'est pas facturé si un certificat médical est remis au guichet dans les cinq jours.",
    ),
    ("Oui, vous pouvez couper les branches du voisin.", "Il ne peut pas couper lui-même les branches du voisin."),
    (
        "Si vous n'avez pas commandé votre repas avant 9 h, deux jours à l'avance, il est facturé.",
        "Tout repas non décommandé avant 9 h, deux jours ouvrés à l'avance, est facturé.",
    ),
    (
        "Les travaux sont autorisés de 14 h à 19 h 30 le samedi.",
        "Les travaux sont autorisés de 14 h à 19 h 30 du lundi au vendredi, et de 15 h à 19 h le samedi.",
    ),
    (
        "Les élèves boursiers et les enfants de la même famille sont gratuits.",
        "Elle est gratuite pour les élèves boursiers et à partir du troisième enfant d'une même famille.",
    ),
    (
        "Le renouvellement est demandé sous deux ans. Si la demande est refusée, l'emplacement revient à la commune.",
        "Le renouvellement est demandé sous deux ans. À défaut de demande, l'emplacement revient à la commune.",
    ),
    (
        "Les déchets de la Croix-Verte acceptent gratuitement, sur présentation d'un justificatif.",
        "La déchèterie de la Croix-Verte les accepte gratuitement, sur présentation d'un justificatif.",
    ),
    ("Un abri de 5 m² ou moins n'est pas requis.", "Un abri de 5 m² ou moins n'est soumis à aucune formalité."),
    ("Pour un vieux canapé, utilisez un broyeur.", "Les encombrants sont enlevés sur rendez-vous."),
    ("Le dossier est déposé en mairie (garde les nombres).", "Le dossier est déposé en mairie."),
    (
        "Le rendez-vous se prend le vendredi qui précède.",
        "Le rendez-vous se prend au plus tard le vendredi qui précède.",
    ),
]


@pytest.mark.parametrize(("sentence", "source"), GOOD)
def test_a_sentence_that_says_the_same_is_faithful(sentence: str, source: str) -> None:
    assert disagreements(sentence, source) == ()


@pytest.mark.parametrize(("sentence", "source"), BAD)
def test_a_sentence_that_turns_its_source_round_is_not(sentence: str, source: str) -> None:
    assert disagreements(sentence, source)


def test_every_number_must_come_back_in_its_order() -> None:
    assert figures(fold("Quinze jours après le 1er mars, à 9 h 30, trois fois")) == (
        "15",
        "1er",
        "mars",
        "9",
        "30",
        "3",
    )
    assert disagreements("De 12 h à 9 h le samedi.", "De 9 h à 12 h le samedi.")


def test_broken_french_is_not_shown() -> None:
    source = "Le repas n'est pas facturé si un certificat est remis."
    assert "corrige « vous remis »" in disagreements("Le repas n'est pas facturé si vous remis un certificat.", source)
    assert "corrige « le acheter »" in disagreements(
        "Vous pouvez le acheter en ligne.", "Il peut être acheté en ligne."
    )
    for said in ("si vous remettez un certificat", "si vous le remettez", "s'il vous est remis un certificat"):
        assert not any("corrige" in one for one in disagreements(f"Le repas n'est pas facturé {said}.", source))


def test_an_amount_is_named_to_the_model() -> None:
    assert "n'ajoute pas « 15 € »" in disagreements("Le badge coûte 15 €.", "Le badge coûte 12 €.")


def test_only_a_shorter_sentence_or_one_that_speaks_to_people_is_worth_showing() -> None:
    assert simpler("Vous payez le badge 12 € au moment du retrait.", "Le badge est payé 12 € au retrait.")
    assert simpler("Le badge coûte 12 €.", "Le prix du badge est de 12 €.")
    assert not simpler("Le badge, coûte 12 €", "Le badge coûte 12 €.")
    assert not simpler("Le prix du badge est de 12 €.", "Le badge coûte 12 €.")
