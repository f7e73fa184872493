import dataclasses

import pytest

from beffroi.phone.dialogue import Dialogue, fixed_sayings, read_settings
from beffroi.phone.dialogue.errors import FirstSentenceUnlawful, NotBegun
from beffroi.phone.dialogue.sentences import Sentence, read_sentences
from beffroi.phone.events import (
    Hang,
    Heard,
    HungUp,
    Key,
    Listen,
    Noise,
    Quiet,
    Recorded,
    Say,
    SendLink,
    TakeMessage,
    Transfer,
    Transferred,
)
from beffroi.phone.town import Town
from phone.small_town import NIGHT, TOWN, Clock, Rules, call, hangs, text, transfers


def test_the_first_sentence_says_that_a_machine_speaks_and_how_to_reach_a_person() -> None:
    dialogue = Dialogue(town=TOWN, understander=Rules(), clock=Clock())
    first, ask, listen = dialogue.begin("")
    assert isinstance(first, Say)
    assert not first.cuttable
    assert first.name == "opening"
    assert "mairie de Plaisir" in first.text
    assert "Optimus vous répond : c'est un agent automatique, et non une personne" in first.text
    assert "faites le zéro" in first.text
    assert isinstance(ask, Say)
    assert listen == Listen("request")


def test_a_first_sentence_that_hides_the_machine_is_refused() -> None:
    hidden = {**read_sentences(), "opening": Sentence("Bonjour, je suis Julie. Faites le zéro pour une personne.")}
    with pytest.raises(FirstSentenceUnlawful, match="automatique"):
        Dialogue(town=TOWN, understander=Rules(), clock=Clock(), sentences=hidden)


def test_a_town_cannot_name_its_agent_so_that_it_passes_for_a_person() -> None:
    first = Dialogue(town=Town("Orvault", agent_name="Julie"), understander=Rules(), clock=Clock()).begin("")[0]
    assert isinstance(first, Say)
    assert "mairie d'Orvault. Julie vous répond : c'est un agent automatique" in first.text


def test_nothing_happens_before_the_first_sentence() -> None:
    with pytest.raises(NotBegun):
        Dialogue(town=TOWN, understander=Rules(), clock=Clock()).on(Heard("bonjour"))


def test_an_approved_answer_is_read_as_it_stands_then_anything_else_is_asked() -> None:
    dialogue, _ = call()
    orders = dialogue.on(Heard("je voudrais refaire mon passeport"))
    assert orders[0] == Say("Prenez rendez-vous.", "topic.passeport")
    assert "autre chose" in text(orders)
    assert hangs(dialogue.on(Heard("non merci")))
    assert dialogue.report().ending == "answered"
    assert dialogue.report().topics == ("passeport",)


def test_hours_number_and_place_are_computed() -> None:
    orders = call()[0].on(Heard("un acte de naissance"))
    assert "du lundi au vendredi, de 9 heures à midi et de 13 heures 30 à 17 heures, 2 place de la mairie" in text(
        orders
    )
    assert "01, 30, 79, 00, 00" in text(orders)


def test_planning_permission_is_passed_to_its_service() -> None:
    orders = call()[0].on(Heard("un permis de construire"))
    assert transfers(orders) == [Transfer("sip:urbanisme@mairie", "Urbanisme")]


def test_the_likeliest_two_are_offered_and_chosen_by_voice_or_by_key() -> None:
    for choice in (Key("2"), Heard("deux"), Heard("le deuxième"), Heard("la poubelle s'il vous plaît")):
        dialogue, _ = call()
        asked = dialogue.on(Heard("peut être passeport ou poubelle"))
        assert asked[-1] == Listen("choice", ("passeport", "poubelle"))
        assert "Dites un" in text(asked)
        assert "Le lundi." in text(dialogue.on(choice))


def test_neither_of_the_two_asks_again_then_offers_a_message() -> None:
    dialogue, _ = call()
    dialogue.on(Heard("peut être passeport ou poubelle"))
    assert "autrement" in text(dialogue.on(Heard("non, ni l'un ni l'autre")))
    dialogue.on(Heard("brouillard"))
    assert "être rappelé" in text(dialogue.on(Heard("brouillard")))


def test_one_doubtful_reading_is_checked_by_yes_or_no() -> None:
    dialogue, _ = call()
    assert "Est-ce bien" in text(dialogue.on(Heard("peut être poubelle")))
    assert "Le lundi." in text(dialogue.on(Heard("oui c'est ça")))


