"""Hours and days as people write them: "07:00-16:00", mon-fri, "2026-11-26..2026-11-27 Thanksgiving"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from broker_bot.district.problems import Wrong, nearest
from broker_bot.domain.district import Span

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_CLOSING = 92
"""Days; a closing longer than a summer is a slip of the keyboard."""

Week = tuple[tuple[Span, ...], ...]

_TIME = "a time from 00:00 to 23:59"
_HOURS = 'hours such as "07:00-16:00" or "07:30-11:30, 12:30-16:30"'
_DAY = "a date such as 2027-01-18"


class Closing(NamedTuple):
    """Days on which the office is closed, `first` to `last`, both included."""

    first: date
    last: date
    name: str

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]


class HalfDay(NamedTuple):
    """A day with other hours than usual."""

    day: date
    spans: tuple[Span, ...]
    name: str


def parse_time(text: str, *, end: bool = False) -> int:
    """Minutes from midnight; "8:30" is 08:30, and "24:00" is good only as an end. Raises Wrong."""
    expected = "a time from 00:00 to 24:00" if end else _TIME
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text, re.ASCII)
    if found is None:
        loose = re.fullmatch(r"(\d{1,2})[.h]?(\d{2})", text, re.ASCII)
        sound = loose and int(loose[1]) < 24 and int(loose[2]) < 60
        raise Wrong(f"{text} is not a time", expected, f"{int(loose[1]):02}:{loose[2]}" if loose and sound else "")
    hours, minutes = int(found[1]), int(found[2])
    if (hours, minutes) == (24, 0):
        if end:
            return 1440
        raise Wrong("24:00 can only be an end", expected, "00:00")
    if hours > 23 or minutes > 59:
        raise Wrong(f"{text} is not a time of day", expected)
    return hours * 60 + minutes


def parse_spans(text: str) -> tuple[Span, ...]:
    """Read "07:30-11:30, 12:30-16:30"; raises Wrong when a part is turned around or overlaps the one before."""
    spans: list[Span] = []
    for part in text.split(","):
        start_text, dash, end_text = (piece.strip() for piece in re.sub("[\u2013\u2014]", "-", part).partition("-"))
        if not dash or not start_text or not end_text:
            raise Wrong("these are not working hours", _HOURS)
        start, end = parse_time(start_text), parse_time(end_text, end=True)
        if end <= start:
            raise Wrong(f"the end {end_text} is not after the start {start_text}", _HOURS)
        if spans and start < spans[-1][1]:
            raise Wrong(f"the part from {start_text} begins before the one ahead of it ends", _HOURS)
        spans.append((start, end))
    return tuple(spans)


def parse_weekday(text: str) -> int:
    """0 for Monday; full names and their first three letters. Raises Wrong with the nearest day."""
    word = text.strip().lower()
    for number, name in enumerate(WEEKDAYS):
        if word in (name, name[:3]):
            return number
    raise Wrong(
        f"{text.strip() or 'nothing'} is not a day of the week",
        "mon tue wed thu fri sat sun",
        nearest(word, [*(name[:3] for name in WEEKDAYS), *WEEKDAYS]),
    )


def parse_weekdays(text: str) -> list[int]:
    """Read "mon-fri" or "mon, wed"; raises Wrong."""
    days: list[int] = []
    for part in text.split(","):
        first_text, dash, last_text = part.partition("-")
        first = parse_weekday(first_text)
        last = parse_weekday(last_text) if dash else first
        if last < first:
            raise Wrong(f"{part.strip()} runs backwards", "a range such as mon-fri")
        days.extend(range(first, last + 1))
    return days


def parse_week(fields: Mapping[str, str]) -> Week:
    """Seven tuples of spans from {"mon-fri": "07:00-16:00"}; raises Wrong when a day is named twice."""
    week: dict[int, tuple[Span, ...]] = {}
    for names, hours in fields.items():
        spans = parse_spans(hours)
        for day in parse_weekdays(names):
            if day in week:
                raise Wrong(f"{WEEKDAYS[day]} is given twice", "each day once")
            week[day] = spans
    return tuple(week.get(day, ()) for day in range(7))


def parse_date(text: str) -> date:
    """Read 2027-01-18; raises Wrong, with an offer for 1/18/2027."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    if found is None:
        raise Wrong(f"{text or 'nothing'} is not a date", _DAY, _us_date(text))
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Wrong(f"there is no day {text}", _DAY) from None
    if not 1950 <= day.year <= 2100:
        raise Wrong(f"the year of {text} can't be right", "a year from 1950 to 2100")
    return day


def _us_date(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text, re.ASCII)
    try:
        return date(int(found[3]), int(found[1]), int(found[2])).isoformat() if found else ""
    except ValueError:
        return ""


def parse_closing(text: str) -> Closing:
    """Read "2026-11-26..2026-11-27 Thanksgiving" or one day; raises Wrong."""
    days, _, name = text.strip().partition(" ")
    first_text, dots, last_text = days.partition("..")
    first = parse_date(first_text)
    last = parse_date(last_text) if dots else first
    if last < first:
        raise Wrong(f"the last day {last_text} is before the first day {first_text}", "first day..last day")
    if (last - first).days >= LONGEST_CLOSING:
        raise Wrong(f"this closing lasts {(last - first).days + 1} days", f"at most {LONGEST_CLOSING} days")
    return Closing(first, last, name.strip())


def parse_half_day(text: str) -> HalfDay:
    """Read "2026-12-18 07:00-11:30 Last day before winter break"; raises Wrong."""
    found = re.fullmatch(r"(\S+)\s+([\d:.]+\s*-\s*[\d:.]+(?:\s*,\s*[\d:.]+\s*-\s*[\d:.]+)*)(?:\s+(.*))?", text.strip())
    if found is None:
        raise Wrong(
            "this is not a day with hours", 'a date, hours and a name, such as "2026-12-18 07:00-11:30 Half day"'
        )
    return HalfDay(parse_date(found[1]), parse_spans(found[2]), (found[3] or "").strip())


_SPOKEN_ZONES = {
    "America/New_York": "eastern est edt et est5edt",
    "America/Chicago": "central cst cdt ct cst6cdt",
    "America/Denver": "mountain mst mdt mt mst7mdt",
    "America/Los_Angeles": "pacific pst pdt pt pst8pdt",
    "America/Anchorage": "alaska akst akdt",
    "Pacific/Honolulu": "hawaii hst",
}
_COMMON_ZONES = {word: zone for zone, words in _SPOKEN_ZONES.items() for word in words.split()}


def parse_zone(text: str) -> str:
    """An IANA name; raises Wrong with the nearest one for CST, Central or America/Chigaco."""
    word = text.strip().lower().removesuffix(" time").removesuffix(" standard")
    offer = _COMMON_ZONES.get(word, "")
    if not offer and ("/" in text or text == "UTC") and _is_zone(text):
        return text
    raise Wrong(f"{text} is not an IANA time zone", "a name such as America/Chicago", offer or _nearest_zone(text))


def _is_zone(text: str) -> bool:
    try:
        return ZoneInfo(text).key == text
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _nearest_zone(text: str) -> str:
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    cities = {zone.rpartition("/")[2]: zone for zone in zones}
    return nearest(text, zones) or cities.get(nearest(text.replace(" ", "_"), cities), "")
