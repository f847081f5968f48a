"""A director in schools: only safety comes through; the rest waits and comes as one message at the end."""

from __future__ import annotations

from broker_bot.slack import ids
from tests.stories.cast import BUS, CHIEF, COLD, ILD, LAST_STEP, LEAD, OTHER_ILD, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.test_gate import send_demand
from tests.stories.test_gate_decisions import decide
from tests.stories.world import World, actions, words


def principals(w: World) -> list[str]:
    """Of the north network, whose director plays here."""
    return [s.principal for s in w.district.schools.values() if s.network == w.district.people[ILD].network]


def test_twelve_breaches_in_a_block_are_one_message_and_a_gas_smell_arrives_at_once(monday: World) -> None:
    """Filed 09:00: the buses reach the ILD at 10:00, the thermostats at 13:00; in schools from 09:00 to 14:00."""
    w = monday
    assert "In schools Mon, Oct 5, 9:00 AM to 2:00 PM." in str(w.slash(ILD, "in schools until 2").body)
    for person in principals(w)[:6]:
        w.say(person, COLD)
        w.say(person, BUS)
    w.go_to("2026-10-05 12:00")
    assert w.from_bot(ILD) == []
    w.say(PRINCIPAL, "There is a gas smell in the cafeteria")
    assert w.told_at(ILD) == ["Mon 12:00"] and "Urgent at" in w.last(ILD)
    w.on_card(LEAD, 13, "request.reply", text="The gas is shut off; a technician is on the way.")
    w.go_to("2026-10-05 14:00")
    assert w.told_at(ILD) == ["Mon 12:00", "Mon 14:00"]
    batch = w.from_bot(ILD)[-1]
    assert "While you were in schools: 12 requests; 12 late." in words(batch)
    rows = [b for b in batch["blocks"] if (b.get("accessory") or {}).get("action_id") == "request.show"]
    assert len(rows) == 12
    assert all("Bus 12" in words({"blocks": [row]}) for row in rows[:6]), "the longest passed come first"


def test_the_step_after_the_ild_counts_from_the_batch_and_not_in_protected_time(monday: World) -> None:
    """The packet is due at 13:00 and handed over at 14:00. Four hours of the ILD's own time: 14:00-16:00 on Monday, and
    on Tuesday, in schools from 08:00 to 11:00, 07:00-08:00 and 11:00-12:00."""
    w = monday
    w.slash(ILD, "in schools until 2pm")
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 14:30")
    w.slash(ILD, "in schools tomorrow 8-11")
    w.go_to("2026-10-06 16:00")
    assert w.told_at(LAST_STEP) == ["Tue 12:00"] == w.told_at(CHIEF)


def test_a_call_for_help_waits_and_the_principal_is_told_until_when(monday: World) -> None:
    w = monday
    w.slash(ILD, "in schools 9-11:30")
    w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 1, "request.need_help")
    said = w.whispers(PRINCIPAL)[-1]
    assert "Denise Calloway is in schools until 11:30 AM and hears of R-1 then." in said
    assert "911, then District Safety at 555-0100" in said
    assert w.from_bot(ILD) == []
    w.go_to("2026-10-05 11:30")
    assert "Help was asked for with R-1." in w.last(ILD)


def test_what_was_answered_meanwhile_is_left_out_and_nothing_comes_when_nothing_is_left(monday: World) -> None:
    w = monday
    w.slash(ILD, "in schools until 2")
    w.say(PRINCIPAL, BUS)
    w.go_to("2026-10-05 12:00")
    w.on_card("patty.hruska@cedargrove.example", 1, "request.reply", text="A spare bus comes tomorrow.")
    w.go_to("2026-10-05 15:00")
    assert w.from_bot(ILD) == []


