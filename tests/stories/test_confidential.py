"""A confidential request: its words open to named people and stand nowhere else."""

from __future__ import annotations

import json
import logging

import pytest

from tests.stories.cast import ASSISTANT, CHIEF, HR_CONTACT, HR_LEAD, ILD, PRINCIPAL
from tests.stories.world import World

ASKED = "Two teachers filed a grievance against their grade lead, code word MARIGOLD"
ADDED = "The union calls at noon, MARIGOLD."
ANSWER = "Come to my office at three, MARIGOLD."
HR_OTHER = "renata.silva@cedargrove.example"


def told(w: World) -> World:
    w.say(PRINCIPAL, ASKED)
    if w.count() == 0:
        w.press(PRINCIPAL, "bot", w.from_bot(PRINCIPAL)[0], "draft.other")
        w.submit(PRINCIPAL, route="hr.employee_relations")
    elif w.request().terms.route != "hr.employee_relations":
        w.on_card(PRINCIPAL, 1, "request.change", route="hr.employee_relations")
    assert w.request().confidential == "personnel"
    return w


def test_its_words_stand_in_no_channel_list_log_or_metadata(monday: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    w = monday
    told(w)
    number = w.count()
    w.on_card(PRINCIPAL, number, "request.add", text=ADDED)
    w.on_card(HR_CONTACT, number, "request.reply", text=ANSWER)
    w.on_card(HR_CONTACT, number, "request.promise", date="2026-10-06", text="MARIGOLD " + ANSWER)
    w.go_to("2026-10-09 12:00")
    seen = {p["channel"]: "" for p in w.box.posts()}
    for post in w.box.posts():
        seen[post["channel"]] += json.dumps([post, post["updates"]])
    private = w.box.dm(w.ids[PRINCIPAL])
    assert [c for c, text in seen.items() if "MARIGOLD" in text and c != private] == []
    for post in w.box.posts(private):
        assert "MARIGOLD" not in str(post["text"]) and "MARIGOLD" not in json.dumps(post["metadata"])
    for person in (HR_OTHER, ILD, CHIEF, ASSISTANT):
        assert "MARIGOLD" not in w.home(person)
    assert "MARIGOLD" not in caplog.text


def test_named_people_open_it_and_others_do_not(monday: World) -> None:
    w = told(monday)
    assert "Its text opens only to the people named for it: press *Open*." in w.reads(HR_CONTACT)
    card, channel = w.card(HR_CONTACT)
    w.press(HR_CONTACT, channel, card, "request.open")
    assert ASKED in w.modal(HR_CONTACT)
    w.press(HR_LEAD, channel, card, "request.open")
    assert ASKED in w.modal(HR_LEAD)
    w.press(HR_OTHER, channel, card, "request.open")
    assert ASKED not in w.modal(HR_OTHER)
    assert "The text opens only to the people named for it." in w.modal(HR_OTHER)


def test_somebody_of_the_unit_who_is_not_named_can_take_it_and_then_answer(monday: World) -> None:
    w = told(monday)
    w.on_card(HR_OTHER, 1, "request.reply")
    assert "That is for others to do" in w.modal(HR_OTHER)
    w.box.close(w.ids[HR_OTHER])
    w.on_card(HR_OTHER, 1, "request.take")
    w.on_card(HR_OTHER, 1, "request.reply", text=ANSWER)
    assert ANSWER in w.thread(PRINCIPAL, 1)[-1]
    assert w.thread(HR_OTHER, 1)[-1] == "Renata Silva wrote to the school."


def test_the_ilds_packet_shows_kind_school_and_age(monday: World) -> None:
    w = told(monday)
    w.go_to("2026-10-06 09:00")
    packet = w.reads(ILD)
    assert "Cottonwood ES has waited 1 day" in packet and "Confidential (personnel)" in packet
    assert "MARIGOLD" not in packet


def test_any_update_from_another_delegate_names_no_words(monday: World) -> None:
    w = told(monday)
    w.on_card(HR_CONTACT, 1, "request.reply", text=ANSWER)
    w.say(ASSISTANT, "any update?")
    assert w.last(ASSISTANT) == "R-1 (confidential): Human Resources, answered"
