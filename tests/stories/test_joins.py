"""The same trouble at many schools, joined under one request: one answer, and each school keeps its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker_bot.domain.model import Status
from broker_bot.service import joins
from broker_bot.store import joins as rows
from tests.store.together import together
from tests.stories.cast import (
    CHIEF,
    CONTACT,
    DISPATCHER,
    FAR_PRINCIPAL,
    ILD,
    OTHER_ILD,
    OTHER_PRINCIPAL,
    PRINCIPAL,
    TECHNICIAN,
)
from tests.stories.test_closed_days import on_the_server
from tests.stories.test_two_rooms import press_change
from tests.stories.world import World, words

LUNCH = "No hot lunch arrived today, the kitchen has nothing to serve"
KITCHEN_LEAD = "joanne.fitzgerald@cedargrove.example"
COOK = "amina.yusuf@cedargrove.example"
ASPEN, LARKSPUR = "hyun-woo.lim@cedargrove.example", "tanisha.broadnax@cedargrove.example"
FIVE = (PRINCIPAL, OTHER_PRINCIPAL, ASPEN, LARKSPUR, FAR_PRINCIPAL)


def five_lunches(w: World) -> None:
    """Five schools in a morning; the cook joins them under the first."""
    for principal in FIVE:
        w.say(principal, LUNCH)
        w.pass_time(minutes=5)
    w.on_card(COOK, 5, "request.join")
    assert w.submit(COOK, requests_0=["1", "2", "3", "4"]).ok


def test_five_schools_get_one_answer_each_in_the_own_thread(monday: World) -> None:
    """From the third school on the card offers it; children collapse; answer, promise and finish reach all five."""
    w = monday
    for principal in FIVE[:3]:
        w.say(principal, LUNCH)
    assert "request.join" in w.buttons(COOK, 3)
    w.say(FIVE[3], LUNCH)
    w.say(FIVE[4], LUNCH)
    assert "4 more requests of this kind came" in w.reads(COOK, 5) and "Join 5 requests" in w.reads(COOK, 5)
    w.on_card(COOK, 5, "request.join")
    assert "R-1 Cottonwood ES" in w.modal(COOK)
    w.submit(COOK, requests_0=["1", "2", "3", "4"])
    assert w.last(COOK) == "4 requests joined under R-5. What you answer there reaches each school."
    assert [w.request(n).parent for n in range(1, 6)] == [5, 5, 5, 5, 0]
    assert "Joined to R-5" in w.reads(COOK, 1) and w.buttons(COOK, 1) == ["request.part", "request.open"]
    assert "Joined here:* Cottonwood ES, Birch Hollow ES" in w.reads(COOK, 5)
    assert "4 other schools report this." in w.reads(PRINCIPAL, 1) and "4 other schools" in w.reads(FAR_PRINCIPAL, 5)
    everything = "".join(m["text"] + w.reads(PRINCIPAL, 1) for m in w.from_bot(PRINCIPAL))
    assert not any(name in everything for name in ("Birch Hollow", "Aspen", "Larkspur", "Willow"))

    w.on_card(COOK, 5, "request.promise", text="The truck broke down; cold meals come at noon.", date="2026-10-06")
    for number, principal in enumerate(FIVE, 1):
        assert "The truck broke down; cold meals come at noon." in w.last(principal)
        assert w.request(number).status == Status.WORKING and w.request(number).answered_at is not None
        assert w.day(w.request(number).promise_at) == "Tue Oct 6 14:30"
    w.on_card(COOK, 5, "request.finish", text="Hot lunch is back.")
    w.on_card(PRINCIPAL, 1, "request.confirm")
    assert [w.request(n).status for n in (1, 2, 5)] == [Status.CLOSED, Status.FINISHED, Status.FINISHED]


def test_an_answer_that_is_changed_is_changed_at_every_school_that_got_it(monday: World) -> None:
    w = monday
    five_lunches(w)
    w.on_card(COOK, 5, "request.reply", text="Cold meals come at noun.")
    press_change(w, COOK, "at noun", number=5)
    w.submit(COOK, text="Cold meals come at noon.")
    for number, principal in enumerate(FIVE, 1):
        assert "Cold meals come at noon. _(edited)_" in w.thread(principal, number)[-1]
        assert w.request(number).last_word == "Cold meals come at noon."


def test_what_is_passed_on_goes_chunk_by_chunk_to_the_last(monday: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two in a transaction instead of a hundred, four children take two turns, and nothing is left on its way."""
    monkeypatch.setattr(joins, "CHUNK", 2)
    w = monday
    five_lunches(w)
    w.on_card(COOK, 5, "request.finish", text="Hot lunch is back.")
    assert {w.request(n).status for n in range(1, 6)} == {Status.FINISHED}
    assert [w.last(p).count("Hot lunch is back.") for p in FIVE] == [1] * 5
    assert w.bot.db.read(lambda conn: rows.passing(conn, 1) or rows.passing(conn, 2)) is None


