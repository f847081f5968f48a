"""A unit's list: its filters, its morning message, and several requests answered at once. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain import faces, hours, people
from broker_bot.domain.commands import Command
from broker_bot.domain.district import Calendar, District, Unit
from broker_bot.domain.model import Request, Status
from broker_bot.domain.readmodels import QueueRow

FILTERS = {"all": "All", "mine": "Mine", "unclaimed": "Unclaimed", "today": "Promised today"}
MOST_AT_ONCE = 10
"""Requests in one form: each has a field for its own sentence, and Slack's forms get long."""


@dataclass(frozen=True, slots=True)
class PickFilter(Command):
    """What a member of a unit wants to see of the list in Home."""

    name: str = "all"


@dataclass(frozen=True, slots=True)
class Several(Command):
    """`what` is take, promise or finish; `sentences` are (request, its own sentence), `taken` requests to take."""

    what: str = ""
    day: date | None = None
    sentences: tuple[tuple[int, str], ...] = ()
    taken: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitMorning:
    """What a unit reads at its opening time. Counts are of all that it owes; `rows` are the first ones, worst first."""

    unit: str
    owed: int
    late: int
    unclaimed: int
    today: int
    rows: tuple[QueueRow, ...]


def passes(name: str, request: Request, person: str, district: District, now: datetime) -> bool:
    """Whether a request is in the list that a filter shows to this person."""
    match name:
        case "mine":
            return faces.is_for(request, person, district)
        case "unclaimed":
            return bool(request.owes) and not request.taken_by
        case "today":
            return promised_today(request, district, now)
    return True


def promised_today(request: Request, district: District, now: datetime) -> bool:
    """Whether the date promised to the school is today, on the unit's own clock."""
    zone = ZoneInfo(people.calendar_of(district, request).zone)
    at = request.promise_at if request.status == Status.WORKING else None
    return at is not None and at.astimezone(zone).date() == now.astimezone(zone).date()


def morning(unit: Unit, found: Iterable[Request], district: District, now: datetime, most: int) -> UnitMorning | None:
    """The morning's message, or None when the unit owes nothing."""
    owed = [r for r in found if r.owes]
    if not owed:
        return None
    rows = faces.worst_first(faces.queue_row(r, district, now, None) for r in owed)
    return UnitMorning(
        unit.name,
        len(owed),
        sum(row.late for row in rows),
        sum(not r.taken_by for r in owed),
        sum(promised_today(r, district, now) for r in owed),
        rows[:most],
    )


def next_opening(unit: Unit, district: District, after: datetime) -> datetime:
    """When the unit opens next; one that never closes goes by the ILDs' hours. Raises NoWorkingTime."""
    calendar = district.calendars.get(unit.calendar) or district.calendars[district.ladder.ild_calendar]
    if calendar.always:
        calendar = district.calendars[district.ladder.ild_calendar]
    return _opening_after(calendar, after)


def _opening_after(calendar: Calendar, after: datetime) -> datetime:
    day = after.astimezone(ZoneInfo(calendar.zone)).date()
    for _ in range(400):
        opens = hours.opening(day, calendar)
        if opens is not None and opens > after:
            return opens
        day += timedelta(days=1)
    raise hours.NoWorkingTime(calendar, day)
