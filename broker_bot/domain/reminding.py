"""Reminders of the weekly page: five school days and one school day before a date, only to those who owe it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from broker_bot.domain import hours, week
from broker_bot.domain.demand import reader
from broker_bot.domain.digest import Mandate as Line
from broker_bot.domain.digest import Tier, date_shown
from broker_bot.domain.district import District, School
from broker_bot.domain.items import ItemState
from broker_bot.domain.page import Pair, lines

REMIND_DAYS = (5, 1)
"""School days before the date."""

REMIND_MINUTES = 7 * 60 + 30
"""When reminders go out: 07:30 local, before the first bell."""

REMINDED = (Tier.MUST, Tier.BRIEF)


def next_day(after: datetime, district: District) -> tuple[date, datetime]:
    """The next school day's reminders: the day and the instant (UTC) later than `after`."""
    calendar = week.school_days(district)
    day = week.today(after, district)
    if hours.opening(day, calendar) is None or week.instant(day, REMIND_MINUTES, district) <= after:
        day = hours.school_days_after(day, 1, calendar)
    return day, week.instant(day, REMIND_MINUTES, district)


def falls(due: date, first: date, last: date, district: District) -> bool:
    """Whether a reminder of `due` falls on a day from `first` to `last`, both included."""
    calendar = week.school_days(district)
    return any(first <= hours.school_days_after(due, -days, calendar) <= last for days in REMIND_DAYS)


def owed(
    school: School,
    pairs: Iterable[Pair],
    states: Mapping[int, ItemState],
    first: date,
    last: date,
    district: District,
) -> tuple[tuple[int, date, bool], ...]:
    """(demand, date, must or not) of all a school's principal owes and is reminded of from `first` to `last`."""
    own = {str(i): s.state for i, s in states.items()}
    who, found = lines(pairs, reader(school, district, last, own), last, None)
    return tuple(
        (int(line.id), due, line.tier is Tier.MUST)
        for line in found.values()
        if (due := _open(line, who.states, date_shown(who, line), last)) and falls(due, first, last, district)
    )


def _open(line: Line, states: Mapping[str, str], due: date | None, today: date) -> date | None:
    """The date of what is still to do, or None."""
    done = states.get(line.id) in ("done", "taken_off")
    waits = line.accepted_on is None or line.accepted_on > today
    return None if done or waits or line.tier not in REMINDED or due is None or due < today else due
