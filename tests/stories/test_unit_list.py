"""A unit's list: one message when it opens, filters in Home, several at once, and 300 open requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from broker_bot.domain import ladder
from broker_bot.domain.model import Status
from broker_bot.store import queries, requests, wakes
from tests import make
from tests.stories.cast import BUS_LEAD, COLD, CONTACT, FAR_PRINCIPAL, LEAD, OTHER_PRINCIPAL, PRINCIPAL, TECHNICIAN
from tests.stories.world import World, words


def three(w: World) -> None:
    for person in (PRINCIPAL, OTHER_PRINCIPAL, FAR_PRINCIPAL):
        w.say(person, COLD)


def press_home(w: World, person: str, action: str, **which: Any) -> None:
    w.home(person)
    answer = w.box.press_home(w.ids[person], action, **which)
    assert answer.ok, answer.error
    w.settle()


def test_one_message_when_the_unit_opens_and_none_when_it_owes_nothing(monday: World) -> None:
    w = monday
    three(w)
    w.on_card(CONTACT, 1, "request.promise", date="2026-10-06", text="Tomorrow.")
    w.on_card(CONTACT, 2, "request.finish", text="Done.")
    w.go_to("2026-10-06 07:00")
    news = [words(m) for m in w.unit_messages("facilities") if "open request" in words(m)]
    assert [text.split("\n")[0] for text in news] == [
        "*Facilities &amp; Maintenance has 2 open requests:* 1 late, 1 nobody has, 1 promised for today."
    ]
    assert news[0].index("R-3") < news[0].index("R-1") and "R-2" not in news[0]
    assert w.at(w.unit_messages("facilities")[-1]["ts"]) == "Tue 07:00"
    assert [words(m) for m in w.unit_messages("transportation")] == []


def test_the_filters_of_home_show_mine_what_nobody_has_and_what_is_promised_for_today(monday: World) -> None:
    w = monday
    three(w)
    w.on_card(TECHNICIAN, 1, "request.take")
    w.on_card(LEAD, 2, "request.promise", date="2026-10-05", text="This afternoon.")
    for action, shown in (
        ("queue.mine", ["R-1"]),
        ("queue.unclaimed", ["R-3"]),
        ("queue.today", ["R-2"]),
        ("queue.all", ["R-1", "R-2", "R-3"]),
    ):
        press_home(w, TECHNICIAN, action)
        home = words(w.box.home(w.ids[TECHNICIAN]) or {})
        assert sorted(n for n in ("R-1", "R-2", "R-3") if n in home) == shown, action
    assert "Mine 1 | Unclaimed 1 | Promised today 1" in home


def test_several_are_finished_at_once_and_each_school_reads_its_own_sentence(monday: World) -> None:
    w = monday
    three(w)
    press_home(w, CONTACT, "queue.several")
    answer = w.submit(
        CONTACT, what="finish", taken=["3"], **{"text:1": "Room 204 is done.", "text:2": "The gym is done."}
    )
    assert answer.ok
    assert "Room 204 is done." in w.thread(PRINCIPAL, 1)[-1] and "Room 204" not in w.thread(OTHER_PRINCIPAL, 2)[-1]
    assert "The gym is done." in w.thread(OTHER_PRINCIPAL, 2)[-1]
    assert [w.request(n).status for n in (1, 2, 3)] == [Status.FINISHED, Status.FINISHED, Status.OPEN]
    assert w.request(3).taken_by == CONTACT and w.request(3).answered_at is None


def test_a_wrong_day_for_several_is_said_under_the_day_and_nothing_is_lost(monday: World) -> None:
    w = monday
    three(w)
    press_home(w, CONTACT, "queue.several")
    filled = {"text:1": "Room 204 comes then.", "text:2": ":thumbsup:"}
    answer = w.submit(CONTACT, what="promise", date="2026-10-10", **filled)
    assert answer.errors["date"] == "Sat, Oct 10 is not a working day of your unit."
    answer = w.submit(CONTACT, what="promise", date="2026-10-09", **filled)
    assert list(answer.errors) == ["text:2"] and w.request(1).promise_at is not None
    assert w.submit(CONTACT, what="promise", date="2026-10-09", **{**filled, "text:2": "The gym comes then."}).ok
    assert len(w.thread(PRINCIPAL, 1)) == 1 and "The gym comes then." in w.thread(OTHER_PRINCIPAL, 2)[-1]


def test_three_hundred_open_requests_break_no_home_list_or_channel(monday: World) -> None:
    """300 requests of 90 minutes' spread; Home and the morning's message agree with the database."""
    w = monday
    schools = sorted(w.district.schools)
    now = w.clock.now()

    def file(conn: Any) -> None:
        for n in range(300):
            at = now - timedelta(minutes=n % 90)
            made = make.request_of(w.district, schools[n % len(schools)], "transportation.bus_route", text=f"Bus {n}")
            taken = BUS_LEAD if n % 3 == 0 else ""
            requests.add(conn, replace(made, opened_at=at, clock_from=at, last_event_at=at, taken_by=taken))

    w.bot.db.run(file)
    found = w.bot.db.read(lambda conn: queries.open_of_unit(conn, "transportation"))
    late = [r for r in found if (due := ladder.due_at(r, w.district)) and due <= now]
    home = w.home(BUS_LEAD)
    view = w.box.home(w.ids[BUS_LEAD])
    assert view is not None and len(view["blocks"]) <= 100
    assert f"300 to answer · {len(late)} late" in home and "All 300" in home and "Unclaimed 200" in home
    w.bot.db.run(lambda conn: wakes.put(conn, "morning", "transportation", now))
    w.settle()
    (message,) = w.unit_messages("transportation")
    assert words(message).startswith(
        f"*Transportation has 300 open requests:* {len(late)} late, 200 nobody has.\n*Bus 89*"
    )
    assert "and 290 more in Home" in words(message)
