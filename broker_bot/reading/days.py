"""Days worked out from words and the day a memo was received: years left out, weekdays, holidays, ends of months."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

DAYS_BACK, DAYS_AHEAD = 90, 275
"""A date without a year lies between these many days before and after the memo's receipt, which settles the school
year."""

_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
MONTHS = {name.lower()[:3]: number for number, name in enumerate(calendar.month_abbr) if name}
WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ORDINAL_WORDS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split())} | {
    "a": 1,
    "an": 1,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
}
ORDINALS = {word: number for number, word in enumerate(_ORDINAL_WORDS.split()) if number} | {
    "last": -1,
    "fifteenth": 15,
    "twentieth": 20,
}


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, or None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def near(received: date, month: int, day: int) -> date | None:
    """The year that puts a day from DAYS_BACK before to DAYS_AHEAD after the receipt; None for no such day."""
    years = (received.year + step for step in (0, 1, -1) if 1 <= received.year + step <= date.max.year)
    for found in (day_of(year, month, day) for year in years):
        if found and -DAYS_BACK <= (found - received).days <= DAYS_AHEAD:
            return found
    return None


def month_near(received: date, month: int, year: int | None = None) -> date | None:
    """The first day of `month`; without a year, of the year in which the month's last day is near the receipt."""
    if year:
        return day_of(year, month, 1)
    last = near(received, month, 28)
    return last.replace(day=1) if last else None


def last_of_month(first: date) -> date:
    """The last day of the month of `first`."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def next_month(day: date) -> date:
    """The first day of the following month."""
    return day.replace(day=1) + relativedelta(months=1)


def after(received: date, weekday: int) -> date:
    """The first such weekday after the receipt."""
    return received + timedelta(days=1 + (weekday - received.weekday() - 1) % 7)


def in_week(received: date, weekday: int, weeks: int) -> date:
    """That weekday of the Monday-Sunday week `weeks` after the one of the receipt."""
    return received - timedelta(days=received.weekday()) + timedelta(days=weekday, weeks=weeks)


def nth(first: date, weekday: int, number: int) -> date | None:
    """The `number`th weekday of the month of `first` (-1: the last), or None when the month has no such day."""
    start = first.replace(day=1)
    found = start + (
        relativedelta(day=31, weekday=_WEEKDAYS[weekday](-1))
        if number < 0
        else relativedelta(weekday=_WEEKDAYS[weekday](number))
    )
    return found if found.month == start.month else None


def next_nth(received: date, weekday: int, number: int) -> date | None:
    """The next occurrence on or after the receipt of a weekday that recurs every month."""
    return _next(received, lambda first: nth(first, weekday, number))


def next_day_number(received: date, number: int) -> date | None:
    """The next day with this number in its month, on or after the receipt."""
    return _next(received, lambda first: day_of(first.year, first.month, number))


def _next(received: date, of_month: Callable[[date], date | None]) -> date | None:
    first = received.replace(day=1)
    for _ in range(4):
        found = of_month(first)
        if found and found >= received:
            return found
        first = next_month(first)
    return None


def holiday(name: str, received: date) -> date | None:
    """The next day of that name on or after the receipt, or one at most DAYS_BACK ago if none is near ahead."""
    known = _HOLIDAYS.get(name)
    if known is None:
        return None
    for year in (received.year - 1, received.year, received.year + 1):
        found = known(year)
        if found and -14 <= (found - received).days <= DAYS_AHEAD + DAYS_BACK:
            return found
    return None


_ByYear = Callable[[int], date | None]


def _weekday_in(month: int, weekday: int, number: int) -> _ByYear:
    return lambda year: nth(date(year, month, 1), weekday, number)


def _fixed(month: int, day: int) -> _ByYear:
    return lambda year: date(year, month, day)


_HOLIDAYS: dict[str, _ByYear] = {
    "new year's day": _fixed(1, 1),
    "martin luther king": _weekday_in(1, 0, 3),
    "mlk": _weekday_in(1, 0, 3),
    "valentine's day": _fixed(2, 14),
    "presidents' day": _weekday_in(2, 0, 3),
    "easter": easter,
    "good friday": lambda year: easter(year) - timedelta(days=2),
    "memorial day": _weekday_in(5, 0, -1),
    "juneteenth": _fixed(6, 19),
    "independence day": _fixed(7, 4),
    "labor day": _weekday_in(9, 0, 1),
    "columbus day": _weekday_in(10, 0, 2),
    "indigenous peoples' day": _weekday_in(10, 0, 2),
    "halloween": _fixed(10, 31),
    "veterans day": _fixed(11, 11),
    "thanksgiving": _weekday_in(11, 3, 4),
    "christmas eve": _fixed(12, 24),
    "christmas": _fixed(12, 25),
    "new year's eve": _fixed(12, 31),
}
HOLIDAYS = tuple(sorted(_HOLIDAYS, key=len, reverse=True))
