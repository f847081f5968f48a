"""Several matters in one message: said so, split or kept as one, gone on by itself; danger is never held for it."""

from __future__ import annotations

from tests.stories.cast import CONTACT, DISPATCHER, ILD, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.world import World, actions, words

TWO = "The toilet in the boys restroom is overflowing and bus 12 was late again"
PLUMBING, BUSES = "The toilet in the boys restroom is overflowing", "bus 12 was late again"
DANGER = "There is smoke coming out of the thermostat in the gym and bus 12 was late again"


def offered(w: World, text: str = TWO) -> dict:  # type: ignore[type-arg]
    w.say(PRINCIPAL, text)
    (card,) = [m for m in w.from_bot(PRINCIPAL) if "pending.split" in actions(m)]
    return card


def test_split_makes_one_request_each_with_its_own_unit_and_clock(monday: World) -> None:
    w = monday
    card = offered(w)
    assert w.count() == 0 and "*Several matters?*" in words(card)
    assert "to *Facilities &amp; Maintenance*" in words(card) and "to *Transportation*" in words(card)
    w.pass_time(minutes=5)
    w.press(PRINCIPAL, "bot", card, "pending.split")
    assert [w.request(n).text for n in (1, 2)] == [PLUMBING, BUSES]
    assert [w.request(n).terms.unit for n in (1, 2)] == ["facilities", "transportation"]
    assert {w.day(w.request(n).clock_from) for n in (1, 2)} == {"Mon Oct 5 09:00"}
    assert w.request(1).terms.respond_minutes != w.request(2).terms.respond_minutes
    assert PLUMBING in w.reads(CONTACT, 1) and BUSES in w.reads(DISPATCHER, 2) and BUSES not in w.reads(CONTACT, 1)
    assert words(w.from_bot(PRINCIPAL)[0]) == "R-1 is with Facilities &amp; Maintenance and R-2 is with Transportation."
    w.press(PRINCIPAL, "bot", card, "pending.keep", stale=True)
    assert w.count() == 2 and w.whispers(PRINCIPAL)[-1].startswith("That went on already.")


def test_the_gym_and_the_library_in_one_message_are_two_matters(monday: World) -> None:
    offered(monday, "The gym smells like something burnt and the AC is out in the library")


def test_keep_as_one_makes_one_request_of_the_whole(monday: World) -> None:
    w = monday
    w.press(PRINCIPAL, "bot", offered(w), "pending.keep")
    assert w.count() == 1 and w.request().text == TWO
    assert w.day(w.request().clock_from) == "Mon Oct 5 09:00"


def test_unanswered_it_goes_on_after_15_minutes_with_the_clock_from_the_message(open_world: Open) -> None:
    w = open_world("2026-10-06 10:00")
    offered(w)
    w.pass_time(minutes=14)
    assert w.count() == 0
    w.pass_time(minutes=1)
    assert w.count() == 2
    assert {w.day(w.request(n).clock_from) for n in (1, 2)} == {"Tue Oct 6 10:00"}
    assert words(w.from_bot(PRINCIPAL)[0]).startswith("R-1 is with ")


def test_an_urgent_part_goes_at_once_while_the_rest_waits(monday: World) -> None:
    w = monday
    card = offered(w, DANGER)
    assert w.count() == 1 and w.request().urgent and "bus" not in w.request().text
    assert w.told_at(ILD) == ["Mon 09:00"]
    assert "*The urgent part went at once:* R-1 is with" in words(card) and BUSES in words(card)
    w.pass_time(minutes=3)
    w.press(PRINCIPAL, "bot", card, "pending.split")
    assert w.count() == 2 and w.request(2).terms.unit == "transportation" and not w.request(2).urgent
    assert w.day(w.request(2).clock_from) == "Mon Oct 5 09:00"


def test_the_rest_can_be_added_to_the_urgent_one(monday: World) -> None:
    w = monday
    w.press(PRINCIPAL, "bot", offered(w, DANGER), "pending.keep")
    assert w.count() == 1
    assert BUSES in w.thread(w.district.units[w.request().terms.unit].lead, 1)[-1]


def test_one_matter_with_its_consequence_is_not_split(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, "The wifi is down in the library and students can't take the state test")
    assert not [m for m in w.from_bot(PRINCIPAL) if "pending.split" in actions(m)]


def test_only_the_sender_decides(monday: World) -> None:
    w = monday
    card = offered(w)
    value = next(e["value"] for b in card["blocks"] if b["type"] == "actions" for e in b["elements"])
    w.forge(
        {
            "type": "block_actions",
            "user": {"id": w.ids[CONTACT]},
            "container": {"channel_id": w.channel("facilities"), "message_ts": card["ts"]},
            "actions": [{"action_id": "pending.split", "value": value, "action_ts": "1.0", "type": "button"}],
        }
    )
    assert w.count() == 0 and w.whispers(CONTACT) == ["I don't find that question."]


def test_a_message_changed_or_deleted_while_it_waits_is_read_anew_or_gone(monday: World) -> None:
    w = monday
    room, own = w.room(PRINCIPAL, "bot"), w.ids[PRINCIPAL]
    ts = w.say(PRINCIPAL, TWO)
    w.pass_time(minutes=5)
    w.box.edit(own, room, ts, PLUMBING)
    w.settle()
    assert w.count() == 1 and w.request().text == PLUMBING and w.day(w.request().clock_from) == "Mon Oct 5 09:00"
    assert words(w.from_bot(PRINCIPAL)[0]) == "You changed the message, so I read it anew."
    ts = w.say(PRINCIPAL, TWO)
    w.box.delete(own, room, ts)
    w.settle()
    w.pass_time(minutes=20)
    assert w.count() == 1 and w.last(PRINCIPAL) == "You deleted the message, so nothing was sent."
