from datetime import datetime

from beffroi.phone.typed import Typed, clock_from
from phone.small_town import NIGHT, TOWN, Clock, Rules


def typed(*, keys: bool = False, answered: bool = True, at: datetime | None = None) -> Typed:
    call = Typed(TOWN, understander=Rules(), clock=Clock(*([at] if at else [])), keys=keys, answered=answered)
    call.begin("0612345678")
    return call


def test_a_line_is_what_the_caller_says() -> None:
    call = typed()
    assert call.line("la poubelle")[0] == "Agent : Le lundi."
    assert call.line("non merci")[-1] == "[L'agent raccroche]"
    assert call.over
    assert call.ending() == ["[Fin : répondu]"]


def test_one_key_alone_is_a_key_and_an_empty_line_is_silence() -> None:
    call = typed()
    assert "Je ne vous entends pas" in call.line("")[0]
    assert "[Transfert : Accueil, sip:accueil@mairie]" in call.line("0")


def test_a_series_of_keys_leads_to_an_answer() -> None:
    assert "Agent : Le lundi." in typed(keys=True).line("#31")


def test_the_emergency_numbers_come_at_once_then_the_priority_transfer() -> None:
    call = typed()
    assert "le 18, ou le 112" in call.line("au feu")[0]
    assert "[Transfert prioritaire : urgence, sip:standard@mairie]" in call.line("")


def test_a_transfer_that_nobody_answers_ends_in_a_message() -> None:
    call = typed(answered=False)
    assert "Agent : Personne ne répond pour l'instant." in call.line("permis de construire")
    for line in ("2", "1", "ici Durand, pour mon mur"):
        call.line(line)
    call.hang_up()
    assert (
        call.ending()[0] == "[Message pour urbanisme : permis de construire, 0612345678, « ici Durand, pour mon mur »]"
    )


def test_the_clock_runs_from_the_moment_that_was_asked_on_the_towns_own_time() -> None:
    clock = clock_from(NIGHT.replace(tzinfo=None), zone="Europe/Paris")
    assert clock().utcoffset() == NIGHT.utcoffset()
    assert 0 <= (clock() - NIGHT).total_seconds() < 5
