"""The ILD of the network, once a unit has let a school wait."""

from __future__ import annotations

from tests.stories.cast import BUS, CHIEF, COLD, CONTACT, ILD, LAST_STEP, LEAD, OTHER_ILD, PRINCIPAL, TECHNICIAN
from tests.stories.world import World


def escalated(w: World) -> World:
    """Filed Monday 09:00 and silent until 13:00, when the ILD has the packet."""
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 13:00")
    return w


def test_the_packet_says_what_was_asked_how_long_who_was_told_and_the_last_word(monday: World) -> None:
    w = escalated(monday)
    packet = w.reads(ILD)
    assert "Cottonwood ES has waited 4 h for Facilities &amp; Maintenance." in packet
    assert COLD in packet
    assert "*Last word:* none from the unit yet." in packet
    assert "Marguerite Dupree asked; it went to Facilities &amp; Maintenance" in packet
    assert "Rosa Delgado was reminded" in packet and "Hank Lindqvist was told" in packet
    assert w.buttons(ILD) == [
        *("request.step_in", "request.ild_reply", "request.nudge", "request.let_run", "request.bring_in")
    ]
    assert w.from_bot(OTHER_ILD) == []
    assert "and is late. Denise Calloway was told." in w.reads(PRINCIPAL)


def test_stepping_in_serves_the_school_and_leaves_the_debt_with_the_unit(monday: World) -> None:
    w = escalated(monday)
    unanswered = "1 to answer"
    assert unanswered in w.home(CONTACT)
    w.on_card(ILD, 1, "request.step_in")
    assert "*Denise Calloway*, your ILD, is taking care of this" in w.reads(PRINCIPAL)
    assert "Facilities" not in w.reads(PRINCIPAL).split("\n")[0]
    assert "request.need_help" not in w.buttons(PRINCIPAL)
    home = w.home(PRINCIPAL)
    mine = next(line for line in home.split("\n") if "R-1" in line)
    assert mine.split(" | ")[0].endswith(" · Denise Calloway · your ILD takes care of this")
    assert "Facilities" not in mine and "due" not in mine
    w.box.press_home(w.ids[PRINCIPAL], "request.open")
    w.settle()
    assert "*Denise Calloway, your ILD, takes care of this.*" in w.modal(PRINCIPAL)
    card = w.reads(CONTACT)
    assert "Denise Calloway, the ILD, stepped in.* The school still waits for the unit's own answer." in card
    assert "Your unit still owes the answer." in w.thread(CONTACT, 1)[-1]
    assert unanswered in w.home(CONTACT)
    w.go_to("2026-10-09 15:00")
    assert w.from_bot(LAST_STEP) == w.from_bot(CHIEF) == []


def test_the_ilds_reply_is_not_the_units_answer(monday: World) -> None:
    w = escalated(monday)
    w.on_card(ILD, 1, "request.ild_reply", text="I am calling the director now.")
    assert "I am calling the director now." in w.thread(PRINCIPAL, 1)[-1]
    assert w.last(ILD) == "Sent to the school. It isn't the unit's answer: the unit still owes one."
    assert w.request().answered_at is None
    w.go_to("2026-10-06 09:00")
    assert w.told_at(LAST_STEP) == ["Tue 08:00"]


def test_the_ild_finishes_and_the_school_confirms_served_by_ild(monday: World) -> None:
    w = escalated(monday)
    w.on_card(ILD, 1, "request.step_in")
    w.on_card(ILD, 1, "request.ild_finish", text="A fan is in the room, and the class moved to 210.")
    assert "*Is it done?* Denise Calloway says so." in w.reads(PRINCIPAL)
    w.on_card(PRINCIPAL, 1, "request.confirm")
    assert w.request().outcome == "served by ILD" and w.request().answered_at is None


def test_a_late_answer_after_stepping_in_still_counts_for_the_unit(monday: World) -> None:
    w = escalated(monday)
    w.on_card(ILD, 1, "request.step_in")
    w.on_card(LEAD, 1, "request.reply", text="A crew comes Thursday at 9.")
    assert "A crew comes Thursday at 9." in w.thread(PRINCIPAL, 1)[-1]
    assert "0 to answer" in w.home(CONTACT) and "still owed" not in w.home(CONTACT)
    assert w.request().answered_at is not None


