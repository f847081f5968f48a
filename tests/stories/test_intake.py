"""A school's message and what the school can do with it."""

from __future__ import annotations

from tests.stories.cast import (
    ASSISTANT,
    BUS,
    CHIEF,
    COLD,
    CONTACT,
    DISPATCHER,
    FAR_PRINCIPAL,
    HELP_DESK,
    ILD,
    LAST_STEP,
    LEAD,
    PRINCIPAL,
    SECRETARY,
    TECHNICIAN,
    VAGUE,
)
from tests.stories.conftest import Open
from tests.stories.world import World, words


def test_one_message_becomes_one_request_with_unit_reason_and_date(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    assert w.count() == 1
    assert len(w.from_bot(PRINCIPAL)) == 1
    card = w.reads(PRINCIPAL)
    assert "Facilities &amp; Maintenance* has it" in card
    assert "Somebody answers by" in card and w.day(w.request().clock_from) == "Mon Oct 5 09:00"
    assert "Because you wrote" in card and "'thermostat'" in card
    assert w.buttons(PRINCIPAL) == ["request.change", "request.add", "request.need_help", "request.withdraw"]
    assert len(w.unit_messages("facilities")) == 1
    assert COLD in w.reads(CONTACT) and "Cottonwood ES" in w.reads(CONTACT)


def test_a_slash_command_files_the_same_and_says_so_to_its_sender(monday: World) -> None:
    w = monday
    answer = w.slash(PRINCIPAL, BUS)
    assert answer.ok and answer.body["text"] == "Transportation has it as R-1. I sent you its card."
    assert BUS in w.reads(DISPATCHER)


def test_change_moves_it_at_once_and_teaches(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, BUS)
    w.on_card(PRINCIPAL, 1, "request.change", route="transportation.field_trips")
    assert "Trips &amp; charters" in w.reads(PRINCIPAL)
    w.on_card(PRINCIPAL, 1, "request.change", route="facilities.hvac")
    assert "Facilities &amp; Maintenance* has it" in w.reads(PRINCIPAL)
    assert BUS in w.reads(CONTACT)
    (old,) = w.unit_messages("transportation")
    assert "moved to Facilities &amp; Maintenance" in words(old) and BUS not in words(old)
    w.say(FAR_PRINCIPAL, BUS)
    assert w.request(2).terms.unit == "facilities"
    assert "sent there by a person before" in w.reads(FAR_PRINCIPAL, 2)


def test_change_to_the_same_desk_is_refused_under_the_field(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    answer = w.on_card(PRINCIPAL, 1, "request.change", route="facilities.hvac")
    assert answer.errors == {"route": "R-1 is with that desk already."}


def test_after_take_a_change_only_asks_the_unit(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.take")
    w.on_card(PRINCIPAL, 1, "request.change", route="it.phones_av")
    assert w.request().terms.unit == "facilities"
    assert "Marguerite Dupree thinks this belongs to Information Technology" in w.thread(CONTACT, 1)[-1]
    assert "I asked them to pass it to Information Technology" in w.last(PRINCIPAL)


def test_add_reaches_the_units_thread(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 1, "request.add", text="Room 206 now too.")
    assert "Marguerite Dupree added:*\nRoom 206 now too." in w.thread(CONTACT, 1)[-1]
    assert "Facilities & Maintenance sees it" in w.last(PRINCIPAL).replace("&amp;", "&")


def test_a_reply_in_the_cards_thread_is_an_addition(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    card, _ = w.card(PRINCIPAL)
    w.say(PRINCIPAL, "Room 206 now too.", thread=card["ts"])
    assert w.count() == 1
    assert "Room 206 now too." in w.thread(CONTACT, 1)[-1]
    assert w.thread(PRINCIPAL, 1) == ["Room 206 now too.", "Added to R-1; Facilities &amp; Maintenance sees it."]


def test_withdraw_stops_everything(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 1, "request.withdraw")
    assert "Withdrawn" in w.reads(PRINCIPAL) and w.buttons(PRINCIPAL) == []
    assert "withdrawn by the school" in w.reads(CONTACT)
    assert w.thread(CONTACT, 1) == ["Marguerite Dupree withdrew R-1. Nothing more to do."]
    w.go_to("2026-10-08 15:00")
    assert w.from_bot(CONTACT) == w.from_bot(LEAD) == w.from_bot(ILD) == []


def test_need_help_reaches_the_ild_at_once_and_skips_the_units_ladder(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.pass_time(minutes=10)
    w.on_card(PRINCIPAL, 1, "request.need_help")
    assert w.told_at(ILD) == ["Mon 09:10"]
    assert "Marguerite Dupree asks for your help" in w.last(ILD)
    assert w.whispers(PRINCIPAL) == [
        "Denise Calloway hears of R-1 now. In danger, call first: 911, then District Safety at 555-0100."
    ]
    assert "request.need_help" not in w.buttons(PRINCIPAL)
    w.go_to("2026-10-07 15:00")
    assert w.from_bot(CONTACT) == w.from_bot(LEAD) == w.from_bot(LAST_STEP) == []
    assert w.told_at(CHIEF) == ["Mon 13:10"]


def test_need_help_on_a_finished_request_points_to_not_yet(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    before, where = w.card(PRINCIPAL)
    w.on_card(CONTACT, 1, "request.finish", text="New battery, it cools.")
    w.press(PRINCIPAL, where, before, "request.need_help", stale=True)
    assert w.whispers(PRINCIPAL) == ["R-1 is marked done. If it isn't, press *Not yet* first."]
    assert w.from_bot(ILD) == []


def test_thanks_and_chatter_open_nothing(monday: World) -> None:
    w = monday
    for text, told in (
        ("thanks!", "You're welcome."),
        ("lol", "Tell me what your school needs, in a sentence, and I find who does it. I opened no request."),
        ("any update?", "Your school has no open request."),
    ):
        w.say(PRINCIPAL, text)
        assert w.last(PRINCIPAL) == told
    assert w.count() == 0


def test_what_a_delegate_files_the_principal_sees_too(monday: World) -> None:
    w = monday
    w.say(SECRETARY, COLD)
    assert w.count() == 1
    assert "sent by Luz Pacheco" in w.reads(SECRETARY) and "sent by Luz Pacheco" in w.reads(PRINCIPAL)
    w.on_card(CONTACT, 1, "request.reply", text="On our way.")
    assert "On our way." in w.thread(SECRETARY, 1)[-1] and "On our way." in w.thread(PRINCIPAL, 1)[-1]
    assert w.from_bot(ASSISTANT) == []
    assert COLD in w.home(ASSISTANT)


def test_people_of_a_unit_and_of_the_office_are_told_what_the_bot_is_for(monday: World) -> None:
    w = monday
    w.say(CONTACT, "The school called me")
    assert w.last(CONTACT) == (
        "I take requests from schools. To answer a school, use the buttons on the request's card in #unit-facilities. "
        "To send something to principals, open my Home."
    )
    w.say(CHIEF, "The school called me")
    assert w.last(CHIEF).startswith("I take requests from principals and their offices.")
    assert w.count() == 0


def test_unsure_it_asks_with_three_desks_and_the_answer_files_it_from_the_first_minute(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, VAGUE)
    assert w.count() == 0
    (question,) = w.from_bot(PRINCIPAL)
    assert words(question).startswith("*Who should have this?*")
    chosen = [e for b in question["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert [e["action_id"] for e in chosen] == ["draft.choose"] * 3 + ["draft.other", "draft.triage"]
    w.pass_time(minutes=5)
    first = next(b["block_id"] for b in question["blocks"] if b["type"] == "actions")
    w.press(PRINCIPAL, "bot", question, "draft.choose", block_id=first)
    assert w.count() == 1 and w.day(w.request().clock_from) == "Mon Oct 5 09:00"
    assert w.request().terms.route == chosen[0]["value"].split(":")[1]
    assert "as R-1." in words(w.from_bot(PRINCIPAL)[0])
    w.press(PRINCIPAL, "bot", question, "draft.triage", stale=True)
    assert w.count() == 1 and w.whispers(PRINCIPAL)[-1].startswith("That went on already. It is with ")


def test_something_else_lists_every_desk(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, VAGUE)
    w.press(PRINCIPAL, "bot", w.from_bot(PRINCIPAL)[0], "draft.other")
    assert VAGUE in w.modal(PRINCIPAL)
    w.submit(PRINCIPAL, route="academics.testing")
    assert w.request().terms.route == "academics.testing"


def test_send_it_to_the_help_desk(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, VAGUE)
    w.press(PRINCIPAL, "bot", w.from_bot(PRINCIPAL)[0], "draft.triage")
    assert VAGUE in w.reads(HELP_DESK)


def test_an_unanswered_question_goes_on_after_15_minutes_with_the_clock_from_the_message(open_world: Open) -> None:
    w = open_world("2026-10-06 10:00")
    w.say(PRINCIPAL, "hmm it is about the thing from before")
    assert w.count() == 0
    w.pass_time(minutes=14)
    assert w.count() == 0
    w.pass_time(minutes=1)
    assert w.count() == 1
    assert w.day(w.request().clock_from) == "Tue Oct 6 10:00"
    assert w.request().why == "nobody chose a desk within 15 minutes"
    assert "as R-1." in words(w.from_bot(PRINCIPAL)[0])


def test_danger_is_never_held_and_alarms_lead_and_ild_at_once(open_world: Open) -> None:
    """On a Saturday night, when no unit works."""
    w = open_world("2026-10-10 23:10")
    w.say(PRINCIPAL, "There is smoke in the gym")
    assert w.count() == 1 and w.request().urgent
    assert "911, then District Safety at 555-0100" in w.reads(PRINCIPAL)
    lead = w.district.units[w.request().terms.unit].lead
    assert w.told_at(lead)[0] == w.told_at(ILD)[0] == "Sat 23:10"
    assert "Urgent at Cottonwood ES" in words(w.from_bot(lead)[0])
    assert "Urgent at Cottonwood ES" in words(w.from_bot(ILD)[0])


def test_danger_that_nobody_takes_goes_on_to_the_next_person_every_five_minutes(open_world: Open) -> None:
    w = open_world("2026-10-10 23:10")
    w.say(PRINCIPAL, "There is smoke coming out of the thermostat in room 204")
    assert w.request().terms.unit == "facilities"
    w.pass_time(minutes=5)
    assert w.told_at(CONTACT) == ["Sat 23:15"]
    w.pass_time(minutes=5)
    alarm = w.from_bot(TECHNICIAN)[0]
    assert w.at(alarm["ts"]) == "Sat 23:20" and "Press *I have it*" in words(alarm)
    w.press(TECHNICIAN, "bot", alarm, "request.take")
    w.pass_time(hours=2)
    assert w.from_bot(LAST_STEP) == w.from_bot(CHIEF) == []
    assert "*Terrence Odom* at Facilities" in w.reads(PRINCIPAL)


def test_danger_moved_to_another_unit_alarms_its_lead_at_once(open_world: Open) -> None:
    w = open_world("2026-10-10 23:10")
    w.say(PRINCIPAL, "There is smoke coming out of the thermostat in room 204")
    w.on_card(PRINCIPAL, 1, "request.change", route="safety_security.incidents")
    assert w.told_at("curtis.bell@cedargrove.example") == ["Sat 23:10"]
