from dataclasses import replace
from datetime import date

import pytest

from beffroi.governance import drafts
from beffroi.governance.duties import REGISTER, board, check_done, duties, months_after
from beffroi.governance.errors import InventoryUnreadable
from beffroi.governance.facts import Facts
from beffroi.governance.inventory import Done
from beffroi.governance.systems import Named, System, read_card, systems_of
from governance.governance_facts import DAY, entry, kept_facts

CHATBOT = System(
    key="chatbot", title="Robot", origin="outside", risk="high", individual=True, personal=True, public=True,
    since=date(2026, 1, 10),
)  # fmt: skip
PHONE = read_card(Named("phone", "Accueil téléphonique"))


def states(system: System, day: date = DAY, facts: Facts | None = None, done: tuple[Done, ...] = ()) -> dict[str, str]:
    lines = board(system, day=day, facts=facts or Facts(day=day), done=done)
    return {line.duty.key: line.state for line in lines}


def test_every_duty_is_dated_linked_and_told() -> None:
    assert all(row.link.startswith("https://") and row.since and row.text for row in duties())
    assert {"ai-act-4", "ai-act-26", "ai-act-27", "ai-act-50", "crpa-311-3-1", "gdpr-30", "gdpr-35", "rgaa"} <= {
        row.key for row in duties()
    }


def test_duties_of_high_risk_come_due_on_the_second_of_august_2026() -> None:
    before, after = states(CHATBOT, date(2026, 8, 1)), states(CHATBOT, date(2026, 8, 2))
    assert [before[key] for key in ("ai-act-4", "ai-act-26", "ai-act-27")] == ["overdue", "due", "due"]
    assert [after[key] for key in ("ai-act-4", "ai-act-26", "ai-act-27")] == ["overdue"] * 3


def test_dates_that_later_texts_may_move_are_to_be_verified() -> None:
    lines = {line.duty.key: line for line in board(CHATBOT, day=DAY, facts=Facts(day=DAY))}
    assert "à vérifier" in lines["ai-act-26"].caution
    assert lines["gdpr-30"].caution == ""


def test_the_mention_weighs_only_on_individual_decisions() -> None:
    assert "crpa-311-3-1" in states(CHATBOT)
    assert "crpa-311-3-1" not in states(replace(CHATBOT, individual=False))
    assert "rgaa" not in states(replace(CHATBOT, public=False))
    assert not {"gdpr-30", "gdpr-35"} & set(states(replace(CHATBOT, personal=False)))


def test_what_a_person_did_is_done_until_it_must_be_done_again() -> None:
    done = (Done("ai-act-4", "*", date(2026, 2, 1), "DGS"),)
    line = next(row for row in board(CHATBOT, day=DAY, facts=Facts(day=DAY), done=done) if row.duty.key == "ai-act-4")
    assert (line.state, line.by, line.deadline) == ("done", "DGS", date(2028, 2, 1))
    assert states(CHATBOT, date(2028, 2, 1), done=done)["ai-act-4"] == "overdue"
    assert states(CHATBOT, date(2026, 1, 31), done=done)["ai-act-4"] == "overdue"


def test_what_was_done_for_another_system_does_not_count() -> None:
    assert states(CHATBOT, done=(Done("ai-act-4", "phone", DAY, "DGS"),))["ai-act-4"] == "overdue"


def test_a_complete_card_on_the_register_tells_people_that_it_is_a_machine() -> None:
    assert PHONE
    shown = replace(kept_facts(), register=(entry(service="phone"),))
    line = next(row for row in board(PHONE, day=DAY, facts=shown) if row.duty.key == "ai-act-50")
    assert (line.state, line.by) == ("done", REGISTER)
    hidden = replace(kept_facts(), register=(entry(service="phone", missing=("purpose",)),))
    assert states(PHONE, facts=hidden)["ai-act-50"] == "overdue"


def test_nothing_is_overdue_for_a_service_that_nobody_uses_yet() -> None:
    assert PHONE
    assert set(states(PHONE).values()) == {"due"}


def test_a_thing_done_that_names_nothing_known_is_refused() -> None:
    check_done([Done("rgaa", "chatbot", DAY, "DGS")], [CHATBOT])
    for wrong in (Done("rgpd", "chatbot", DAY, "DGS"), Done("rgaa", "robot", DAY, "DGS")):
        with pytest.raises(InventoryUnreadable, match="inconnu"):
            check_done([wrong], [CHATBOT])


def test_a_service_without_a_card_is_told_apart() -> None:
    systems, cardless = systems_of([Named("canteen", "Cantines"), Named("territory", "Sans fiche")])
    assert [system.key for system in systems] == ["canteen"]
    assert [service.name for service in cardless] == ["territory"]


@pytest.mark.parametrize(
    ("months", "later"), [(1, date(2024, 2, 29)), (13, date(2025, 2, 28)), (-1, date(2023, 12, 31))]
)
def test_months_after_a_day_keep_to_the_end_of_shorter_months(months: int, later: date) -> None:
    assert months_after(date(2024, 1, 31), months) == later


def test_the_explanation_names_the_models_that_ran() -> None:
    canteen = read_card(Named("canteen", "Cantines"))
    assert canteen
    parameters = {row.heading: row.text for row in drafts.explanation(canteen, kept_facts())}
    assert "ridge 1" in parameters["Paramètres et leur pondération"]
    assert all(row.answered for row in drafts.explanation(canteen, kept_facts()))


def test_the_mention_tells_purpose_right_and_address() -> None:
    told = drafts.mention(CHATBOT, kept_facts())
    assert "Mairie, 1 place de la Halle" in told
    assert "à compléter" in told
    assert "à compléter" not in drafts.mention(replace(CHATBOT, purpose="Trier."), kept_facts())


def test_the_line_of_the_record_is_complete_for_a_service_in_use() -> None:
    assert PHONE
    shown = replace(kept_facts(), register=(entry(service="phone"),))
    assert [row.heading for row in drafts.article_30(PHONE, shown) if not row.answered] == []
    unseen = drafts.article_30(PHONE, Facts(day=DAY))
    assert {row.heading for row in unseen if not row.answered} == {"Responsable", "Durée de conservation"}


def test_the_questions_of_an_impact_assessment_are_answered_where_the_card_answers() -> None:
    assert PHONE
    asked = drafts.dpia(PHONE, replace(kept_facts(), register=(entry(service="phone"),)))
    assert len(asked) >= 12
    assert [row.heading for row in asked if not row.answered] == [
        "Quel avis du délégué à la protection des données, des personnes concernées ?"
    ]


def test_no_conformity_is_ever_claimed_without_an_audit() -> None:
    told = {row.heading: row for row in drafts.accessibility(CHATBOT, kept_facts())}
    assert not told["État de conformité au RGAA"].answered
    assert told["Contact"].text == "mairie@bourg.example"
