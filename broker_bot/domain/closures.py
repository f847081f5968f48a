"""Days that close after the year was planned: snow days, early closings. Pure.

A closure takes hours out of days, from the moment it is declared on; what has passed or was sent is never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from broker_bot.domain.district import Calendar, Closure, District, Span

ALL = "all"
"""The scope of a closure that holds for the whole district; any other scope is a school's id."""


def without(spans: Iterable[Span], begin: int, end: int) -> tuple[Span, ...]:
    """The spans with the minutes from `begin` to `end` taken out."""
    parts = [part for opens, closes in spans for part in ((opens, min(closes, begin)), (max(opens, end), closes))]
    return tuple((opens, closes) for opens, closes in parts if opens < closes)


def applied(district: District, closures: Iterable[Closure]) -> District:
    """The district with its calendars as the closures leave them; those of single schools stand in `closed_schools`."""
    found = tuple(closures)
    everywhere = [c for c in found if c.scope == ALL]
    calendars = {name: with_closures(calendar, everywhere) for name, calendar in district.calendars.items()}
    schools: dict[str, list[Closure]] = {}
    for closure in found:
        if closure.scope != ALL:
            schools.setdefault(closure.scope, []).append(closure)
    return replace(district, calendars=calendars, closed_schools={s: tuple(c) for s, c in schools.items()})


def with_closures(calendar: Calendar, closures: Iterable[Closure]) -> Calendar:
    """A calendar with hours taken out; one that is always open stays so."""
    if calendar.always:
        return calendar
    days = dict(calendar.exceptions)
    for closure in closures:
        spans = days.get(closure.day, calendar.week[closure.day.weekday()])
        days[closure.day] = without(spans, closure.begin, closure.end)
    return replace(calendar, exceptions=days)


def from_now(closure: Closure, now: datetime, zone: str) -> Closure | None:
    """The part of a closure that is still ahead; None when all of it has passed."""
    local = now.astimezone(ZoneInfo(zone))
    if closure.day > local.date():
        return closure
    begin = max(closure.begin, local.hour * 60 + local.minute)
    if closure.day < local.date() or begin >= closure.end:
        return None
    return replace(closure, begin=begin)


def reopened(closures: Iterable[Closure], day: date, scope: str, now: datetime, zone: str) -> tuple[Closure, ...]:
    """The closures without what is still ahead of `day` in that scope; what has passed stays closed."""
    kept: list[Closure] = []
    for closure in closures:
        if closure.day != day or closure.scope != scope:
            kept.append(closure)
            continue
        ahead = from_now(closure, now, zone)
        if ahead is None:
            kept.append(closure)
        elif ahead.begin > closure.begin:
            kept.append(replace(closure, end=ahead.begin))
    return tuple(kept)


def closed_calendar(calendar: Calendar, closed: Mapping[str, tuple[Closure, ...]], school: str) -> Calendar:
    """The calendar as one school's own closures leave it."""
    return with_closures(calendar, closed[school]) if school in closed else calendar


def replaced(
    standing: Iterable[Closure], fresh: Iterable[Closure], source: str, now: datetime, zone: str
) -> tuple[Closure, ...]:
    """The closures after a calendar was read again: its days ahead are the fresh ones, what has passed stays."""
    wanted = [ahead for one in fresh if (ahead := from_now(one, now, zone))]
    kept: list[Closure] = []
    for closure in standing:
        ahead = from_now(closure, now, zone) if closure.source == source else None
        if ahead is None or ahead in wanted:
            kept.append(closure)
        elif ahead.begin > closure.begin:
            kept.append(replace(closure, end=ahead.begin))
        if ahead in wanted:
            wanted.remove(ahead)
    return (*kept, *wanted)
