"""The tables as the telephone's own value: only what is approved is read."""

import threading

import pytest
from django_scopes import scope

from beffroi.phone.events import Heard, Say
from beffroi.phone.introduction import Schedule
from beffroi.web.phone import serving
from beffroi.web.phone.models import PhoneSettings, Service, Topic
from beffroi.web.phone.serving import DeskMissing, desk_of
from beffroi.web.phone.town import schedule_of, town_of
from beffroi.web.platform.models import Tenant
from web.phone.conftest import TOWN, topic


def test_a_town_comes_back_as_it_was_copied(town: Tenant) -> None:
    found = town_of(town)
    assert {one.name for one in found.topics} == {one.name for one in TOWN.topics}
    assert found.service("accueil") == TOWN.service("accueil")
    assert (found.duties, found.places) == (TOWN.duties, tuple(sorted(TOWN.places, key=lambda one: one.name)))
    assert found.spoken == {"quai de l'Aune": "quai de l'onne"}


def test_the_number_of_queries_does_not_grow_with_the_town(town: Tenant, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(8):  # type: ignore[operator]
        town_of(town)


def test_an_answer_that_is_not_approved_is_never_read(town: Tenant) -> None:
    with scope(tenant=town):
        Topic.objects.filter(name="carte_identite").update(state="draft")
    found = town_of(town).topic("carte_identite")
    assert found is not None
    assert (found.answer, found.handling) == ("", "transfer")


def test_without_an_extension_a_message_is_taken_instead(town: Tenant) -> None:
    with scope(tenant=town):
        Topic.objects.update(state="draft")
        Service.objects.update(extension="")
    assert {one.handling for one in town_of(town).topics} == {"message"}


def test_a_link_is_kept_back_until_the_town_sends_sms(town: Tenant) -> None:
    assert not any(one.link for one in town_of(town).topics)
    assert any(one.link for one in town_of(town, links=True).topics)
    with scope(tenant=town):
        PhoneSettings.objects.create(tenant=town, sms_links=True)
    assert any(one.link for one in town_of(town).topics)


def test_settings_name_the_agent_and_say_when_it_answers(town: Tenant) -> None:
    assert schedule_of(town).step == "never"
    with scope(tenant=town):
        PhoneSettings.objects.create(
            tenant=town, agent_name="Gaston", switchboard="100", step="half_day", weekday=3, morning=False
        )
    assert (town_of(town).agent_name, town_of(town).switchboard) == ("Gaston", "100")
    assert schedule_of(town) == Schedule("half_day", 3, morning=False)


def test_another_town_is_not_seen(town: Tenant, autun: Tenant) -> None:
    assert town_of(autun).topics == ()
    assert topic(town, "permis").title == "un permis de construire"


def test_a_server_of_calls_is_given_the_desk_of_a_siret(town: Tenant) -> None:
    with scope(tenant=town):
        PhoneSettings.objects.create(tenant=town, step="always", switchboard="100")
    known = desk_of("210 100 533 00012").known
    assert known.town == town_of(town)
    assert known.understander.understand("ramassage des encombrants").action == "answer"
    assert (known.schedule.step, known.settings.links, known.lines) == ("always", False, 6)


def test_a_conversation_answers_with_the_town_s_own_words(town: Tenant) -> None:
    with scope(tenant=town):
        PhoneSettings.objects.create(tenant=town, step="always")
    conversation = desk_of(town.siret).conversation()
    conversation.begin("0639981234")
    said = [order.text for order in conversation.on(Heard("ramassage des encombrants")) if isinstance(order, Say)]
    assert said[0] == "Les encombrants passent le premier mardi du mois."


@pytest.mark.django_db(transaction=True)
def test_what_agents_change_is_read_beside_the_calls(town: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(town.siret)
    before = desk.known
    with scope(tenant=town):
        Topic.objects.filter(name="encombrants").update(answer="Le deuxième mardi.")
    monkeypatch.setattr(serving, "READ_AGAIN", 0.0)
    assert desk.known is before
    for thread in [one for one in threading.enumerate() if one.name == "phone-desk"]:
        thread.join()
    changed = desk.known.town.topic("encombrants")
    for thread in [one for one in threading.enumerate() if one.name == "phone-desk"]:
        thread.join()
    assert changed is not None
    assert changed.answer == "Le deuxième mardi."


def test_a_siret_without_a_telephone_is_refused(town: Tenant, autun: Tenant) -> None:
    for siret in (autun.siret, "12345678900000"):
        with pytest.raises(DeskMissing, match="allumez-le"):
            desk_of(siret)