def test_nudge_puts_the_ilds_own_line_before_a_named_person(monday: World) -> None:
    w = escalated(monday)
    w.on_card(ILD, 1, "request.nudge", person=TECHNICIAN, text="Terrence, can you look today?")
    assert "Denise Calloway, ILD, asks you about Cottonwood ES" in w.last(TECHNICIAN)
    assert "Terrence, can you look today?" in w.last(TECHNICIAN)
    assert w.request().answered_at is None
    assert "Terrence, can you look today?" not in "".join(w.thread(CONTACT, 1))


def test_nudge_needs_no_words(monday: World) -> None:
    w = escalated(monday)
    assert w.on_card(ILD, 1, "request.nudge", person=TECHNICIAN).ok
    assert "asks you about Cottonwood ES" in w.last(TECHNICIAN)


def test_let_run_tells_the_ild_when_it_is_over_and_the_last_step_counts_from_there(monday: World) -> None:
    """Until Wednesday's closing at 16:00; four of the ILD's hours later it is Thursday 11:00."""
    w = escalated(monday)
    w.on_card(ILD, 1, "request.let_run", date="2026-10-07")
    assert "runs until Wed, Oct 7" in w.last(ILD)
    w.go_to("2026-10-07 16:00")
    assert w.from_bot(LAST_STEP) == []
    assert w.thread(ILD, 1) == ["You let R-1 run until now; it is still owed."]
    assert w.last(ILD) == "You let R-1 run until now; it is still owed."
    w.go_to("2026-10-08 15:00")
    assert w.told_at(LAST_STEP) == w.told_at(CHIEF) == ["Thu 11:00"]


def test_let_run_ends_silently_when_the_unit_answers(monday: World) -> None:
    w = escalated(monday)
    w.on_card(ILD, 1, "request.let_run", date="2026-10-06")
    w.on_card(CONTACT, 1, "request.reply", text="Part ordered, it takes a week.")
    told = len(w.from_bot(ILD))
    w.go_to("2026-10-07 09:00")
    assert len(w.from_bot(ILD)) == told


def test_hand_back_gives_it_to_the_unit_and_the_last_step_counts_anew(monday: World) -> None:
    w = escalated(monday)
    w.on_card(ILD, 1, "request.step_in")
    w.go_to("2026-10-06 09:00")
    w.on_card(ILD, 1, "request.hand_back")
    assert w.thread(PRINCIPAL, 1)[-1] == "Denise Calloway handed this back to Facilities &amp; Maintenance."
    assert w.thread(CONTACT, 1)[-1] == "Denise Calloway (ILD) handed this back to you."
    w.go_to("2026-10-06 15:00")
    assert w.told_at(LAST_STEP) == w.told_at(CHIEF) == ["Tue 13:00"]


def test_the_last_step_is_told_that_nobody_comes_after(monday: World) -> None:
    w = escalated(monday)
    w.go_to("2026-10-20 09:00")
    assert len(w.from_bot(LAST_STEP)) == 1 and len(w.from_bot(CHIEF)) == 1
    assert "Everyone before you was told. Nobody is told after you." in w.last(LAST_STEP)
    assert "Cottonwood ES" in w.home(CHIEF)


def test_an_ild_who_types_in_the_packets_thread_learns_that_the_school_does_not_see_it(monday: World) -> None:
    w = escalated(monday)
    packet, _ = w.card(ILD)
    w.say(ILD, "I will call them", thread=packet["ts"])
    assert "The school does not see this" in w.thread(ILD, 1)[-1]
    assert w.count() == 1


def test_an_ild_without_anything_late_has_an_empty_desk(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, BUS)
    assert "Nothing needs you now" in w.home(ILD)


def test_after_an_answer_stepping_in_leaves_the_unit_its_promise(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.reply", text="We have the part on Thursday.")
    w.on_card(PRINCIPAL, 1, "request.need_help")
    w.on_card(ILD, 1, "request.step_in")
    assert "Facilities &amp; Maintenance still owes what it promised." in w.reads(ILD)
    assert "The school still waits for what the unit promised." in w.reads(CONTACT)
