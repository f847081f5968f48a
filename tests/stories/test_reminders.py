"""Reminders to a unit's people: few messages, worst first, nothing that is no longer true."""

from __future__ import annotations

from tests.stories.cast import COLD, CONTACT, FAR_PRINCIPAL, ILD, LEAD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.world import World, words


def test_an_hours_reminders_come_as_one_message_worst_first(monday: World) -> None:
    """Filed 09:00, 09:20 and 09:40; the halves are 11:00, 11:20 and 11:40; the second message waits till 12:00."""
    w = monday
    for person in (PRINCIPAL, OTHER_PRINCIPAL, FAR_PRINCIPAL):
        w.say(person, COLD)
        w.pass_time(minutes=20)
    w.go_to("2026-10-05 12:05")
    assert w.told_at(CONTACT) == ["Mon 11:00", "Mon 12:00"]
    second = words(w.from_bot(CONTACT)[1])
    assert second.startswith("*2 requests wait for you.*")
    assert second.index("Birch Hollow ES") < second.index("Willow Creek ES")
    assert "Cottonwood ES" not in second


def test_what_was_answered_in_between_is_left_out(monday: World) -> None:
    w = monday
    for person in (PRINCIPAL, OTHER_PRINCIPAL, FAR_PRINCIPAL):
        w.say(person, COLD)
        w.pass_time(minutes=20)
    w.go_to("2026-10-05 11:45")
    w.on_card(LEAD, 2, "request.reply", text="Tomorrow at eight.")
    w.on_card(LEAD, 3, "request.reply", text="Tomorrow at nine.")
    w.go_to("2026-10-05 12:10")
    assert w.told_at(CONTACT) == ["Mon 11:00"]


def test_a_reminder_can_be_answered_where_it_stands(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 11:00")
    (reminder,) = w.from_bot(CONTACT)
    w.press(CONTACT, "bot", reminder, "request.reply")
    w.submit(CONTACT, text="Terrence looks at it after lunch.")
    assert "Terrence looks at it after lunch." in w.thread(PRINCIPAL, 1)[-1]


def test_the_lead_reads_why_the_message_came(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 12:12")
    assert "1 request of your unit has no answer yet." in w.last(LEAD)
    assert "You get this because nobody else answered." in w.last(LEAD)


def test_the_second_and_the_third_reminder_fire_and_a_passed_promise_climbs_by_itself(monday: World) -> None:
    """A 4h target: the contact after 2h, the lead at 80 %. The answer promises Thursday's end, 16:00: from Monday 12:30
    that is 1,830 working minutes, so the contact again after 915, the lead at 1,464, and on Thursday 16:00 the ILD."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 12:30")
    assert (w.told_at(CONTACT), w.told_at(LEAD), w.told_at(ILD)) == (["Mon 11:00"], ["Mon 12:12"], [])
    w.on_card(CONTACT, 1, "request.promise", text="The part comes by Thursday.", date="2026-10-08")
    w.go_to("2026-10-09 08:00")
    assert w.told_at(CONTACT) == ["Mon 11:00", "Wed 09:45"]
    assert w.told_at(LEAD) == ["Mon 12:12", "Thu 09:54"]
    assert w.told_at(ILD) == ["Thu 16:00"]
    assert "That day has passed." in w.reads(ILD)


def test_promises_that_run_out_together_remind_the_lead_in_one_message(monday: World) -> None:
    """Three schools are promised the same Wednesday within the hour: one message to the contact, one to the lead."""
    w = monday
    for number, person in enumerate((PRINCIPAL, OTHER_PRINCIPAL, FAR_PRINCIPAL), 1):
        w.say(person, COLD)
        w.on_card(CONTACT, number, "request.promise", text="On Wednesday.", date="2026-10-07")
    w.go_to("2026-10-07 15:30")
    assert len(w.told_at(CONTACT)) == len(w.told_at(LEAD)) == 1
    assert words(w.from_bot(LEAD)[0]).startswith("*3 requests of your unit")
