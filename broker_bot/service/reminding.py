"""Each school day's reminders of what falls due: one message a person, drawn from what is still owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from broker_bot.domain import reminding, week
from broker_bot.domain.district import District
from broker_bot.domain.items import ItemState
from broker_bot.domain.model import Notice
from broker_bot.service import quiet
from broker_bot.service.landing import Service
from broker_bot.store import demands, wakes

CHUNK = 100


def arm(conn: Connection, district: District, now: datetime) -> None:
    """Make sure that the next school day's reminders have their wake."""
    if not wakes.waiting(conn, "remind"):
        day, at = reminding.next_day(now, district)
        wakes.put(conn, "remind", day.isoformat(), at)


def woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """The next hundred schools. The wake's id is the day meant and, after ":", the last principal; slept-over days
    are caught up with in the same message."""
    district = service.present.district()
    text, _, after = ident.partition(":")
    first, last = date.fromisoformat(text), week.today(now, district)
    schools = sorted(
        (s for s in district.schools.values() if s.principal in district.people), key=lambda s: s.principal
    )
    waiting = [s for s in schools if s.principal > after]
    chunk = waiting[:CHUNK]
    states = demands.states(conn, [s.principal for s in chunk])
    pairs = {network: demands.pairs_for(conn, network, last) for network in {s.network for s in chunk}}
    for school in chunk:
        own = states[school.principal]
        found = reminding.owed(school, pairs[school.network], own, first, max(first, last), district)
        if found:
            _tell(conn, school.principal, found, own, district, now)
    if len(waiting) > CHUNK:
        wakes.put(conn, "remind", f"{text}:{chunk[-1].principal}", now)
    else:
        day, at = reminding.next_day(now, district)
        wakes.put(conn, "remind", day.isoformat(), at)


def _tell(
    conn: Connection,
    principal: str,
    found: Sequence[tuple[int, date, bool]],
    states: dict[int, ItemState],
    district: District,
    now: datetime,
) -> None:
    """One message for each person who has some of it; a page that carries it and went out today says enough."""
    rows: dict[str, list[str]] = {}
    musts: dict[str, date] = {}
    today = week.today(now, district)
    for mandate, due, must in found:
        seen = demands.last_carrying(conn, principal, mandate)
        state = states.get(mandate)
        if seen is not None and seen.composed_at is not None and week.today(seen.composed_at, district) < today:
            who = state.handed_to if state and state.handed_to else principal
            rows.setdefault(who, []).append(f"{seen.id}:{mandate}")
            if must:
                musts[who] = min(musts.get(who, due), due)
    for who, listed in rows.items():
        must_by = musts[who].isoformat() if who in musts else ""
        told = Notice("note.due", f"due:{who}", who, {"rows": listed, "must_by": must_by})
        quiet.push(conn, "dm", 0, told, today.isoformat(), now)