def test_a_school_that_says_not_yet_is_on_its_own_again(monday: World) -> None:
    w = monday
    five_lunches(w)
    w.on_card(COOK, 5, "request.finish", text="Hot lunch is back.")
    w.on_card(PRINCIPAL, 1, "request.reopen", text="Not here.")
    assert w.request(1).parent == 0 and w.request(1).status == Status.OPEN
    assert "request.reply" in w.buttons(COOK, 1) and w.request(2).status == Status.FINISHED
    assert "3 other schools report this." in w.reads(FAR_PRINCIPAL, 5)


def test_a_request_is_separated_and_those_of_a_withdrawn_one_are_let_go(monday: World) -> None:
    w = monday
    five_lunches(w)
    w.on_card(COOK, 2, "request.part")
    assert w.request(2).parent == 0 and "request.reply" in w.buttons(COOK, 2)
    w.on_card(COOK, 5, "request.take")
    assert [w.request(n).taken_by for n in range(1, 6)] == [COOK, "", COOK, COOK, COOK]
    w.on_card(FAR_PRINCIPAL, 5, "request.withdraw")
    assert [w.request(n).parent for n in range(1, 6)] == [0, 0, 0, 0, 0]
    assert "request.reply" in w.buttons(COOK, 1) and "other school" not in w.reads(PRINCIPAL, 1)


def test_one_trouble_at_five_schools_climbs_once_to_each_person(monday: World) -> None:
    """A target of 2h, asked at 9:00, 9:05 ... 9:20: the first to be late tells, and what it tells names the others. The
    unit is reminded of the one it answers, each ILD has one packet, and the last step and the chief hear once."""
    w = monday
    five_lunches(w)
    assert len({w.request(n).clock_from for n in range(1, 6)}) == 5
    w.go_to("2026-10-05 16:00")
    assert w.told_at(COOK)[1:] == ["Mon 10:00"] and "R-5" in w.last(COOK) and "R-1" not in w.last(COOK)
    assert w.told_at(KITCHEN_LEAD) == ["Mon 10:36"]
    assert w.told_at(ILD) == ["Mon 11:00"]
    packet = w.reads(ILD, 1)
    assert "Cottonwood ES has waited" in packet
    assert "The same at Birch Hollow ES, Aspen Ridge ES and Larkspur ES: what you press here goes for them" in packet
    assert "Willow Creek" not in packet
    assert w.told_at(OTHER_ILD) == ["Mon 11:20"] and "The same at" not in w.reads(OTHER_ILD, 5)
    assert w.told_at(CHIEF) == ["Mon 15:00"] and "Willow Creek ES" in w.last(CHIEF)
    assert "Cottonwood ES and 3 more" in w.home(ILD)
    assert [s.how for s in w.request(2).steps] == ["joined", "joined", "joined", "joined"]


