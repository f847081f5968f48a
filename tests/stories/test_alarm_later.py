"""Danger that is written later: into a request that was none, by an edit, under its card, or when it is over."""

from __future__ import annotations

import pytest

from tests.stories.cast import COLD, CONTACT, ILD, LEAD, PRINCIPAL, SECRETARY, VAGUE
from tests.stories.test_two_rooms import change, under_card
from tests.stories.world import World, words

SMOKE = "There is smoke coming out of the thermostat"
FIRST = "In danger, call first: 911, then District Safety at 555-0100."


def alarmed(w: World) -> list[str]:
    """Who has an alarm whose words speak of smoke."""
    people = (*w.district.people,)
    return sorted(p for p in people if any("Urgent at" in words(m) and SMOKE in words(m) for m in w.from_bot(p)))


@pytest.mark.parametrize("way", ["edit", "edit of a line", "line", "form"])
def test_danger_written_into_a_request_alarms_lead_and_ild_at_once(monday: World, way: str) -> None:
    w = monday
    ts = w.say(SECRETARY, COLD)
    line = under_card(w, SECRETARY, "It is room 204.")
    w.on_card(CONTACT, 1, "request.take")
    w.pass_time(minutes=30)
    match way:
        case "edit":
            change(w, SECRETARY, "bot", ts, SMOKE)
        case "edit of a line":
            change(w, SECRETARY, "bot", line, SMOKE)
        case "line":
            under_card(w, SECRETARY, SMOKE)
        case "form":
            w.on_card(SECRETARY, 1, "request.add", text=SMOKE)
    assert alarmed(w) == sorted([LEAD, ILD]) and w.count() == 1
    for person in (SECRETARY, PRINCIPAL):
        line = f"*{FIRST}* R-1 goes on as urgent: Hank Lindqvist and Denise Calloway hear of it now."
        assert line in w.thread(person, 1)
        assert FIRST.rstrip(".") in w.reads(person)
    assert "I have it" in str(w.card(CONTACT)[0]["blocks"]), "whoever had it must say so anew"
    w.pass_time(minutes=6)
    assert len(alarmed(w)) == 3
    w.on_card(CONTACT, 1, "request.take")
    w.pass_time(minutes=30)
    assert len(alarmed(w)) == 3


def test_danger_under_the_card_of_a_request_that_is_over_is_a_new_request(monday: World) -> None:
    w = monday
    ts = w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 1, "request.withdraw")
    under_card(w, PRINCIPAL, f"{SMOKE} in the gym")
    change(w, PRINCIPAL, "bot", ts, f"{SMOKE} in room 9")
    assert w.numbers() == [1, 2, 3] and w.request(2).urgent and w.request(3).urgent
    assert alarmed(w) == sorted([LEAD, ILD])


def test_danger_written_into_a_question_that_waits_is_held_no_longer(monday: World) -> None:
    w = monday
    ts = w.say(PRINCIPAL, VAGUE)
    assert w.count() == 0
    change(w, PRINCIPAL, "bot", ts, f"{SMOKE} in the office")
    assert w.count() == 1 and w.request().urgent
    other = w.say(PRINCIPAL, VAGUE)
    w.say(PRINCIPAL, f"{SMOKE} in the gym", thread=other)
    assert w.count() == 2 and w.request(2).urgent
