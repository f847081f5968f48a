"""The process ends in the middle of a story and another begins."""

from __future__ import annotations

from tests.stories.cast import CHIEF, COLD, CONTACT, ILD, LAST_STEP, LEAD, PRINCIPAL, VAGUE
from tests.stories.conftest import Open
from tests.stories.world import World


def test_after_a_restart_everything_due_comes_once(open_world: Open) -> None:
    w = open_world("2027-01-15 15:50")
    w.say(PRINCIPAL, COLD)
    for until in ("2027-01-19 08:50", "2027-01-19 10:02", "2027-01-19 10:50", "2027-01-19 14:50", "2027-01-20 09:00"):
        w.stop()
        w.start()
        w.go_to(until)
    assert w.told_at(CONTACT) == ["Tue 08:50"]
    assert w.told_at(LEAD) == ["Tue 10:02"]
    assert w.told_at(ILD) == ["Tue 10:50"]
    assert w.told_at(LAST_STEP) == w.told_at(CHIEF) == ["Tue 14:50"]


def test_after_a_long_stop_the_overtaken_reminder_is_left_out_and_the_rest_comes_once(monday: World) -> None:
    """Down from Monday 09:05 to Tuesday 09:00: the contact's reminder makes no sense any more."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.stop()
    w.clock.jump_to(w.local("2026-10-06 09:00"))
    w.start()
    w.settle()
    assert w.from_bot(CONTACT) == []
    assert w.told_at(LEAD) == ["Tue 09:00"] and w.told_at(ILD) == ["Tue 09:00"]
    w.go_to("2026-10-07 09:00")
    assert w.told_at(LEAD) == ["Tue 09:00"] and w.told_at(ILD) == ["Tue 09:00"]
    assert w.told_at(LAST_STEP) == ["Tue 13:00"]


def test_a_question_survives_a_restart(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, VAGUE)
    w.stop()
    w.start()
    w.pass_time(minutes=15)
    assert w.count() == 1
    assert w.day(w.request().clock_from) == "Mon Oct 5 09:00"


def test_a_request_taken_in_but_not_yet_delivered_is_delivered_by_the_next_process(monday: World) -> None:
    w = monday
    w.box.say(w.ids[PRINCIPAL], "bot", COLD)
    w.box.settle()
    assert w.from_bot(PRINCIPAL) == []
    w.stop()
    w.start()
    w.settle()
    assert len(w.from_bot(PRINCIPAL)) == 1 and len(w.unit_messages("facilities")) == 1
