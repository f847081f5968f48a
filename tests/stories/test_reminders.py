"""Reminders to a unit's people: few messages, worst first, nothing that is no longer true."""

from __future__ import annotations

from tests.stories.cast import COLD, CONTACT, FAR_PRINCIPAL, LEAD, OTHER_PRINCIPAL, PRINCIPAL
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
