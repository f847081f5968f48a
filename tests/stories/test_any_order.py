"""Slack promises no order: whatever order the events of a conversation arrive in, it ends the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from broker_bot.sandbox.courier import Parcel
from broker_bot.store import mirror, outbox
from tests.stories.cast import COLD, CONTACT
from tests.stories.world import World, words

FIVE = ("create", "edit", "reply", "delete", "resolve")
FOUR = ("create", "edit", "reply", "delete")


def principals(w: World) -> list[str]:
    return sorted(s.principal for s in w.district.schools.values())


def unheard(w: World, person: str, act: Any) -> tuple[Any, Parcel]:
    """Do something in Slack whose event is kept from the bot; what it returned, and the event."""
    courier = w.box._engine.courier
    w.box.lose_events(1)
    done = act(w.ids[person])
    return done, courier.sent[-1]


def hand_in(w: World, callback: str, number: int, text: str) -> None:
    """A unit's form, sent without opening it."""
    view = {
        "id": f"V{callback}{number}",
        "type": "modal",
        "callback_id": callback,
        "private_metadata": str(number),
        "state": {"values": {"text": {"value": {"type": "plain_text_input", "value": text}}}},
        "blocks": [],
    }
    payload = {"type": "view_submission", "user": {"id": w.ids[CONTACT]}, "team": {"id": w.box.identity.team}}
    w.box._engine.courier.ask("view_submission", {"payload": json.dumps({**payload, "view": view})}, "U", None, {})


def deliver(w: World, parcel: Parcel) -> None:
    answer = w.box._engine.courier._post(parcel, {})
    assert answer.status == 200, answer.error


def under_the_card(w: World, person: str, number: int) -> dict[str, Parcel]:
    """A message under the school's card, its change and its deletion, none of which the bot has heard of."""
    card, where = w.card(person, number)
    room = w.room(person, where)
    ts, create = unheard(w, person, lambda user: w.box.say(user, room, "Room 240.", card["ts"]))
    _, edit = unheard(w, person, lambda user: w.box.edit(user, room, ts, "Room 204."))
    _, delete = unheard(w, person, lambda user: w.box.delete(user, room, ts))
    return {"create": create, "edit": edit, "delete": delete}


@dataclass(frozen=True)
class Shown:
    """What the bot's messages read in the end, by where they stand and by the thread they hang under."""

    at: dict[tuple[str, str], str]
    under: dict[tuple[str, str], list[str]]

    @classmethod
    def of(cls, w: World) -> Shown:
        at: dict[tuple[str, str], str] = {}
        under: dict[tuple[str, str], list[str]] = {}
        for post in w.box.posts():
            read = words(post["updates"][-1] if post["updates"] else post)
            at[post["channel"], post["ts"]] = read
            under.setdefault((post["channel"], str(post["thread_ts"])), []).append(read)
        return cls(at, under)


def state(w: World, shown: Shown, person: str, number: int) -> dict[str, Any]:
    """Everything people see of a request, and what is kept of its conversation; numbers and names left out.

    An answer's small print says what came next when it was posted, so that is left out too.
    """
    found = w.request(number)
    rows = w.bot.db.read(lambda conn: mirror.talk(conn, number))
    school, name = w.district.schools[found.school].name, w.district.people[person].name

    def plain(text: str) -> str:
        return text.replace(found.number, "R").replace(school, "SCHOOL").replace(name, "PRINCIPAL")

    def side(place: str) -> tuple[str, list[str]]:
        card = w.bot.db.read(lambda conn: outbox.card(conn, "request", number, place))
        assert card is not None
        where = (card.channel, card.ts)
        lines = [plain(line).split("\nR ·")[0] for line in shown.under.get(where, [])]
        return plain(shown.at[where]), sorted(lines)

    return {
        "request": (found.status, found.text, found.taken_by, found.last_word, found.answered_at, found.finished_at),
        "kept": sorted((row.kind, row.text, row.stamp != "", row.removed) for row in rows),
        "school": side(f"school:{person}"),
        "unit": side(f"unit:{found.terms.unit}"),
    }


