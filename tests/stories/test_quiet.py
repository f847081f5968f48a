"""A school is left in peace: windows, one message a day, three a week; its own answers at once, unless it says not."""

from __future__ import annotations

from broker_bot.slack import ids
from tests.stories.cast import BUS_LEAD, COLD, CONTACT, ILD, LEAD, PRINCIPAL
from tests.stories.test_gate import send_demand, texts
from tests.stories.test_gate_decisions import decide
from tests.stories.test_home import press_home
from tests.stories.world import World, words

BELLS, FORM, DRILL, BUSES = "Send your bell schedule", "Return the form", "Plan the drill", "Count your buses"


def demand(w: World, title: str, due: str, tier: str = "must") -> None:
    """One more thing that principals are asked for, decided."""
    send_demand(w, title={"value": title}, date={"selected_date": due})
    decide(w, ILD, tier)


def pushes(w: World, who: str) -> list[str]:
    """Local times of what came about the weekly page without being asked for, the page itself left out."""
    mine = ("Due soon", "Changed:", "New since", "About your weekly page")
    return [w.at(m["ts"]) for m in w.from_bot(who) if m["text"].startswith(mine)]


def move(w: World, day: str) -> None:
    press_home(w, BUS_LEAD, ids.MANDATE_MOVE)
    w.box.submit(w.ids[BUS_LEAD], {"date": {"value": {"selected_date": day}}})
    w.settle()


def test_what_comes_on_one_day_is_one_message_in_a_window(monday: World) -> None:
    """On Monday the 12th at 10:00 a date is corrected and at 11:00 something new is due on Friday: both at 14:30."""
    w = monday
    demand(w, BELLS, "2026-10-23")
    w.go_to("2026-10-12 10:00")
    move(w, "2026-10-28")
    w.go_to("2026-10-12 11:00")
    demand(w, FORM, "2026-10-16", "brief")
    w.go_to("2026-10-12 14:29")
    assert pushes(w, PRINCIPAL) == []
    w.go_to("2026-10-12 14:30")
    assert pushes(w, PRINCIPAL) == ["Mon 14:30"]
    said = w.last(PRINCIPAL)
    assert said.startswith("*About your weekly page: 2 changes.*")
    assert "Changed: Send your bell schedule was Fri, Oct 23, now Wed, Oct 28" in said
    assert "New since your page: Return the form, due Fri, Oct 16." in said


def test_three_a_week_then_only_what_cannot_wait_and_a_new_date(monday: World) -> None:
    """Late briefs on Monday to Wednesday use the week up. Thursday's brief waits; Friday's must and new date do not."""
    w = monday
    w.go_to("2026-10-12 07:00")
    for day, title in ((12, BELLS), (13, FORM), (14, DRILL)):
        w.go_to(f"2026-10-{day} 14:00")
        demand(w, title, "2026-10-16", "brief")
    w.go_to("2026-10-15 06:00")
    assert pushes(w, PRINCIPAL)[:3] == ["Mon 14:30", "Tue 14:30", "Wed 14:30"]
    before = len(pushes(w, PRINCIPAL))
    w.go_to("2026-10-15 13:00")
    demand(w, BUSES, "2026-10-17", "brief")
    w.go_to("2026-10-15 20:00")
    assert len(pushes(w, PRINCIPAL)) == before, "the fourth waits for the page"
    w.go_to("2026-10-16 06:00")
    demand(w, "Sign the permit", "2026-10-16", "must")
    w.go_to("2026-10-16 07:32")
    assert pushes(w, PRINCIPAL)[before:] == ["Fri 07:31"]
    said = w.last(PRINCIPAL)
    assert "Sign the permit" in said and BUSES in said, "what waited joins the day's message"
    w.go_to("2026-10-19 06:31")
    assert pushes(w, PRINCIPAL)[before:] == ["Fri 07:31"]


def test_answers_come_at_once_until_the_principal_turns_that_off_and_danger_always_does(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.say(PRINCIPAL, "The window in room 12 is broken")
    w.on_card(CONTACT, 1, "request.reply", text="We come at three.")
    assert "We come at three." in w.thread(PRINCIPAL, 1)[-1]
    assert "Answers to your requests come at once." in w.home(PRINCIPAL)
    press_home(w, PRINCIPAL, ids.ANSWERS_HELD)
    assert "Everything but danger comes from 7:00 AM to 8:30 AM and 2:30 PM to 5:00 PM;" in w.home(PRINCIPAL)
    w.on_card(CONTACT, 2, "request.reply", text="A glazier comes tomorrow.")
    assert w.thread(PRINCIPAL, 2) == [] and "A glazier comes tomorrow." in w.reads(PRINCIPAL, 2)
    w.say(PRINCIPAL, "There is a gas smell in the cafeteria")
    w.on_card(LEAD, 3, "request.reply", text="The gas is shut off.")
    assert "The gas is shut off." in w.thread(PRINCIPAL, 3)[-1]
    w.go_to("2026-10-05 14:30")
    assert "A glazier comes tomorrow." in w.thread(PRINCIPAL, 2)[-1]
    w.go_to("2026-10-05 18:00")
    w.on_card(CONTACT, 2, "request.reply", text="He comes at nine.")
    assert len(w.thread(PRINCIPAL, 2)) == 1
    press_home(w, PRINCIPAL, ids.ANSWERS_AT_ONCE)
    assert "He comes at nine." in w.thread(PRINCIPAL, 2)[-1], "what was held comes when it is turned on"


def test_what_waited_over_the_weekend_for_the_page_is_not_said_twice(monday: World) -> None:
    w = monday
    demand(w, BELLS, "2026-10-30")
    w.go_to("2026-10-16 18:00")
    move(w, "2026-11-06")
    w.go_to("2026-10-19 08:00")
    assert pushes(w, PRINCIPAL) == []
    assert any("was Fri, Oct 30" in words(m) for m in w.from_bot(PRINCIPAL)), "the page says it"
    assert not any("About your weekly page" in text for text in texts(w, PRINCIPAL))


def test_what_waited_over_night_goes_with_the_mornings_reminder(monday: World) -> None:
    """A must due on Thursday is reminded of on Wednesday at 07:30; a date corrected on Tuesday evening goes along."""
    w = monday
    demand(w, FORM, "2026-10-15")
    demand(w, BELLS, "2026-10-30")
    w.go_to("2026-10-13 18:00")
    move(w, "2026-11-05")
    w.go_to("2026-10-14 09:00")
    assert pushes(w, PRINCIPAL) == ["Wed 07:30"]
    said = w.last(PRINCIPAL)
    assert "1 change, 1 item due soon" in said and "Changed:" in said and FORM in said