def test_what_is_said_twice_is_believed() -> None:
    dialogue, _ = call()
    dialogue.on(Heard("peut être passeport poubelle"))
    assert "Prenez rendez-vous" in text(
        dialogue.on(Heard("c'est peut être pour le machin là, passeport, enfin voilà quoi"))
    )


def test_two_requests_are_met_one_after_the_other_and_the_transfer_comes_last() -> None:
    dialogue, _ = call()
    orders = dialogue.on(Heard("permis de construire et aussi la poubelle"))
    assert "deux demandes" in text(orders)
    assert "Le lundi." in text(orders)
    assert transfers(orders) == [Transfer("sip:urbanisme@mairie", "Urbanisme")]
    assert dialogue.report().topics == ("poubelle", "permis")


def test_personal_data_are_never_read() -> None:
    orders = call()[0].on(Heard("où en est mon dossier"))
    assert "Jamais lu" not in text(orders)
    assert transfers(orders)[0].extension == "sip:social@mairie"
    assert "Jamais lu" not in text(call(at=NIGHT)[0].on(Heard("où en est mon dossier")))


def test_a_water_leak_at_night_calls_the_duty_officer() -> None:
    assert transfers(call(at=NIGHT)[0].on(Heard("une fuite")))[0].extension == "sip:astreinte-eau@mairie"
    assert transfers(call()[0].on(Heard("une fuite")))[0].extension == "sip:eau@mairie"


def test_at_night_a_call_back_is_noted_with_name_and_number_read_back() -> None:
    dialogue, _ = call(at=NIGHT)
    closed = dialogue.on(Heard("un permis de construire"))
    assert "Réouverture jeudi 26 novembre à 9 heures" in text(closed)
    assert "nom" in text(dialogue.on(Heard("oui, rappelez-moi")))
    assert dialogue.on(Heard("je m'appelle D U P O N T"))[-1] == Listen("number")
    checked = dialogue.on(Heard("zéro six douze trente-quatre cinquante-six soixante-dix-huit"))
    assert "0, 6. 1, 2. 3, 4. 5, 6. 7, 8" in text(checked)
    assert "C'est noté : Urbanisme vous rappellera." in text(dialogue.on(Heard("oui")))
    (message,) = dialogue.messages
    assert (message.service, message.subject) == ("urbanisme", "permis de construire")
    assert (message.text, message.number, message.call_back, message.sound) == ("Dupont", "0612345678", True, None)
    assert dialogue.report().ending == "call_back"


def test_the_callers_own_number_is_proposed_first() -> None:
    dialogue, _ = call(at=NIGHT, caller="+33612345678")
    dialogue.on(Heard("un permis de construire"))
    dialogue.on(Key("1"))
    assert "rappeler au 0, 6. 1, 2" in text(dialogue.on(Heard("c'est madame Durand")))
    dialogue.on(Heard("oui"))
    assert (dialogue.messages[0].text, dialogue.messages[0].number) == ("madame Durand", "0612345678")


def test_a_number_is_typed_and_zero_alone_still_means_a_person() -> None:
    dialogue, _ = call()
    for event in (Heard("il y a un trou"), Key("1"), Heard("Durand")):
        dialogue.on(event)
    assert dialogue.state == "number"
    assert dialogue.on(Key("0")) == (Listen("number"),)
    assert dialogue.patience == read_settings().typing_pause
    assert transfers(dialogue.on(Quiet(2.0)))[0].extension == "sip:eau@mairie"
    dialogue.on(Transferred(False))
    dialogue.on(Key("1"))
    dialogue.on(Key("#"))
    for key in "012345678":
        dialogue.on(Key(key))
    assert "0, 1. 2, 3. 4, 5. 6, 7. 8, 9" in text(dialogue.on(Key("9")))


def test_a_number_too_short_is_asked_again() -> None:
    dialogue, _ = call()
    for event in (Heard("il y a un trou"), Key("2")):
        dialogue.on(event)
    for key in "0612":
        dialogue.on(Key(key))
    assert "dix chiffres" in text(dialogue.on(Key("#")))
    assert "dix chiffres" in text(dialogue.on(Heard("six douze")))


@pytest.mark.parametrize("number", ["112", "15", "17", "18"])
def test_an_emergency_number_typed_for_a_telephone_number_is_an_emergency(number: str) -> None:
    dialogue, _ = call()
    for event in (Heard("il y a un trou"), Key("2"), *(Key(key) for key in number)):
        dialogue.on(event)
    assert "18" in text(dialogue.on(Key("#")))
    assert dialogue.state == "emergency"