def unlike(order: Sequence[str], found: dict[str, Any], first: dict[str, Any]) -> list[str]:
    """Where a state differs from that of the first order, in words."""
    return [f"{' '.join(order)}: {key} {found[key]} not {first[key]}" for key in first if found[key] != first[key]]


def act(w: World, what: str, number: int, parcels: dict[str, Parcel]) -> None:
    if what == "reply":
        hand_in(w, "modal.reply", number, "Terrence comes at two.")
    elif what == "resolve":
        hand_in(w, "modal.finish", number, "New thermostat is in.")
    else:
        deliver(w, parcels[what])


def test_all_120_orders_of_five_events_end_the_same(monday: World) -> None:
    """A message of the school, its change and deletion, the unit's reply and its finish; each order on its own request.

    Every tenth request is drawn after each event, the others once at the end.
    """
    w = monday
    orders: Sequence[tuple[str, ...]] = list(permutations(FIVE))
    who = principals(w)
    asked = [who[n % len(who)] for n in range(len(orders))]
    for person in asked:
        w.box.say(w.ids[person], "bot", COLD)
        w.box.settle()
    w.settle()
    for number, (person, order) in enumerate(zip(asked, orders, strict=True), start=1):
        parcels = under_the_card(w, person, number)
        for what in order:
            act(w, what, number, parcels)
            if number % 10 == 0:
                w.settle()
    w.settle()
    shown = Shown.of(w)
    first = state(w, shown, asked[0], 1)
    assert orders[0] == FIVE and first["request"][0] == "finished"
    assert "PRINCIPAL: _removed by sender_" in first["unit"][1]
    differing = [d for n, o in enumerate(orders, 1) for d in unlike(o, state(w, shown, asked[n - 1], n), first)]
    assert differing == []


def test_a_change_an_answer_and_a_deletion_that_come_before_the_message_itself(monday: World) -> None:
    """Twenty-four orders of a message, its change, an answer under it and the deletion of the message."""
    w = monday
    who = principals(w)
    orders = list(permutations(FOUR))
    for n, order in enumerate(orders):
        person = who[n % len(who)]
        room = w.room(person, "bot")
        ts, create = unheard(w, person, lambda user, room=room: w.box.say(user, room, COLD))
        _, reply = unheard(w, person, lambda user, room=room, ts=ts: w.box.say(user, room, "Since Monday.", ts))
        _, edit = unheard(w, person, lambda user, room=room, ts=ts: w.box.edit(user, room, ts, f"{COLD}, it smells"))
        _, delete = unheard(w, person, lambda user, room=room, ts=ts: w.box.delete(user, room, ts))
        parcels = {"create": create, "reply": reply, "edit": edit, "delete": delete}
        for what in order:
            deliver(w, parcels[what])
    w.settle()
    assert w.count() == len(orders)
    by_number = [who[n % len(who)] for n in range(len(orders))]
    shown = Shown.of(w)
    first = state(w, shown, by_number[0], 1)
    assert first["request"][1] == f"{COLD}, it smells" and "*PRINCIPAL added:*\nSince Monday." in first["unit"][1]
    differing = [d for n, o in enumerate(orders, 1) for d in unlike(o, state(w, shown, by_number[n - 1], n), first)]
    assert differing == []


def test_an_answer_whose_message_never_comes_is_taken_as_a_message_of_its_own(monday: World) -> None:
    w = monday
    person = principals(w)[0]
    room = w.room(person, "bot")
    ts, _ = unheard(w, person, lambda user: w.box.say(user, room, COLD))
    w.say(person, "Bus 12 was late again", thread=ts)
    assert w.count() == 0
    w.pass_time(minutes=2)
    assert w.request().text == "Bus 12 was late again"
    assert "Bus 12" in words(w.card(person)[0])
