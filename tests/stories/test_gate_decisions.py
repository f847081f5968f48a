"""What an ILD can decide at the gate, and what becomes of it: apart for some, answered, excused, by a rule, by law."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from broker_bot.domain.district import District, StandingRule
from broker_bot.sandbox.server import BotAnswer
from broker_bot.slack import ids
from tests.stories.cast import BUS_LEAD, CHIEF, ILD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.test_gate import last, send_demand, texts
from tests.stories.world import World, words

SHORT = StandingRule("short surveys", "fyi", topics=("survey",), most_minutes=20, line="Only if you like.")


@pytest.fixture
def district(district: District) -> District:
    """With one standing rule, and a unit that may speak of the law."""
    plan = replace(district.digest, rules=(SHORT,), legal_units=("transportation",))
    return replace(district, digest=plan, version="with a rule")


def decide(w: World, ild: str, tier: str, **fields: Any) -> BotAnswer:
    """The ILD decides what Transportation asked last; a list is picked of a list."""
    w.press(ild, "bot", last(w, ild, "Transportation asks"), ids.MANDATE_DECIDE)
    return w.submit(ild, tier=tier, **fields)


def page(w: World, person: str) -> str:
    return words(last(w, person, "Your week of"))


def test_one_decision_differs_for_new_principals_and_single_schools(monday: World) -> None:
    w = monday
    send_demand(w)
    decide(
        w, ILD, "brief", minutes="10", line="The short form.", focus="Name one practice.", reason="Birch sent it.",
        new_principals="must", why="It opens your year.", excused=["birch_hollow"],
    )  # fmt: skip
    told = words(last(w, BUS_LEAD, "Send your bell schedule: Do, keep it short, decided by Denise Calloway"))
    assert "Excused: Birch Hollow ES." in told and "Birch sent it." in told and "Different for principals" in told
    w.go_to("2026-10-12 06:31")
    assert "10 minutes, no more" in page(w, PRINCIPAL) and "The short form." in page(w, PRINCIPAL)
    assert "Send your bell schedule: excused by Denise Calloway" in page(w, OTHER_PRINCIPAL)
    north = {s.principal for s in w.district.schools.values() if s.network == "north"}
    new = [
        p for p in north if (started := w.district.people[p].started) and started.year >= 2025 and p != OTHER_PRINCIPAL
    ]
    assert new and all("Why: It opens your year." in page(w, p) and "Must do" in page(w, p) for p in new)


def test_an_answer_for_many_is_read_by_schools_and_unit_and_a_no_can_be_asked_once_more(monday: World) -> None:
    w = monday
    send_demand(w)
    decide(w, ILD, "ild", answer="North starts at 8:05 in all schools.")
    assert "North starts at 8:05 in all schools." in words(last(w, BUS_LEAD, "Send your bell schedule: I've got"))
    w.go_to("2026-10-12 06:31")
    said = "Send your bell schedule: done for you by Denise Calloway, “North starts at 8:05 in all schools.”"
    assert said in page(w, PRINCIPAL)
    send_demand(w, title={"value": "Count the bus passes"})
    decide(w, ILD, "handout", reason="A sheet on the table does it.")
    returned = last(w, BUS_LEAD, "Count the bus passes: Handout only")
    w.press(BUS_LEAD, "bot", returned, ids.ASK_AGAIN)
    assert "Denise Calloway" in w.modal(BUS_LEAD) and "Yolanda Pierce" not in texts(w, CHIEF)
    w.submit(BUS_LEAD, person=ILD, text="The state fines us for each missing pass.")
    asked = last(w, ILD, "Darnell Whitaker, Transportation, asks once more")
    assert "The state fines us" in words(asked)
    w.press(BUS_LEAD, "bot", returned, ids.ASK_AGAIN)
    assert "You asked once more already." in w.modal(BUS_LEAD)
    w.press(ILD, "bot", asked, ids.MANDATE_DECIDE)
    w.submit(ILD, tier="must")
    assert "decided by Denise Calloway" in last(w, BUS_LEAD, "Count the bus passes: Must do")["text"]


def test_a_rule_decides_in_the_open_and_is_undone(monday: World) -> None:
    w = monday
    send_demand(w, topic={"value": "Survey"})
    told = last(w, BUS_LEAD, "Send your bell schedule: For your information")
    assert "decided by rule “short surveys”." in told["text"]
    card = last(w, ILD, "Send your bell schedule: For your information, decided by rule “short surveys”.")
    w.press(ILD, "bot", card, ids.RULE_UNDO)
    assert "Transportation asks your principals" in last(w, ILD, "Transportation asks")["text"]
    w.go_to("2026-10-12 06:31")
    assert "Nothing for you this week" in page(w, PRINCIPAL)


def test_a_rule_undone_after_the_page_leaves_it_at_once_and_comes_back_when_decided(monday: World) -> None:
    w = monday
    send_demand(w, topic={"value": "Survey"}, date={"selected_date": "2026-10-30"})
    w.go_to("2026-10-12 06:31")
    assert "Send your bell schedule" in page(w, PRINCIPAL)
    rule = last(w, ILD, "Send your bell schedule: For your information, decided by rule")
    w.press(ILD, "bot", rule, ids.RULE_UNDO)
    assert "• Send your bell schedule: nothing to do until Denise Calloway has decided on it anew" in page(w, PRINCIPAL)
    decide(w, ILD, "must", line="This one counts.")
    after = page(w, PRINCIPAL)
    assert "1 must-do, 20 min of work" in after and "This one counts." in after
    assert "decided on it anew" not in after and "Need help" in after


def test_what_the_law_requires_is_not_lost_in_silence(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00")
    law = {"selected_options": [{"value": "legal"}]}
    send_demand(w, date={"selected_date": "2026-10-30"}, legal=law)
    w.go_to("2026-10-12 06:31")
    assert "Send your bell schedule" not in page(w, PRINCIPAL)
    w.go_to("2026-10-19 06:31")
    assert "Required by law; not yet reviewed by your ILD." in page(w, PRINCIPAL)
    assert "decided by rule “required by law”" in last(w, BUS_LEAD, "Send your bell schedule: Must do")["text"]
