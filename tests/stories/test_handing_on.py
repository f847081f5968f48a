"""Not ours: a request on its way between units."""

from __future__ import annotations

from pathlib import Path

from tests.stories.cast import (
    BUS,
    BUS_LEAD,
    CHIEF,
    COLD,
    CONTACT,
    DISPATCHER,
    FAR_PRINCIPAL,
    HELP_DESK,
    ILD,
    LEAD,
    PRINCIPAL,
)
from tests.stories.test_closed_days import on_the_server
from tests.stories.world import World, words

IT_CONTACT = "kevin.tran@cedargrove.example"


def test_not_ours_names_the_next_desk_and_the_schools_clock_goes_on(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.pass_time(minutes=90)
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av", text="That is a smart panel.")
    assert "*Information Technology* has it" in w.reads(PRINCIPAL)
    assert "Facilities &amp; Maintenance says it belongs there" in w.reads(PRINCIPAL)
    assert w.thread(IT_CONTACT, 1) == ["Rosa Delgado passed this on. That is a smart panel."]
    assert "moved to Information Technology" in words(w.unit_messages("facilities")[0])
    w.pass_time(minutes=60)
    r = w.request()
    assert [(h.unit, h.minutes) for h in r.holders] == [("facilities", 90)]
    w.go_to("2026-10-05 15:00")
    assert w.told_at(ILD) == ["Mon 14:30"]
    assert "Cottonwood ES has waited 5 h 30 min for Information Technology" in words(w.from_bot(ILD)[0])


def test_not_ours_must_name_another_units_desk(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    answer = w.on_card(CONTACT, 1, "request.not_ours")
    assert "Heating" not in w.modal(CONTACT).split("Whose is it?")[1]
    assert w.submit(CONTACT).errors == {"route": "Please complete this required field."}
    assert answer.ok and w.request().terms.unit == "facilities"


def test_the_units_own_desk_is_refused_also_when_forged(monday: World) -> None:
    """The list leaves the unit's own desks out; a hand-made submission names one all the same."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.not_ours")
    view = w.box.modal(w.ids[CONTACT])
    assert view is not None
    answer = w.forge_view(CONTACT, view, route={"selected_option": {"value": "facilities.plumbing"}})
    assert answer.body["errors"] == {"route": "That desk is your own unit's. Name another, or the help desk."}


def test_two_refusals_reach_the_ild_at_once(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.pass_time(minutes=10)
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av")
    assert w.from_bot(ILD) == []
    w.pass_time(minutes=10)
    w.on_card(IT_CONTACT, 1, "request.not_ours", route="triage")
    assert w.told_at(ILD) == ["Mon 09:20"]
    assert COLD in w.reads(HELP_DESK)
    packet = w.reads(ILD)
    assert "Rosa Delgado: not ours, moved to Information Technology" in packet
    assert "Kevin Tran: not ours, moved to Central Office Help Desk" in packet


def test_a_third_refusal_updates_the_ilds_one_packet_with_a_line_under_it(
    monday: World, database_url: str, tmp_path: Path
) -> None:
    """Two refusals bring the packet at 09:20; the third and fourth draw it anew, and a quiet line says who it was."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.pass_time(minutes=10)
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av")
    w.pass_time(minutes=10)
    w.on_card(IT_CONTACT, 1, "request.not_ours", route="triage")
    w.pass_time(minutes=10)
    w.on_card(HELP_DESK, 1, "request.not_ours", route="finance.purchasing")
    w.pass_time(minutes=10)
    w.on_card(w.district.units["finance"].lead, 1, "request.not_ours", route="facilities.hvac")
    assert w.told_at(ILD) == ["Mon 09:20"]
    assert w.thread(ILD, 1) == [
        "Central Office Help Desk says that it is not theirs. Finance &amp; Business Services has R-1 now.",
        "Finance &amp; Business Services says that it is not theirs. Facilities &amp; Maintenance has R-1 now.",
    ]
    assert "for Facilities &amp; Maintenance" in w.reads(ILD)
    w.go_to("2026-10-05 16:00")
    assert w.told_at(ILD) == ["Mon 09:20"] and "has waited" in w.last(CHIEF)
    done = on_the_server(w, database_url, tmp_path, "audit")
    assert (done.exit_code, done.output) == (0, "1 requests examined, 0 escalations not as due\n")


def test_refusals_while_the_ild_is_in_schools_are_one_row_at_its_end(
    monday: World, database_url: str, tmp_path: Path
) -> None:
    """The packet of the third refusal takes the place of the one that is still kept back."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.slash(ILD, "in schools until 11")
    told = len(w.from_bot(ILD))
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av")
    w.on_card(IT_CONTACT, 1, "request.not_ours", route="triage")
    w.pass_time(minutes=10)
    w.on_card(HELP_DESK, 1, "request.not_ours", route="finance.purchasing")
    w.go_to("2026-10-05 11:30")
    (message,) = w.from_bot(ILD)[told:]
    assert w.at(message["ts"]) == "Mon 11:00" and "1 request" in words(message) and "R-1" in words(message)
    done = on_the_server(w, database_url, tmp_path, "audit")
    assert (done.exit_code, done.output) == (0, "1 requests examined, 0 escalations not as due\n")


def test_an_answer_after_two_refusals_calms_the_ladder(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av")
    w.on_card(IT_CONTACT, 1, "request.not_ours", route="triage")
    w.on_card(HELP_DESK, 1, "request.reply", text="I am finding out who has the panels.")
    w.go_to("2026-10-05 16:00")
    assert w.told_at(ILD) == ["Mon 09:00"]


def test_after_a_hand_over_the_ild_hears_at_twice_the_first_target_at_the_latest(monday: World) -> None:
    """Daily bus service has one hour; after 40 minutes it goes to a desk with a whole day: the ILD hears at 11:00."""
    w = monday
    w.say(PRINCIPAL, BUS)
    w.pass_time(minutes=40)
    w.on_card(DISPATCHER, 1, "request.not_ours", route="finance.purchasing")
    w.go_to("2026-10-05 16:00")
    assert w.told_at(ILD) == ["Mon 11:00"]
    assert w.last(DISPATCHER) == "R-1 is with Finance &amp; Business Services now; the school's clock goes on."
    assert w.told_at(DISPATCHER) == ["Mon 09:30", "Mon 09:40"] and w.from_bot(BUS_LEAD) == []


def test_what_was_not_ours_teaches_when_the_named_desk_takes_it(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av")
    w.on_card(IT_CONTACT, 1, "request.take")
    w.say(FAR_PRINCIPAL, COLD)
    assert w.request(2).terms.route == "it.phones_av"


def test_a_unit_that_answered_and_then_passes_it_on_leaves_the_answer_owed(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.reply", text="We look at it.")
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av")
    assert "Somebody answers by" in w.reads(PRINCIPAL)
    w.go_to("2026-10-05 13:00")
    assert w.told_at(ILD) == ["Mon 13:00"]
    assert w.from_bot(LEAD) == []


def test_after_three_hand_overs_the_shares_add_up_to_the_schools_clock(monday: World) -> None:
    """60 minutes with Facilities, 30 with IT, 45 with the help desk; then Purchasing, from 11:15 with its lunch hour
    closed from 11:45: it asks at 12:45, after 30 minutes, and has waited 30 at 13:15: 195 in all."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.pass_time(minutes=60)
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av")
    w.pass_time(minutes=30)
    w.on_card(IT_CONTACT, 1, "request.not_ours", route="triage")
    w.pass_time(minutes=45)
    w.on_card(HELP_DESK, 1, "request.not_ours", route="finance.purchasing")
    w.pass_time(minutes=90)
    buyer = w.district.units["finance"].lead
    w.on_card(buyer, 1, "request.ask", text="Which vendor sold it?", date="2026-10-06")
    w.pass_time(minutes=30)
    card, channel = w.card(buyer)
    w.press(buyer, channel, card, "request.open")
    opened = w.modal(buyer)
    assert "Facilities &amp; Maintenance: 1 h\nInformation Technology: 30 min\n" in opened
    assert "Central Office Help Desk (help desk): 45 min\n" in opened
    assert "Finance &amp; Business Services: 30 min, and 30 min waiting for the school\n" in opened
    assert "The school has waited 3 h 15 min in all, in working time." in opened
    assert w.told_at(ILD) == ["Mon 10:30"]
    assert len(w.thread(ILD, 1)) == 1, "the third refusal stands under the packet"