def test_a_message_is_recorded_only_once_the_caller_knows() -> None:
    dialogue, _ = call(at=NIGHT, caller="0612345678")
    dialogue.on(Heard("un permis de construire"))
    dialogue.on(Key("2"))
    orders = dialogue.on(Key("1"))
    assert "enregistré" in text(orders)
    assert orders[-1] == TakeMessage(90.0)
    assert dialogue.messages == ()
    dialogue.on(Recorded("Durand, rappelez-moi pour mon mur", b"RIFF"))
    assert dialogue.messages[0].sound == b"RIFF"
    assert dialogue.messages[0].text == "Durand, rappelez-moi pour mon mur"


def test_who_hears_what_there_is_to_know_and_leaves_no_message_was_answered() -> None:
    dialogue, _ = call()
    assert "C'est noté." in text(dialogue.on(Heard("il y a un trou")))
    dialogue.on(Key("#"))
    dialogue.on(HungUp())
    assert dialogue.report().ending == "answered"


def test_an_empty_message_is_not_kept() -> None:
    dialogue, _ = call(at=NIGHT, caller="0612345678")
    for event in (Heard("un permis de construire"), Key("2"), Key("1")):
        dialogue.on(event)
    assert "Aucun message" in text(dialogue.on(Recorded("")))
    assert dialogue.messages == ()


def test_who_hangs_up_in_a_message_or_after_asking_to_be_called_back_is_not_lost() -> None:
    dialogue, _ = call(at=NIGHT, caller="0612345678")
    for event in (Heard("un permis de construire"), Key("2"), Key("1"), Heard("mon mur est"), HungUp()):
        dialogue.on(event)
    assert dialogue.messages[0].text == "mon mur est"
    dialogue, _ = call(at=NIGHT, caller="0612345678")
    for event in (Heard("un permis de construire"), Key("1"), HungUp()):
        dialogue.on(event)
    assert dialogue.messages[0].call_back
    assert dialogue.report().ending == "call_back"


def test_a_transfer_that_fails_comes_back_to_the_caller() -> None:
    dialogue, _ = call()
    dialogue.on(Heard("un permis de construire"))
    assert "ne quittez pas" in text(dialogue.on(Quiet(20))).lower()
    orders = dialogue.on(Transferred(False))
    assert "Personne ne répond" in text(orders)
    assert "être rappelé" in text(orders)
    assert dialogue.report().transfers == (False,)


def test_a_transfer_that_never_ends_fails_too() -> None:
    dialogue, _ = call()
    dialogue.on(Heard("un permis de construire"))
    assert "Ne quittez pas" in text(dialogue.on(Quiet(20)))
    assert "Personne ne répond" in text(dialogue.on(Quiet(20)))


def test_a_transfer_that_is_answered_ends_the_call() -> None:
    dialogue, _ = call()
    dialogue.on(Heard("un permis de construire"))
    assert dialogue.on(Transferred(True)) == (Hang(),)
    assert dialogue.report().ending == "transferred"


@pytest.mark.parametrize("said", ["passez-moi quelqu'un", "je veux parler à une personne", "UN VRAI HUMAIN"])
def test_a_person_is_reached_by_saying_so(said: str) -> None:
    assert transfers(call()[0].on(Heard(said)))[0].extension == "sip:accueil@mairie"


def test_a_person_asked_with_a_subject_is_of_its_service() -> None:
    orders = call()[0].on(Heard("je voudrais parler à quelqu'un pour mon permis de construire"))
    assert transfers(orders)[0].extension == "sip:urbanisme@mairie"


def test_a_person_is_reached_by_name() -> None:
    assert transfers(call()[0].on(Heard("madame Martin")))[0].extension == "sip:martin@mairie"


def test_a_person_asked_for_by_name_is_not_a_topic_that_names_them() -> None:
    assert "Le lundi." in text(call()[0].on(Heard("la poubelle de la rue Martin")))
    assert transfers(call()[0].on(Heard("je voudrais parler à madame Martin pour ma poubelle")))


@pytest.mark.parametrize("said", ["allô ?", "bonjour", "euh bonjour madame"])
def test_a_greeting_is_not_a_request_that_was_missed(said: str) -> None:
    dialogue, _ = call()
    for _ in range(3):
        assert "Je vous écoute." in text(dialogue.on(Heard(said)))


