"""A unit's list at its opening time, the filter of a Home, and several requests answered at once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Notice, Reply
from broker_bot.domain.unit_list import FILTERS, MOST_AT_ONCE, PickFilter, Several, next_opening
from broker_bot.service import acts
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Handler, Service, Wake
from broker_bot.store import outbox, preferences, queries, wakes

NOTHING = "Write a sentence for at least one request."


def arm(conn: Connection, district: District, now: datetime) -> None:
    """Make sure that every unit's next opening has its wake."""
    armed = wakes.of_kind(conn, "morning")
    for unit in district.units.values():
        if unit.id not in armed:
            wakes.put(conn, "morning", unit.id, next_opening(unit, district, now))


def morning_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """One message to the unit if it owes anything, and the next opening; days that were slept over are let go."""
    district = service.present.district()
    unit = district.units.get(ident)
    if unit is None:
        return
    wakes.put(conn, "morning", unit.id, next_opening(unit, district, now))
    if any(r.owes for r in queries.open_of_unit(conn, unit.id)):
        place = f"unit:{unit.id}"
        outbox.enqueue(conn, "unit", 0, Notice("morning", place, place), now)


def pick_filter(service: Service, command: Command) -> Reply:
    """Keep what this person wants to see, and draw the Home anew."""
    assert isinstance(command, PickFilter)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        if command.name in FILTERS:
            preferences.put(conn, actor.id, "queue", command.name)
        refresh_home(conn, actor.id, now)
        return Reply()

    return landed(service, command, land)


def several(service: Service, command: Command) -> Reply:
    """Each request by itself, as if it had been opened alone; what is refused is said under its own field."""
    assert isinstance(command, Several)
    acts_wanted = _single(command)
    if not acts_wanted:
        return Reply(errors={"what": NOTHING}, refused=True)
    errors: dict[str, str] = {}
    for one in acts_wanted[: 2 * MOST_AT_ONCE]:
        reply = acts.act(service, one)
        if reply.refused:
            said = reply.text or next(iter(reply.errors.values()))
            field = "date" if "date" in reply.errors else f"text:{one.request}" if getattr(one, "text", "") else "taken"
            errors[field] = said
    done = len(acts_wanted) - len(errors)
    if errors:
        return Reply(errors=errors, refused=True)
    return Reply(f"{done} request{'s' if done != 1 else ''} done: each school reads its own sentence.")


def _single(command: Several) -> list[c.OnRequest]:
    """The acts that the form asks for; what was done at a first submission has the same key at the second."""
    key, by, at = command.key, command.by, command.at
    found: list[c.OnRequest] = [c.Take(f"{key}:take:{r}", by, at, r) for r in command.taken]
    for request, text in command.sentences:
        own = f"{key}:{command.what}:{request}:{hashlib.sha256(f'{text}{command.day}'.encode()).hexdigest()}"
        if command.what == "promise":
            found.append(c.Promise(own, by, at, request, text=text, day=command.day))
        else:
            found.append(c.Finish(own, by, at, request, text=text))
    return found


HANDLERS: dict[type[Command], Handler] = {PickFilter: pick_filter, Several: several}
WAKERS: dict[str, Wake] = {"morning": morning_woke}
