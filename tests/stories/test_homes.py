"""What each person's Home holds: a principal's, a delegate's, the chief's; and that 300 open requests fit into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from broker_bot.domain import ladder
from broker_bot.store import queries, requests
from tests import make
from tests.stories.cast import ASSISTANT, BUS, CHIEF, COLD, CONTACT, DISPATCHER, ILD, LAST_STEP, PRINCIPAL
from tests.stories.test_delegates import INTERN, named
from tests.stories.test_gate import decide, send_demand
from tests.stories.world import World, words


def lived(w: World) -> World:
    """A week: R-1 waits, R-2 is promised, R-3 is closed, an item stands on the page, somebody acts for the school."""
    w = named(w, "2026-10-16")
    send_demand(w)
    decide(w, ILD, "must")
    w.say(PRINCIPAL, BUS)
    w.on_card(DISPATCHER, 1, "request.finish", text="Bus 12 has a new driver.")
    w.on_card(PRINCIPAL, 1, "request.confirm")
    w.say(ASSISTANT, "No air conditioning in room 206")
    w.on_card(CONTACT, 2, "request.promise", date="2026-10-13", text="A crew comes on Tuesday.")
    w.go_to("2026-10-12 08:00")
    w.say(PRINCIPAL, COLD)
    return w


def test_a_principals_home_has_what_is_open_this_weeks_items_history_delegates_and_settings(monday: World) -> None:
    w = lived(monday)
    home = w.home(PRINCIPAL)
    opened, items, history, acting = (home.index(title) for title in HEADINGS)
    assert opened < items < history < acting
    of_requests = home[opened:items]
    assert "R-3 · Facilities &amp; Maintenance · Waiting for a first answer · due" in of_requests
    assert "R-2 · Facilities &amp; Maintenance · Answered; Rosa Delgado is on it · due" in of_requests
    assert "Send your bell schedule" in home[items:history]
    assert "R-1 · Transportation · Closed, confirmed" in home[history:acting]
    assert "*Kendra Boyle*, Assistant Principal" in home[acting:] and "*Ines Calder* until Fri, Oct 16" in home[acting:]
    for button in ("Page settings", "Name a delegate", "Answers in those hours only"):
        assert button in home


NUMBERS = ("R-1", "R-2", "R-3")
HEADINGS = ("Your requests", "Your weekly page", "Done lately", "Who acts for the school")


def test_a_delegates_home_is_that_of_the_school_and_names_no_further_delegates(monday: World) -> None:
    w = lived(monday)
    principal = w.home(PRINCIPAL)
    for person in (ASSISTANT, INTERN):
        home = w.home(person)
        for title, after in pairwise(HEADINGS[:3]):
            there, own = _part(principal, title, after), _part(home, title, after)
            assert [n for n in NUMBERS if n in own] == [n for n in NUMBERS if n in there]
        assert "Send your bell schedule" in home and "Name a delegate" not in home


def _part(home: str, title: str, after: str) -> str:
    return home[home.index(title) : home.index(after)]


def test_the_chiefs_home_has_what_reached_the_chief_and_what_is_late_by_unit(monday: World) -> None:
    w = lived(monday)
    assert "Nothing has reached you." in w.home(CHIEF)
    w.go_to("2026-10-15 12:00")
    home = w.home(CHIEF)
    assert home.startswith("*2 requests reached you.*") and "R-2 · Cottonwood ES" in home and "R-3 · Cotton" in home
    assert "*Facilities &amp; Maintenance:* 2 open, 2 late" in home and "*Transportation:* 0 open, 0 late" in home
    executive = w.home(LAST_STEP)
    assert "R-3" in executive and "Transportation" in executive and "Marguerite" not in home


def test_three_hundred_open_requests_fit_every_home_and_agree_with_the_database(monday: World) -> None:
    w = monday
    now, north = w.clock.now(), [s.id for s in w.district.schools.values() if s.network == "north"]

    def file(conn: Any) -> None:
        for n in range(300):
            at = now - timedelta(minutes=n % 90)
            school = "cottonwood" if n % 2 else north[n % len(north)]
            made = make.request_of(w.district, school, "transportation.bus_route", text=f"Bus {n}")
            requests.add(conn, replace(made, opened_at=at, clock_from=at))

    w.bot.db.run(file)
    own = w.bot.db.read(lambda conn: queries.open_of_school(conn, "cottonwood"))
    every = w.bot.db.read(queries.open_all)
    late = sum(1 for r in every if (due := ladder.due_at(r, w.district)) and due <= now)
    for person in (PRINCIPAL, ASSISTANT, ILD, CHIEF):
        home = w.home(person)
        view = w.box.home(w.ids[person])
        assert view is not None and len(view["blocks"]) <= 100
        assert words(view) == home
    listed = w.home(PRINCIPAL).count("· Transportation ·")
    assert f"{len(own) - listed} more; they move up as these are done." in w.home(PRINCIPAL)
    assert f"*Transportation:* {len(every)} open, {late} late" in w.home(CHIEF) and len(every) == 300