@pytest.mark.parametrize("said", ["au revoir", "merci au revoir", "non merci bonne journée"])
def test_goodbye_ends_the_call(said: str) -> None:
    assert hangs(call()[0].on(Heard(said)))


def test_a_request_that_begins_with_a_number_is_no_choice() -> None:
    dialogue, _ = call()
    dialogue.on(Heard("peut être passeport ou poubelle"))
    assert "Au guichet" in text(dialogue.on(Heard("un acte de naissance")))


def test_zero_in_a_message_keeps_what_was_said_and_passes_a_person() -> None:
    dialogue, _ = call(caller="0612345678")
    for event in (Heard("il y a un trou"), Key("2"), Key("1"), Heard("devant le douze"), Key("0")):
        dialogue.on(event)
    assert dialogue.state == "transfer"
    assert dialogue.messages[0].text == "devant le douze"


def test_out_of_scope_is_asked_again_and_never_answered() -> None:
    dialogue, _ = call()
    assert "autrement" in text(dialogue.on(Heard("brouillard")))


def test_where_there_may_be_danger_the_numbers_come_before_the_question() -> None:
    for answer in (Heard("oui une urgence"), Key("9"), Heard("au feu")):
        dialogue, _ = call()
        orders = dialogue.on(Heard("la poubelle fume"))
        assert isinstance(orders[0], Say)
        assert "appelez le 18, ou le 112" in orders[0].text
        assert not orders[0].cuttable
        assert "Est-ce bien à propos de : poubelle" in text(orders)
        dialogue.on(answer)
        assert dialogue.state == "emergency"
    dialogue, _ = call()
    dialogue.on(Heard("la poubelle fume"))
    assert "Le lundi." in text(dialogue.on(Heard("non, enfin oui, ma poubelle, quel jour")))
    assert dialogue.state == "more"


def test_at_night_zero_offers_a_call_back_and_zero_again_rings_all_the_same() -> None:
    dialogue, _ = call(at=NIGHT)
    orders = dialogue.on(Key("0"))
    assert "Réouverture demain à 9 heures" in text(orders)
    assert transfers(dialogue.on(Key("0"))) == [Transfer("sip:standard@mairie", "standard")]


@pytest.mark.parametrize(
    "said", ["fait chier", "vous êtes des incapables", "JE VEUX QUELQU UN MAINTENANT TOUT DESUITE"]
)
def test_anger_is_met_by_a_person(said: str) -> None:
    assert transfers(call()[0].on(Heard(said)))


@pytest.mark.parametrize("said", ["répétez s'il vous plaît", "pardon, je n'ai pas compris", "hein ?"])
def test_what_was_not_understood_is_said_again_slowly_and_plainly(said: str) -> None:
    dialogue, _ = call()
    dialogue.on(Heard("peut être passeport ou poubelle"))
    orders = dialogue.on(Heard(said))
    assert "Un : passeport. Deux : poubelle." in text(orders)
    assert isinstance(orders[0], Say)
    assert orders[0].slow
    assert dialogue.state == "choice"


def test_an_answer_is_repeated_even_after_i_am_listening() -> None:
    dialogue, _ = call()
    for event in (Heard("la poubelle"), Heard("oui")):
        dialogue.on(event)
    assert "Le lundi." in text(dialogue.on(Heard("attendez, je n'ai pas compris")))
    assert "Je vous écoute." in text(dialogue.on(Heard("oui")))


def test_not_understanding_a_bill_is_a_request() -> None:
    assert "Le lundi." in text(call()[0].on(Heard("je ne comprends pas le jour de ma poubelle")))


def test_the_star_key_repeats_and_after_a_few_times_a_person_is_offered() -> None:
    dialogue, _ = call()
    for _ in range(3):
        assert "Que voulez-vous" in text(dialogue.on(Key("*")))
    assert "une personne" in text(dialogue.on(Key("*")))


def test_silence_prompts_twice_then_offers_then_passes_a_person() -> None:
    dialogue, _ = call()
    assert dialogue.on(Quiet(5.9)) == ()
    assert "Prenez votre temps" in text(dialogue.on(Quiet(6)))
    assert "toujours pas" in text(dialogue.on(Quiet(6)))
    assert dialogue.patience == 10.0
    assert dialogue.on(Quiet(9)) == ()
    assert "Voulez-vous être rappelé" in text(dialogue.on(Quiet(10))) or dialogue.state == "offer"
    dialogue.on(Quiet(10))
    dialogue.on(Quiet(10))
    assert transfers(dialogue.on(Quiet(10)))


