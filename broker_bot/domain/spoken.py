"""Days and times as people write them after `/broker`: today, Fri, Dec 4, 2026-12-04, 11:30, 2, 2pm, 9-12. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"(?:(?P<m1>[a-z]{3,9})\.? (?P<d1>\d{1,2})|(?P<d2>\d{1,2}) (?P<m2>[a-z]{3,9}))(?:,? (?P<y>\d{4}))?")
_SLASHED = re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})(?:/(?P<y>\d{4}))?")
_TIME = re.compile(r"(?P<h>\d{1,2})(?::(?P<m>\d{2}))? ?(?P<half>am|pm)?")

EARLIEST_BARE_HOUR = 6
"""A bare hour below this is in the afternoon: nobody is in schools until two at night."""


def day(text: str, today: date) -> date | None:
    """The day meant, seen from `today`; without a year it is the next such day. None when it is no day."""
    said = " ".join(text.lower().split())
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    weekday = weekday_of(said)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
        return _made(int(said[:4]), int(said[5:7]), int(said[8:]))
    named, slashed = _NAMED.fullmatch(said), _SLASHED.fullmatch(said)
    if named:
        month = (named["m1"] or named["m2"])[:3]
        number = _MONTHS.index(month) + 1 if month in _MONTHS else 0
        return _next(named["y"], number, int(named["d1"] or named["d2"]), today)
    return _next(slashed["y"], int(slashed["m"]), int(slashed["d"]), today) if slashed else None


def weekday_of(text: str) -> int | None:
    """0 for "Mon", "monday" or "mondays"; None for anything else."""
    said = text.lower().rstrip("s.")
    return next((n for n, name in enumerate(WEEKDAYS) if len(said) >= 3 and name.startswith(said)), None)


def _next(year: str | None, month: int, number: int, today: date) -> date | None:
    if year:
        return _made(int(year), month, number)
    found = (_made(today.year + more, month, number) for more in (0, 1))
    return next((d for d in found if d and d >= today), None)


def _made(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def minute(text: str, *, not_before: int = 0) -> int | None:
    """Minutes from local midnight: "11:30", "2pm", "2" (in the afternoon). None when it is no time.

    A bare hour of the morning that lies before `not_before` is in the afternoon, as the 2 of "10-2".
    """
    said = " ".join(text.lower().replace(".", "").split())
    if said in ("noon", "midday"):
        return 12 * 60
    found = _TIME.fullmatch(said)
    if found is None:
        return None
    hour, minutes = int(found["h"]), int(found["m"] or 0)
    if minutes > 59 or hour > (12 if found["half"] else 24) or (found["half"] and hour == 0):
        return None
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    elif hour < EARLIEST_BARE_HOUR or (hour < 12 and hour * 60 + minutes < not_before):
        hour += 12
    total = hour * 60 + minutes
    return total if total <= 24 * 60 else None


def span(text: str) -> tuple[int, int] | None:
    """Two times: "9-12", "10 to 2", "9:30-14:00". None when it is none or ends before it begins."""
    parts = re.split(r"\s*(?:-|\N{EN DASH}|\bto\b|\buntil\b)\s*", text.strip())
    if len(parts) != 2:
        return None
    begin = minute(parts[0])
    end = minute(parts[1], not_before=begin or 0)
    return (begin, end) if begin is not None and end is not None and begin < end else None


def clock_words(minutes: int) -> str:
    """690 as "11:30 AM"."""
    hour, rest = divmod(minutes, 60)
    return f"{(hour - 1) % 12 + 1}:{rest:02d} {'PM' if 12 <= hour < 24 else 'AM'}"


def day_words(found: date) -> str:
    """A date as "Fri, Dec 4"."""
    return f"{found:%a, %b} {found.day}"