def test_a_weekly_pattern_counts_against_the_plan_and_only_the_ild_sees_it(monday: World) -> None:
    w = monday
    reply = str(w.slash(ILD, "in schools every Mon, Wed and Fri 9-12").body)
    assert "That is 9 of the 24 hours planned." in reply
    w.say(PRINCIPAL, BUS)
    w.go_to("2026-10-05 10:30")
    assert w.from_bot(ILD) == []
    assert "For schools this week: 1.5 h kept, 7.5 h ahead; 24 h is the plan." in w.home(ILD)
    assert "h kept" not in w.home(OTHER_ILD) and "h kept" not in w.home(CHIEF)
    w.slash(ILD, "in schools over")
    assert w.told_at(ILD)[-1] == "Mon 10:30"
    assert "For schools this week: 1.5 h kept, 6 h ahead; 24 h is the plan." in w.home(ILD)
    w.go_to("2026-10-28 10:00")
    assert "1 h kept" in w.home(ILD) or "4 h kept" in w.home(ILD), "the pattern goes on after weeks"


def test_a_block_outlives_a_restart(monday: World) -> None:
    w = monday
    w.slash(ILD, "in schools until 2")
    w.say(PRINCIPAL, BUS)
    w.go_to("2026-10-05 11:00")
    w.stop()
    w.start()
    w.go_to("2026-10-05 13:59")
    assert w.from_bot(ILD) == []
    w.go_to("2026-10-05 14:00")
    assert w.told_at(ILD) == ["Mon 14:00"]


def test_a_row_opens_the_packet_with_its_buttons(monday: World) -> None:
    w = monday
    w.slash(ILD, "in schools until 2")
    w.say(PRINCIPAL, BUS)
    w.go_to("2026-10-05 14:00")
    w.press(ILD, "bot", w.from_bot(ILD)[-1], "request.show")
    assert {"request.step_in", "request.nudge", "request.let_run"} <= set(w.buttons(ILD, 1))
    assert w.told_at(ILD) == ["Mon 14:00", "Mon 14:00"]


def test_a_schools_words_that_begin_alike_are_a_request_and_units_have_no_protected_time(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00")
    w.slash(PRINCIPAL, "in room 204 the thermostat is dead, no air conditioning")
    assert w.count() == 1
    assert "Protected time is for" in str(w.slash(LEAD, "in schools until 2").body)
    assert "Write it like this" in str(w.slash(ILD, "in schools sometimes").body)
    assert "over already" in str(w.slash(ILD, "in schools today 7-8").body)


def test_the_preview_of_the_week_and_word_of_an_absence_wait_as_well(monday: World) -> None:
    """On Friday at 13:00 the preview is made and the other ILD names this one as cover; in schools until 14:00."""
    w = monday
    send_demand(w)
    decide(w, ILD, "must")
    w.go_to("2026-10-09 12:30")
    told = len(w.from_bot(ILD))
    w.slash(ILD, "in schools until 2")
    w.slash(OTHER_ILD, "away from Mon to Wed, cover Denise Calloway")
    w.go_to("2026-10-09 13:30")
    assert len(w.from_bot(ILD)) == told
    w.go_to("2026-10-09 14:00")
    assert w.told_at(ILD)[told:] == ["Fri 14:00", "Fri 14:00"]
    batch, preview = w.from_bot(ILD)[-2:]
    assert "While you were in schools: 1 message." in words(batch) and "Miguel Santangelo" in words(batch)
    assert "North: the pages of Mon, Oct 12" in words(preview) and ids.PREVIEW_APPROVE in actions(preview)


def test_the_answer_to_what_an_ild_sent_for_a_school_waits_for_the_end_too(monday: World) -> None:
    w = monday
    w.say(ILD, f"for Cottonwood ES: {BUS}")
    w.slash(ILD, "in schools until 11")
    told = len(w.from_bot(ILD))
    w.on_card("patty.hruska@cedargrove.example", 1, "request.reply", text="A spare bus comes tomorrow.")
    assert "A spare bus comes tomorrow." in w.thread(PRINCIPAL, 1)[-1]
    assert len(w.from_bot(ILD)) == told
    w.go_to("2026-10-05 11:00")
    assert "A spare bus comes tomorrow." in w.last(ILD)