def test_silence_at_night_ends_with_goodbye() -> None:
    dialogue, _ = call(at=NIGHT)
    orders = ()
    for _ in range(6):
        orders = dialogue.on(Quiet(30))
    assert hangs(orders)


def test_slow_callers_hear_plain_and_slow_sentences() -> None:
    dialogue, _ = call()
    dialogue.on(Quiet(6))
    dialogue.on(Quiet(6))
    orders = dialogue.on(Heard("peut être passeport ou poubelle"))
    assert isinstance(orders[0], Say)
    assert orders[0].slow


def test_noise_is_told_then_a_person_is_offered() -> None:
    dialogue, _ = call()
    assert "bruit" in text(dialogue.on(Noise()))
    dialogue.on(Noise())
    assert "une personne" in text(dialogue.on(Noise()))


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("hello, do you speak English", "language_en"),
        ("hola buenos días", "language_es"),
        ("bom dia, fala português", "language_pt"),
        ("merhaba türkçe biliyor musunuz", "language_tr"),
        ("salam aleykoum", "language_ar"),
    ],
)
def test_another_language_is_answered_in_one_sentence_and_passed_to_a_person(said: str, language: str) -> None:
    orders = call()[0].on(Heard(said))
    assert isinstance(orders[0], Say)
    assert orders[0].name == language
    assert transfers(orders)
    closed = call(at=NIGHT)[0].on(Heard(said))
    assert isinstance(closed[0], Say)
    assert closed[0].name == f"{language}_closed"
    assert isinstance(closed[-1], TakeMessage)


def test_keys_alone_lead_to_an_answer() -> None:
    dialogue, _ = call()
    assert "déchets : 3." in text(dialogue.on(Key("#")))
    assert "poubelle : 1." in text(dialogue.on(Key("3")))
    orders = dialogue.on(Key("1"))
    assert "Le lundi." in text(orders)
    assert "Un : oui. Deux : non." in text(orders)
    assert hangs(dialogue.on(Key("2")))


def test_more_than_eight_topics_go_on_by_the_hash_key() -> None:
    dialogue, _ = call()
    assert "sport 7 : 8. La suite : dièse." in text(dialogue.on(Key("7")))
    assert "sport 8 : 1." in text(dialogue.on(Key("#")))
    assert "Réponse 9." in text(dialogue.on(Key("2")))


def test_who_speaks_in_the_menu_is_understood() -> None:
    dialogue, _ = call()
    dialogue.on(Key("#"))
    assert "Le lundi." in text(dialogue.on(Heard("la poubelle")))


def test_the_link_is_offered_only_where_a_gateway_is_on() -> None:
    assert "SMS" not in text(call()[0].on(Heard("passeport")))
    dialogue, _ = call(caller="0612345678", settings=dataclasses.replace(read_settings(), links=True))
    assert "SMS" in text(dialogue.on(Heard("passeport")))
    assert dialogue.on(Heard("oui"))[0] == SendLink("0612345678", "https://r.fr/p")


def test_a_call_from_a_fixed_line_gives_the_number_of_a_mobile_for_the_link() -> None:
    dialogue, _ = call(caller="0130790000", settings=dataclasses.replace(read_settings(), links=True))
    dialogue.on(Heard("passeport"))
    assert "À quel numéro" in text(dialogue.on(Key("1")))
    dialogue.on(Heard("06 12 34 56 78"))
    assert dialogue.on(Heard("oui"))[0] == SendLink("0612345678", "https://r.fr/p")


def test_a_call_that_lasts_is_passed_or_ended() -> None:
    dialogue, clock = call()
    clock.wait(601)
    assert transfers(dialogue.on(Heard("bla")))
    assert hangs(dialogue.on(Transferred(False)))
    dialogue, clock = call(at=NIGHT)
    clock.wait(601)
    assert hangs(dialogue.on(Heard("bla")))


def test_silence_told_every_second_ends_no_call_by_itself() -> None:
    dialogue, clock = call()
    for _ in range(200):
        clock.wait(1)
        assert dialogue.on(Quiet(1)) == ()
    assert dialogue.state == "request"


def test_what_a_town_can_keep_as_sound_is_listed_with_names() -> None:
    sayings = list(fixed_sayings(TOWN))
    names = [say.name for say in sayings]
    assert len(names) == len(set(names))
    assert "" not in names
    assert {"opening", "opening.plain", "topic.passeport", "language_tr"} <= set(names)
    assert "topic.acte" not in names
    assert not any("{" in say.text for say in sayings)