def test_what_the_ild_presses_on_the_packet_goes_for_the_own_schools(monday: World) -> None:
    """Stepping in serves all four and holds their last step; another ILD's school is not touched; handed back, all."""
    w = monday
    five_lunches(w)
    w.go_to("2026-10-05 11:30")
    w.on_card(ILD, 1, "request.step_in")
    assert [w.request(n).served_by for n in range(1, 6)] == [ILD, ILD, ILD, ILD, ""]
    assert len(w.from_bot(ILD)) == 1, "the packet, drawn anew"
    assert "You stepped in" in w.home(ILD) and "Cottonwood ES and 3 more" in w.home(ILD)
    w.on_card(ILD, 1, "request.ild_reply", text="Cold meals come at noon.")
    assert all("Cold meals come at noon." in w.last(p) for p in FIVE[:4])
    w.on_card(ILD, 1, "request.hand_back")
    assert [w.request(n).served_by for n in range(1, 6)] == [""] * 5
    w.on_card(ILD, 1, "request.let_run", date="2026-10-06")
    assert [bool(w.request(n).hold_until) for n in range(1, 6)] == [True, True, True, True, False]
    told = len(w.from_bot(ILD))
    w.go_to("2026-10-06 15:00")
    assert [words(m) for m in w.from_bot(ILD)[told:]] == ["You let R-1 run until now; it is still owed."]


def test_when_the_school_that_told_withdraws_the_next_one_tells(
    monday: World, database_url: str, tmp_path: Path
) -> None:
    """R-1 told the ILD; once it is withdrawn R-2 does, for the other two as well. The auditor agrees with all of it."""
    w = monday
    five_lunches(w)
    w.go_to("2026-10-05 11:40")
    assert w.told_at(ILD) == ["Mon 11:00"]
    w.on_card(PRINCIPAL, 1, "request.withdraw")
    w.go_to("2026-10-05 12:00")
    assert w.told_at(ILD) == ["Mon 11:00", "Mon 12:00"], "packets come an hour apart"
    assert "Birch Hollow ES has waited" in w.reads(ILD, 2)
    assert "The same at Aspen Ridge ES and Larkspur ES" in w.reads(ILD, 2)
    done = on_the_server(w, database_url, tmp_path, "audit")
    assert (done.exit_code, done.output) == (0, "5 requests examined, 0 escalations not as due\n")


def test_joined_requests_that_fall_due_together_still_tell_once(monday: World) -> None:
    """Two workers look at two of the family at the same moment: one of them waits for the other."""
    w = monday
    five_lunches(w)
    w.clock.jump_to(w.local("2026-10-05 11:30"))
    for _ in range(3):
        together(4, lambda n: w.bot.service.wake_due())
    w.settle()
    assert len(w.from_bot(ILD)) == 1 and len(w.from_bot(OTHER_ILD)) == 1
    assert w.told_at(KITCHEN_LEAD) == ["Mon 11:30"]


def test_only_the_unit_or_an_ild_joins_and_an_ild_only_in_the_own_network(monday: World) -> None:
    """Typed: R-1 and R-2 are of the ILD's network, R-5 is not and stays out; staff of another unit find nothing."""
    w = monday
    for principal in FIVE:
        w.say(principal, LUNCH)
    assert w.slash(DISPATCHER, "join R-1 R-2").body["text"] == "I don't find that request."
    assert "2 requests joined under R-1" in w.slash(ILD, "join R-1 R-2 R-5").body["text"]
    w.settle()
    assert [w.request(n).parent for n in range(1, 6)] == [0, 1, 0, 0, 0]
    assert "joined to R-1. Join the others there" in w.slash(COOK, "join R-2 R-3").body["text"]
    assert w.slash(CONTACT, "join R-3 R-4").body["text"] == "I don't find that request."
    assert w.slash(TECHNICIAN, "join R-3 R-3").body["text"] == "I don't find that request."


def test_every_request_of_a_school_is_offered_and_the_newest_picked(monday: World) -> None:
    """A school with two requests of the kind: both stand in the form, and what was left out can be joined later."""
    w = monday
    w.say(PRINCIPAL, "The lunch delivery had no vegetarian meals yesterday")
    for principal in FIVE[:3]:
        w.say(principal, LUNCH)
    w.on_card(COOK, 4, "request.join")
    assert "R-1 Cottonwood ES" in w.modal(COOK) and "R-2 Cottonwood ES" in w.modal(COOK)
    w.submit(COOK)
    assert [w.request(n).parent for n in range(1, 5)] == [0, 4, 4, 0]
    assert "Joined here:* Cottonwood ES, Birch Hollow ES" in w.reads(COOK, 4) and "Join more" in w.reads(COOK, 4)
