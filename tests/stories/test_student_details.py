"""Words that tell of one student wait as their sender's own draft; nothing of them stands anywhere else."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy import text

from broker_bot.demo.town import TALK
from broker_bot.store import trail
from tests.stories.cast import ASSISTANT, CONTACT, ILD, LEAD, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.world import World, actions, words

TOLD = "No air conditioning in room 204, the thermostat is broken, student 4829137 (DOB 3/4/2015) sits there"
MARKS = ("4829137", "3/4/2015")
MASKED = "No air conditioning in room 204, the thermostat is broken, student [number] (DOB [date]) sits there"


def held(w: World, said: str = TOLD) -> dict:  # type: ignore[type-arg]
    w.say(PRINCIPAL, said)
    (card,) = [m for m in w.from_bot(PRINCIPAL) if "pending.masked" in actions(m)]
    assert actions(card) == ["pending.masked", "pending.as_is", "pending.edit", "pending.discard"]
    return card


def stored(w: World, *besides: str) -> str:
    """Every row of every table but the named ones, as text."""

    def dump(conn) -> str:  # type: ignore[no-untyped-def]
        names = ["request", "draft", "event", "outbox", "card", "seen", "lesson", "talk", "pending", "mirror", "source"]
        rows = [row for name in names if name not in besides for row in conn.execute(text(f"SELECT * FROM {name}"))]
        return json.dumps([list(map(str, row)) for row in rows])

    return w.bot.db.read(dump)


def nowhere(w: World, *marks: str, but: tuple[str, ...] = ()) -> None:
    """No mark stands in a message of the bot, its notification or its metadata, nor in the database."""
    posted = json.dumps([[post, post["updates"]] for post in w.box.posts()])
    for mark in marks:
        assert mark not in posted and mark not in stored(w, *but)


def test_it_is_held_across_a_restart_and_sent_masked_with_the_decision_in_the_trail(
    monday: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    w = monday
    card = held(w)
    assert w.count() == 0 and MASKED in words(card) and "a birth date and a student's number" in words(card)
    nowhere(w, *MARKS, but=("pending",))
    w.stop()
    w.start()
    w.press(PRINCIPAL, "bot", card, "pending.masked")
    assert w.request().text == MASKED and w.request().details == "masked"
    assert MASKED in w.reads(CONTACT)
    nowhere(w, *MARKS)
    seen = w.bot.db.read(lambda conn: trail.lines(conn, "pending", 1))
    assert [(what, data.get("decision")) for _, what, _, data in seen] == [("held", None), ("decided", "masked")]
    assert "details" in [what for _, what, _, _ in w.bot.db.read(lambda conn: trail.lines(conn, "request", 1))]
    assert not any(mark in caplog.text for mark in MARKS)


def test_as_it_is_the_channel_and_lists_show_it_masked_and_the_opened_card_whole(monday: World) -> None:
    w = monday
    w.press(PRINCIPAL, "bot", held(w), "pending.as_is")
    assert w.request().text == TOLD
    assert MASKED in w.reads(CONTACT) and "Student details are masked here: press *Open*." in w.reads(CONTACT)
    assert MARKS[0] not in w.home(CONTACT) and MARKS[0] not in w.home(PRINCIPAL)
    card, channel = w.card(CONTACT)
    w.press(CONTACT, channel, card, "request.open")
    assert TOLD in w.modal(CONTACT)
    w.go_to("2026-10-07 12:00")
    posted = json.dumps([[post, post["updates"]] for post in w.box.posts()])
    assert not any(mark in posted for mark in MARKS)
    assert "sent student details as they are" in w.reads(ILD)
    w.on_card(PRINCIPAL, 1, "request.change", route="facilities.plumbing")
    assert MARKS[0] not in stored(w, "request", "pending", "mirror")


def test_edit_and_discard_and_nobody_else_reads_it(monday: World) -> None:
    w = monday
    card = held(w)
    assert "4829137" not in w.home(ASSISTANT) and w.from_bot(ASSISTANT) == []
    w.press(PRINCIPAL, "bot", card, "pending.edit")
    assert TOLD in json.dumps(w.box.modal(w.ids[PRINCIPAL]))
    w.submit(PRINCIPAL, text="Thermostat dead in 204, student 4829137 has to move")
    assert w.count() == 0 and "student [number] has to move" in words(w.from_bot(PRINCIPAL)[0])
    w.press(PRINCIPAL, "bot", card, "pending.edit")
    w.submit(PRINCIPAL, text="Thermostat dead in room 204, no air conditioning")
    assert w.count() == 1 and w.request().details == ""
    w.say(PRINCIPAL, "Bus 12 left student 7654321 behind last week")
    w.press(PRINCIPAL, "bot", w.from_bot(PRINCIPAL)[-1], "pending.discard")
    assert w.last(PRINCIPAL) == "Deleted. Nothing was sent." and w.count() == 1
    nowhere(w, *MARKS, "7654321")


def test_undecided_it_is_deleted_after_30_days(monday: World) -> None:
    w = monday
    held(w)
    w.pass_time(days=29)
    assert MARKS[0] in stored(w)
    w.pass_time(days=1)
    assert words(w.from_bot(PRINCIPAL)[0]) == "Deleted after 30 days. Nothing was sent."
    nowhere(w, *MARKS)
    assert w.count() == 0


def test_urgent_ones_go_at_once_with_their_numbers_masked(open_world: Open) -> None:
    w = open_world("2026-10-10 23:10")
    w.say(PRINCIPAL, "Smoke coming out of the thermostat in room 204, Maria Lopez, student 4829137, asthma attack")
    assert w.count() == 1 and w.request().urgent and w.request().details == "urgent"
    lead = w.district.units[w.request().terms.unit].lead
    for person in (lead, ILD):
        alarm = w.from_bot(person)[0]
        assert "Maria Lopez, student [number]" in words(alarm) and "Maria" not in alarm["text"]
    assert "Maria" not in w.reads(LEAD) and "[name], student [number]" in w.reads(LEAD)
    nowhere(w, "4829137")


def test_more_words_for_a_request_are_held_too(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, "The thermostat in room 204 is dead, no air conditioning")
    w.on_card(PRINCIPAL, 1, "request.add", text="student 4829137 sits there")
    assert w.thread(CONTACT, 1) == []
    w.say(PRINCIPAL, "and student 7654321", thread=w.card(PRINCIPAL, 1)[0]["ts"])
    assert w.thread(CONTACT, 1) == []
    first, second = [m for m in w.from_bot(PRINCIPAL) if "pending.masked" in actions(m)]
    w.press(PRINCIPAL, "bot", first, "pending.masked")
    w.press(PRINCIPAL, "bot", second, "pending.masked")
    assert ["[number] sits there" in w.thread(CONTACT, 1)[0], "and student [number]" in w.thread(CONTACT, 1)[1]] == [
        True
    ] * 2
    nowhere(w, "4829137", "7654321")


def test_a_held_message_edited_in_slack_goes_on_and_a_deleted_one_is_gone(monday: World) -> None:
    w = monday
    room, own = w.room(PRINCIPAL, "bot"), w.ids[PRINCIPAL]
    ts = w.say(PRINCIPAL, TOLD)
    w.box.edit(own, room, ts, "No air conditioning in room 204, student 7654321 sits there")
    w.settle()
    assert w.count() == 0 and "student [number] sits there" in words(w.from_bot(PRINCIPAL)[0])
    w.box.edit(own, room, ts, "No air conditioning in room 204, the thermostat is broken")
    w.settle()
    assert w.request().text == "No air conditioning in room 204, the thermostat is broken"
    ts = w.say(PRINCIPAL, TOLD)
    w.box.delete(own, room, ts)
    w.settle()
    assert w.last(PRINCIPAL) == "Deleted. Nothing was sent." and w.count() == 1
    nowhere(w, *MARKS, "7654321")


def test_an_edit_that_brings_in_details_is_held(monday: World) -> None:
    w = monday
    ts = w.say(PRINCIPAL, "The thermostat in room 204 is dead, no air conditioning")
    w.box.edit(w.ids[PRINCIPAL], w.room(PRINCIPAL, "bot"), ts, TOLD)
    w.settle()
    assert "4829137" not in w.request().text and w.thread(CONTACT, 1) == []
    held_edit = next(m for m in w.from_bot(PRINCIPAL) if "pending.masked" in actions(m))
    nowhere(w, *MARKS, but=("pending",))
    w.press(PRINCIPAL, "bot", held_edit, "pending.as_is")
    assert w.request().text == TOLD and w.request().details == "as it is"
    assert MASKED in w.reads(CONTACT) and MASKED in w.thread(CONTACT, 1)[-1]
    posted = json.dumps([[post, post["updates"]] for post in w.box.posts()])
    assert not any(mark in posted for mark in MARKS)


def test_a_thread_that_is_picked_up_and_what_comes_by_command_are_held_too(monday: World) -> None:
    w = monday
    w.bot.service.present.desk().place("AC out")
    root = w.box.say(w.ids[PRINCIPAL], TALK, "No air conditioning in room 204, student 4829137 sits there")
    w.settle()
    assert w.box.message_shortcut(w.ids[PRINCIPAL], TALK, root, "request.from_message").ok
    w.settle()
    answer = w.slash(PRINCIPAL, "bus 12 was late again, student 7654321 missed it")
    assert answer.body["text"] == "Kept, not sent: it holds a student's number. I sent you what I found."
    assert w.count() == 0
    nowhere(w, "4829137", "7654321", but=("pending",))
    for card in [m for m in w.from_bot(PRINCIPAL) if "pending.masked" in actions(m)]:
        w.press(PRINCIPAL, "bot", card, "pending.masked")
    assert {"[number]" in w.request(n).text for n in w.numbers()} == {True} and w.count() == 2
    nowhere(w, "4829137", "7654321")
