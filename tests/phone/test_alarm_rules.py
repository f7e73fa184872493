import pytest

from beffroi.phone.emergencies import shipped_alarms


@pytest.mark.parametrize(
    "told",
    [
        "au secour aidez moi",
        "l'électricien ne bouge plus",
        "le plombier ne répond pas il est par terre",
        "des hommes cagoulés sont entrés",
        "la maison d'à côté est en flammes",
        "le train arrive et il y a une voiture sur la voie ferrée",
        "ma fille de quatre ans je la trouve plus",
        "my husband is not breathing",
        "une voiture vient de renverser un cycliste",
    ],
)
def test_an_emergency_is_heard_by_rules_alone(told: str) -> None:
    assert shipped_alarms().find(told)


@pytest.mark.parametrize(
    "told",
    [
        "c'est pour l'enlèvement de ma voiture",
        "c'est pour l'enlèvement des ordures",
        "le plombier ne répond pas à mes messages",
        "l'agence ne répond pas depuis trois semaines",
        "la tombe de mon père s'est affaissée",
        "le train arrive à quelle heure",
        "mon bébé arrive en mars",
        "une voiture vient de renverser ma poubelle",
        "une voiture vient de renverser une borne",
    ],
)
def test_words_of_danger_without_danger_raise_nothing(told: str) -> None:
    assert shipped_alarms().find(told) is None
