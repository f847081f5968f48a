"""What reaches an ILD in one moment or within the hour after is one message; help and danger never wait."""

from __future__ import annotations

from broker_bot.audit import audit
from tests.stories.cast import BUS, BUS_LEAD, COLD, ILD, LAST_STEP, LEAD, PRINCIPAL
from tests.stories.test_in_schools import principals
from tests.stories.world import World, words


def test_twelve_breaches_of_one_moment_are_one_message_with_twelve_rows_worst_first(monday: World) -> None:
    """Buses are due at 10:00, all of them; the thermostats at 13:00."""
    w = monday
    schools = principals(w)[:6]
    for person in schools:
        w.say(person, BUS)
        w.say(person, "Bus 14 never came this morning")
    w.go_to("2026-10-05 10:00")
    assert w.told_at(ILD) == ["Mon 10:00"]
    message = w.from_bot(ILD)[0]
    assert words(message).startswith("*12 requests need you; 12 late.*")
    rows = [b for b in message["blocks"] if (b.get("accessory") or {}).get("action_id") == "request.show"]
    assert len(rows) == 12
    w.press(ILD, "bot", message, "request.show")
    assert "request.step_in" in w.buttons(ILD, int(rows[0]["accessory"]["value"]))


def test_the_first_packet_keeps_its_minute_and_those_that_follow_come_an_hour_later(monday: World) -> None:
    """Filed at 09:00, 09:20, 09:40 and 10:10, each due an hour later: 10:00 alone, then 10:20, 10:40 at 11:00."""
    w = monday
    schools = principals(w)
    for at, person in (("09:00", schools[0]), ("09:20", schools[1]), ("09:40", schools[2])):
        w.go_to(f"2026-10-05 {at}")
        w.say(person, BUS)
    w.go_to("2026-10-05 10:10")
    assert w.told_at(ILD) == ["Mon 10:00"] and "request.step_in" in w.buttons(ILD, 1)
    w.say(schools[3], BUS)
    w.go_to("2026-10-05 11:00")
    assert w.told_at(ILD) == ["Mon 10:00", "Mon 11:00"]
    assert "*2 requests need you; 2 late.*" in w.last(ILD)
    w.go_to("2026-10-05 12:30")
    assert w.told_at(ILD) == ["Mon 10:00", "Mon 11:00", "Mon 12:00"]
    assert "request.step_in" in w.buttons(ILD, 4), "one alone comes as its packet, with its buttons"
    steps = [step.at.astimezone(w.zone).strftime("%H:%M") for step in w.request(2).steps if step.rung == "ild"]
    assert steps == ["10:20"], "the step itself was taken at its own minute"
    w.go_to("2026-10-05 15:30")
    assert [w.at(m["ts"]) for m in w.from_bot(LAST_STEP)][:3] == ["Mon 14:00", "Mon 15:00", "Mon 15:00"], (
        "the step after the ILD counts from what was delivered"
    )


def test_what_was_answered_meanwhile_is_left_out_and_help_and_danger_do_not_wait(monday: World) -> None:
    w = monday
    schools = principals(w)
    w.say(schools[0], BUS)
    w.go_to("2026-10-05 09:20")
    w.say(schools[1], BUS)
    w.go_to("2026-10-05 10:30")
    assert w.told_at(ILD) == ["Mon 10:00"]
    w.on_card(BUS_LEAD, 2, "request.reply", text="A spare bus comes tomorrow.")
    w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 3, "request.need_help")
    assert w.told_at(ILD)[1:] == ["Mon 10:30"] and "asks for your help" in w.reads(ILD, 3)
    w.say(PRINCIPAL, "There is a gas smell in the cafeteria")
    assert w.told_at(ILD)[2:] == ["Mon 10:30"]
    w.on_card(LEAD, 4, "request.reply", text="The gas is shut off.")
    w.go_to("2026-10-05 11:30")
    assert w.told_at(ILD) == ["Mon 10:00", "Mon 10:30", "Mon 10:30"]


def test_a_packet_that_was_answered_while_it_waited_is_no_missing_one_for_the_auditor(monday: World) -> None:
    """Two wait for 11:00; one is answered at 10:50, so that the other comes as itself."""
    w = monday
    schools = principals(w)
    for at, person in (("09:00", schools[0]), ("09:20", schools[1]), ("09:40", schools[2])):
        w.go_to(f"2026-10-05 {at}")
        w.say(person, BUS)
    w.go_to("2026-10-05 10:50")
    w.on_card(BUS_LEAD, 2, "request.reply", text="A spare bus comes tomorrow.")
    w.go_to("2026-10-05 11:30")
    assert w.told_at(ILD) == ["Mon 10:00", "Mon 11:00"] and "request.step_in" in w.buttons(ILD, 3)
    assert w.bot.db.read(lambda conn: audit(conn, w.clock.now())).findings == ()
