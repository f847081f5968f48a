"""Protected time: the hours a director keeps for schools, in which nothing but safety comes through. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain import hours
from broker_bot.domain.district import Block, Calendar, District, Span

WEEKS_AHEAD = 4
"""For so many weeks a weekly pattern and a feed are written out as blocks."""

VISIT_WORDS = (
    *("school visit", "site visit", "campus visit", "school walk", "in schools", "at schools", "walkthrough"),
    *("walk-through", "learning walk", "classroom", "observation", "instructional rounds", "coaching", "protected"),
)
"""Titles of a director's calendar that mean time in schools, beside those that name a school."""

Pattern = tuple[tuple[int, int, int], ...]
"""A weekly pattern: (weekday, begin, end), Monday 0, in minutes from local midnight."""

_DAY = timedelta(days=1)


def united(blocks: Iterable[Block]) -> list[Block]:
    """The blocks in order, those that touch or overlap as one."""
    found: list[Block] = []
    for begins, ends in sorted(blocks):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        elif begins < ends:
            found.append((begins, ends))
    return found


def until(blocks: Iterable[Block], at: datetime) -> datetime | None:
    """When the protected time that `at` lies in is over; None outside of any."""
    return next((ends for begins, ends in united(blocks) if begins <= at < ends), None)


def until_for(district: District, person: str, at: datetime) -> datetime | None:
    """When a person's protected time is over, if it is now."""
    return until(district.protected.get(person, ()), at)


def add_outside(start: datetime, minutes: int, calendar: Calendar, blocks: Sequence[Block]) -> datetime:
    """The instant when `minutes` of working time outside the blocks have passed since `start`. Raises NoWorkingTime."""
    ahead = [block for block in united(blocks) if block[1] > start]
    if not ahead:
        return hours.add(start, minutes, calendar)
    left = timedelta(minutes=minutes)
    for opens, closes in _without(hours.stretches(start, calendar), ahead):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    return hours.add(max(start, ahead[-1][1]), int(left / timedelta(minutes=1)), calendar)


def _without(stretches: Iterator[Block], blocks: Sequence[Block]) -> Iterator[Block]:
    for opens, closes in stretches:
        at = opens
        for begins, ends in blocks:
            if begins < closes and ends > at:
                if begins > at:
                    yield at, begins
                at = max(at, ends)
        if at < closes:
            yield at, closes


def minutes_within(blocks: Iterable[Block], first: datetime, last: datetime) -> int:
    """Whole minutes of the blocks between two instants."""
    parts = (min(ends, last) - max(begins, first) for begins, ends in united(blocks) if begins < last and ends > first)
    return int(sum(parts, timedelta()) / timedelta(minutes=1))


def on_day(day: date, span: Span, zone: str) -> Block:
    """A span of a local day as instants."""
    return _at(day, span[0], zone), _at(day, span[1], zone)


def _at(day: date, minute: int, zone: str) -> datetime:
    wall = datetime.combine(day + (_DAY if minute == 24 * 60 else timedelta()), time(minute // 60 % 24, minute % 60))
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def from_pattern(pattern: Pattern, now: datetime, zone: str, calendar: Calendar) -> list[Block]:
    """The pattern's blocks of the weeks ahead, what is past of today left out; none on closed days."""
    today = now.astimezone(ZoneInfo(zone)).date()
    days = (today + n * _DAY for n in range(7 * WEEKS_AHEAD))
    found = [
        on_day(day, (begin, end), zone)
        for day in days
        if hours.opening(day, calendar) is not None
        for weekday, begin, end in pattern
        if weekday == day.weekday()
    ]
    return ahead(found, now)


def ahead(blocks: Iterable[Block], now: datetime) -> list[Block]:
    """What is still ahead of the blocks: protected time is never declared for the past."""
    return [(max(begins, now), ends) for begins, ends in blocks if ends > now]


def is_visit(title: str, schools: Iterable[str]) -> bool:
    """Whether an event's title speaks of time in schools: one of VISIT_WORDS, or a school's name."""
    said = " ".join(title.casefold().split())
    return any(word in said for word in VISIT_WORDS) or any(name.casefold() in said for name in schools if name)


def week_of(now: datetime, zone: str) -> Block:
    """The local week of an instant, Monday to Monday."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    return _at(monday, 0, zone), _at(monday + 7 * _DAY, 0, zone)


def kept(blocks: Mapping[str, tuple[Block, ...]], person: str, now: datetime, zone: str) -> tuple[int, int]:
    """Protected minutes of this week so far, and those still ahead of it. For that person's eyes only."""
    first, last = week_of(now, zone)
    own = blocks.get(person, ())
    return minutes_within(own, first, min(now, last)), minutes_within(own, now, last)
