"""Slack delivers again, people press twice, two press at once: one thing happens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.stories.cast import COLD, CONTACT, PRINCIPAL, TECHNICIAN
from tests.stories.world import World


def test_the_same_event_four_times_is_one_request(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    answers = w.box.resend(w.ids[PRINCIPAL], 3, "event:message")
    w.settle()
    assert [a.status for a in answers] == [200, 200, 200]
    assert w.count() == 1 and len(w.from_bot(PRINCIPAL)) == 1 and len(w.unit_messages("facilities")) == 1


def test_four_copies_of_every_event_at_once_are_one_request_and_one_answer(monday: World) -> None:
    w = monday
    w.box.double_events(4)
    w.say(PRINCIPAL, COLD)
    (number,) = w.numbers()
    card, _ = w.card(PRINCIPAL, number)
    w.say(PRINCIPAL, "Room 206 too.", thread=card["ts"])
    w.say(PRINCIPAL, "thanks!")
    assert w.numbers() == [number] and len(w.from_bot(PRINCIPAL)) == 2
    assert len(w.thread(CONTACT, number)) == 1


def test_the_same_click_again_changes_nothing_and_says_nothing(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.take")
    w.box.resend(w.ids[CONTACT], 2, "block_actions")
    w.settle()
    assert w.whispers(CONTACT) == []
    assert w.request().taken_by == CONTACT


def test_the_same_submission_again_is_one_answer(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.reply", text="Tomorrow at eight.")
    w.box.resend(w.ids[CONTACT], 2, "view_submission")
    w.settle()
    assert len(w.thread(CONTACT, 1)) == 1 and len(w.thread(PRINCIPAL, 1)) == 1


def test_the_same_slash_command_again_gets_the_same_answer(monday: World) -> None:
    w = monday
    w.slash(PRINCIPAL, COLD)
    (again,) = w.box.resend(w.ids[PRINCIPAL], 1, "/broker")
    w.settle()
    assert again.body["text"] == "Facilities &amp; Maintenance has it as R-1. I sent you its card."
    assert w.count() == 1


def test_the_second_to_press_take_learns_who_has_it_and_since_when(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    old, channel = w.card(CONTACT)
    w.on_card(CONTACT, 1, "request.take")
    w.press(TECHNICIAN, channel, old, "request.take", stale=True)
    assert w.whispers(TECHNICIAN) == ["Rosa Delgado has R-1 since Mon Oct 5, 9:00 AM."]
    w.press(CONTACT, channel, old, "request.take", stale=True)
    assert w.whispers(CONTACT) == ["You have R-1 already."]
    assert w.request().taken_by == CONTACT


def test_of_two_who_press_at_the_same_moment_one_has_it(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    card, channel = w.card(CONTACT)
    both = (CONTACT, TECHNICIAN)
    with ThreadPoolExecutor(2) as pool:
        pressed = [pool.submit(w.box.press, w.ids[p], channel, card["ts"], "request.take") for p in both]
        assert all(p.result().ok for p in pressed)
    w.settle()
    winner = w.request().taken_by
    (loser,) = set(both) - {winner}
    assert w.whispers(winner) == []
    assert len(w.whispers(loser)) == 1 and w.district.people[winner].name in w.whispers(loser)[0]
