"""Working-time arithmetic over a `Calendar`: when a target falls due, how much working time passed, who is open.

A calendar speaks in local wall time; everything here answers in UTC. A span opens and closes the first time the
wall clock shows its time or a later one. So a time that spring forward leaves out moves to the first instant
after the gap, an hour that fall back repeats counts in full, and spans that touch stay without gap or overlap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from broker_bot.domain.district import Calendar, Span

SEARCH_DAYS = 400
"""Local days without working time after which a calendar counts as never open: a year and the longest break."""

Segment = tuple[datetime, datetime]
"""Half-open stretch of working time, two instants in UTC."""

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class NoWorkingTime(ValueError):
    """The calendar has no working time within 400 days; the sentence names the calendar and the first day searched."""

    def __init__(self, calendar: Calendar, day: date) -> None:
        super().__init__(
            f"Calendar {calendar.id!r} has no working hours within {SEARCH_DAYS} days of {day.isoformat()}; "
            "give it weekly hours or shorten its breaks"
        )


def add(start: datetime, minutes: int, calendar: Calendar) -> datetime:
    """The instant (aware, UTC) when `minutes` working minutes have passed since `start` (aware).

    Nothing is rounded: seconds of a start in working time are kept, a start outside counts from the next opening.
    A target that fills a span ends at that span's closing. 0 minutes is the first open instant at or after `start`.
    Raises ValueError for a naive start or negative minutes, NoWorkingTime for a calendar that stays closed.
    """
    start = _utc(start)
    if minutes < 0:
        raise ValueError(f"Working minutes cannot be negative (got {minutes})")
    left = minutes * _MINUTE
    if calendar.always:
        return start + left
    searched = start
    for opens, closes in _segments_from(start, calendar):
        room = closes - opens
        if left <= room:
            return opens + left
        left -= room
        searched = closes
    raise NoWorkingTime(calendar, searched.astimezone(_zone(calendar.zone)).date())


def stretches(start: datetime, calendar: Calendar) -> Iterator[Segment]:
    """Working time from `start` (aware) on, stretch by stretch; ends before a gap of over 400 days."""
    return _segments_from(_utc(start), calendar)


def between(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Whole working minutes in [`start`, `end`), both aware; part of a minute is dropped, an end before start is 0."""
    start, end = _utc(start), _utc(end)
    if end <= start:
        return 0
    if calendar.always:
        return (end - start) // _MINUTE
    passed = timedelta(0)
    zone = _zone(calendar.zone)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date() + _DAY
    while day <= last:
        for opens, closes in _day_segments(day, calendar):
            if opens < end and closes > start:
                passed += min(closes, end) - max(opens, start)
        day += _DAY
    return passed // _MINUTE


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Whether the instant `at` (aware) lies in working time; an opening instant does, a closing instant does not."""
    at = _utc(at)
    if calendar.always:
        return True
    day = at.astimezone(_zone(calendar.zone)).date()
    return any(opens <= at < closes for d in (day, day + _DAY) for opens, closes in _day_segments(d, calendar))


def next_open(at: datetime, calendar: Calendar) -> datetime:
    """The first open instant (UTC) at or after `at` (aware). Raises NoWorkingTime."""
    return add(at, 0, calendar)


def opening(day: date, calendar: Calendar) -> datetime | None:
    """The instant (UTC) at which the local `day` opens, or None when it is closed."""
    return next((opens for opens, _ in _day_segments(day, calendar)), None)


def school_days_after(day: date, n: int, calendar: Calendar) -> date:
    """The n-th open local day after `day`; a negative n counts back, 0 is `day` itself even when closed.

    Raises NoWorkingTime.
    """
    step = _DAY if n >= 0 else -_DAY
    for _ in range(abs(n)):
        origin = day
        day += step
        while not _spans(day, calendar):
            if abs(day - origin).days > SEARCH_DAYS:
                raise NoWorkingTime(calendar, origin)
            day += step
    return day


def _segments_from(start: datetime, calendar: Calendar) -> Iterator[Segment]:
    """Working time from `start` on, the first stretch cut to begin there; ends before a gap of over 400 days."""
    day = origin = start.astimezone(_zone(calendar.zone)).date()
    while (day - origin).days <= SEARCH_DAYS:
        for opens, closes in _day_segments(day, calendar):
            if closes > start:
                origin = day
                yield max(opens, start), closes
        day += _DAY


def _day_segments(day: date, calendar: Calendar) -> tuple[Segment, ...]:
    return _instants(calendar.zone, day, _spans(day, calendar))


def _spans(day: date, calendar: Calendar) -> tuple[Span, ...]:
    if calendar.always:
        return ((0, 24 * 60),)
    spans = calendar.exceptions.get(day)
    return calendar.week[day.weekday()] if spans is None else spans


@lru_cache(maxsize=8192)
def _instants(zone: str, day: date, spans: tuple[Span, ...]) -> tuple[Segment, ...]:
    """The spans of one local day as instants, in order; cached, because a zone's offsets cost most of the time."""
    segments: list[Segment] = []
    for begin, end in sorted(spans):
        opens, closes = _instant(zone, day, begin), _instant(zone, day, end)
        if segments:
            opens = max(opens, segments[-1][1])
        if opens < closes:
            segments.append((opens, closes))
    return tuple(segments)


def _instant(zone: str, day: date, minute: int) -> datetime:
    """The first instant at which the wall clock of `zone` shows `minute` (0-1440) of `day`, or a later time."""
    days, minute = divmod(minute, 24 * 60)
    tz = _zone(zone)
    wall = datetime(day.year, day.month, day.day, tzinfo=tz) + timedelta(days=days, minutes=minute)
    at = wall.astimezone(UTC)
    if at.astimezone(tz).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return at
    return _end_of_gap(wall)


def _end_of_gap(wall: datetime) -> datetime:
    """The instant at which the clock was put forward over `wall`, a time that does not exist in its zone."""
    tz = wall.tzinfo
    after = wall.replace(fold=1).utcoffset()
    low, high = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // timedelta(seconds=2) * timedelta(seconds=1)
        if middle.astimezone(tz).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"Times must carry a zone (got the naive {at.isoformat()})")
    return at.astimezone(UTC)
