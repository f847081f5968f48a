"""When the demo's story happens: four instants in a week like any other, found in the district's own calendar. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain import hours, week
from broker_bot.domain.district import District

_WEEKDAYS = (1, 2, 3)
"""Tuesday to Thursday: the next morning is a working day too, and the weekly page is out."""

_ROOM = timedelta(hours=6)
_ENOUGH = 240
"""Of the six hours after the demo's now at least so many minutes are working time, so that something can fall due."""


@dataclass(frozen=True, slots=True)
class Days:
    """Instants in aware UTC, in order: the story's first morning, the weekly page, the afternoon before now, now."""

    first: datetime
    page: datetime
    before: datetime
    now: datetime

    @property
    def after_page(self) -> datetime:
        """Three hours after the page went out."""
        return self.page + timedelta(hours=3)


def plan(district: District, now: datetime) -> Days:
    """The first days at or after `now` (aware) that suit the story. Raises hours.NoWorkingTime when there are none."""
    zone, calendar = ZoneInfo(district.zone), week.school_days(district)
    start = day = now.astimezone(zone).date()
    while (day - start).days < hours.SEARCH_DAYS:
        found = _days(district, day) if day.weekday() in _WEEKDAYS else None
        if found is not None and found.now >= now:
            return found
        day += timedelta(days=1)
    raise hours.NoWorkingTime(calendar, start)


def _days(district: District, day: date) -> Days | None:
    """The story that ends on `day`, or None where the office is closed or no weekly page went out just before."""
    calendar = week.school_days(district)
    now = local(district, day, 10, 40)
    if not hours.is_open(now, calendar) or hours.between(now, now + _ROOM, calendar) < _ENOUGH:
        return None
    before = local(district, hours.school_days_after(day, -1, calendar), 13, 10)
    sent = week.last_send(before, district)
    if sent is None or now - sent.at > timedelta(days=5):
        return None
    found = Days(_first(district, sent.at), sent.at, before, now)
    fits = found.first + timedelta(hours=4) <= found.page and found.after_page <= found.before
    return found if fits and hours.is_open(before, calendar) else None


def _first(district: District, page: datetime) -> datetime:
    """Three working days before the page, but not before the page of the week before."""
    calendar = week.school_days(district)
    day = hours.school_days_after(week.today(page, district), -3, calendar)
    earlier = week.last_send(page - timedelta(minutes=1), district)
    while earlier is not None and local(district, day, 8, 5) <= earlier.at:
        day = hours.school_days_after(day, 1, calendar)
    return local(district, day, 8, 5)


def local(district: District, day: date, hour: int, minute: int) -> datetime:
    """A local wall time as an instant in UTC."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(district.zone)).astimezone(UTC)


def open_day(district: District, day: date) -> date:
    """`day`, or the next school day when it is closed."""
    return hours.school_days_after(day - timedelta(days=1), 1, week.school_days(district))
