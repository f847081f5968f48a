"""Named hours and the days of the calendar, put together into working calendars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from broker_bot.district.routes_file import RoutesFile
from broker_bot.domain.district import Calendar, Span

_NEVER: tuple[tuple[Span, ...], ...] = ((),) * 7


class Silence(NamedTuple):
    """A run of days without a working minute."""

    first: date
    days: int


def closed_days(routes: RoutesFile) -> set[date]:
    """Every day on which the central office is closed."""
    return {day for _, closing in routes.closings for day in closing.days}


def calendar(routes: RoutesFile, name: str, zone: str) -> Calendar:
    """The calendar of named hours; a half day gives its own hours to every calendar that is not always open."""
    week = routes.weeks[name]
    if week is None:
        return Calendar(name, zone, _NEVER, {}, always=True)
    exceptions: dict[date, tuple[Span, ...]] = {half.day: half.spans for _, half in routes.half_days}
    exceptions.update(dict.fromkeys(closed_days(routes), ()))
    return Calendar(name, zone, week, dict(sorted(exceptions.items())))


def longest_closing(calendar: Calendar) -> Silence | None:
    """The longest run of days without working time around the exceptions; None when there is none."""
    if not any(calendar.week):
        return Silence(min(calendar.exceptions, default=date(2000, 1, 1)), 366)
    if not calendar.exceptions:
        return None
    day, end = min(calendar.exceptions) - timedelta(7), max(calendar.exceptions) + timedelta(7)
    longest: Silence | None = None
    length = 0
    while day <= end:
        open_today = calendar.exceptions.get(day, calendar.week[day.weekday()])
        length = 0 if open_today else length + 1
        if length and (longest is None or length > longest.days):
            longest = Silence(day - timedelta(length - 1), length)
        day += timedelta(1)
    return longest
