"""Routes with dates: what is in force on a day, and the words for what changed or will. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain.district import District, Route

SAID_FOR = timedelta(days=90)
"""So long after a route moved, or before it will, answers about it say so."""


def today(now: datetime, district: District) -> date:
    """The local date of an instant in the district's zone."""
    return now.astimezone(ZoneInfo(district.zone)).date()


def on(district: District, day: date) -> District:
    """The district as its routes stand on a local day; itself when no route has dates."""
    if not district.dated:
        return district
    routes = dict(district.routes)
    for name in {route.id for route in district.dated}:
        routes[name] = _entry(district, name, day)
    return replace(district, routes=routes)


def turns(district: District, day: date) -> int:
    """How many entries have begun or ended by a day: as long as it is the same, so are the routes."""
    begun = sum(1 for route in district.dated if route.since and route.since <= day)
    return begun + sum(1 for route in district.dated if route.until and route.until < day)


def counts_on(route: Route, day: date) -> bool:
    """Whether an entry is in force on a local day."""
    return (route.since is None or route.since <= day) and (route.until is None or day <= route.until)


def _entry(district: District, name: str, day: date) -> Route:
    """The entry of a day; where there is none the last that was, else the first that will be, marked as not in force.

    It then still names an open request's route, and no new message goes there.
    """
    own = sorted((r for r in district.dated if r.id == name), key=lambda r: r.since or date.min)
    now = next((r for r in own if counts_on(r, day)), None)
    if now is not None:
        return now
    past = [r for r in own if r.since is None or r.since <= day]
    return replace((past or own)[-1 if past else 0], in_force=False)


def change(district: District, name: str, day: date) -> str:
    """A few words when a route has moved lately or will soon, else "": "changed on Jan 12, it was Finance before"."""
    own = sorted((r for r in district.dated if r.id == name), key=lambda r: r.since or date.min)
    said = []
    for before, after in zip([None, *own], own, strict=False):
        if after.since is None or (before is None and after.since <= day):
            continue
        if day - SAID_FOR <= after.since <= day and before is not None:
            said.append(f"changed on {_day(after.since)}, it was {_unit(district, before)} before")
        elif day < after.since <= day + SAID_FOR:
            verb = f"changes on {_day(after.since)} to" if before is not None else f"begins on {_day(after.since)} at"
            said.append(f"{verb} {_unit(district, after)}")
    last = own[-1] if own else None
    if last and last.until and day <= last.until <= day + SAID_FOR:
        said.append(f"ends on {_day(last.until)}")
    elif last and last.until and last.until < day <= last.until + SAID_FOR:
        said.append(f"ended on {_day(last.until)}")
    return "; ".join(said)


def _unit(district: District, route: Route) -> str:
    return district.units[route.unit].name


def _day(day: date) -> str:
    return f"{day:%b} {day.day}"
