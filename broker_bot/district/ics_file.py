"""A calendar in the .ics format (RFC 5545): its events as plain values, with what repeats written out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar as IcsCalendar

from broker_bot.domain.closures import ALL
from broker_bot.domain.district import MIDNIGHT, Closure

CLOSED_WORDS = (
    *("no school", "school closed", "schools closed", "district closed", "office closed", "offices closed"),
    *("holiday", "break", "recess", "non-student day", "non student day", "snow day"),
)
"""Titles of all-day events that close a day."""

EARLY_WORDS = ("early dismissal", "early release", "half day", "half-day", "early closing")
"""Titles of events that close the day from their beginning."""

MOST_EVENTS = 5000
"""Events written out from one calendar; a feed with more is not a calendar of a school or a person."""

_DAY = timedelta(days=1)


class NotACalendar(ValueError):
    """The bytes are no calendar, or one that can't be read whole; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One event as it happens once: instants (aware UTC), and for an all-day event the local days from `day` on."""

    title: str
    begins_at: datetime
    ends_at: datetime
    day: date
    days: int
    """0 for an event with hours."""
    busy: bool = True
    """Not marked as free (RFC 5545, TRANSP)."""


def occasions(raw: bytes, zone: str, first: date, last: date) -> list[Occasion]:
    """Every event that touches the local days from `first` to `last`, in order. Raises NotACalendar."""
    try:
        calendar = IcsCalendar.from_ical(raw)
        found = list(_all(calendar.walk("VEVENT"), ZoneInfo(zone), first, last))
    except NotACalendar:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        what = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise NotACalendar(f"This is not a calendar that can be read ({what}). Export it again as .ics.") from error
    return sorted(found, key=lambda o: (o.begins_at, o.title))


def _all(events: Iterable[Any], zone: ZoneInfo, first: date, last: date) -> Iterator[Occasion]:
    known = [e for e in events if str(e.get("STATUS", "")).upper() != "CANCELLED" and e.get("DTSTART")]
    moved = {(str(e.get("UID")), _instant(e["RECURRENCE-ID"].dt, zone)) for e in known if "RECURRENCE-ID" in e}
    count = 0
    for event in known:
        start = event["DTSTART"].dt
        length = _length(event, start)
        for begins in _starts(event, start, zone, length, first, last):
            if "RECURRENCE-ID" not in event and (str(event.get("UID")), _instant(begins, zone)) in moved:
                continue
            count += 1
            if count > MOST_EVENTS:
                raise NotACalendar(f"This calendar has more than {MOST_EVENTS} events in the time asked for.")
            busy = str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
            one = replace(_occasion(str(event.get("SUMMARY", "")), begins, length, zone), busy=busy)
            if one.day <= last and one.ends_at > _instant(first, zone):
                yield one


def _length(event: Any, start: date) -> timedelta:
    whole = not isinstance(start, datetime)
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(end, datetime) == whole:
            raise NotACalendar("An event begins with a day and ends with a time. Export the calendar again.")
        lasts: timedelta = end - start
        return max(lasts, _DAY if whole else timedelta(0))
    if "DURATION" in event:
        stated: timedelta = event["DURATION"].dt
        return max(stated, _DAY if whole else timedelta(0))
    return _DAY if whole else timedelta(0)


def _starts(
    event: Any, start: date, zone: ZoneInfo, length: timedelta, first: date, last: date
) -> Iterator[date | datetime]:
    """When an event happens: once, or as its rule says, without the dates taken out. Rules run on the local clock."""
    rule = event.get("RRULE")
    if rule is None or "RECURRENCE-ID" in event:
        yield start
        return
    own = start.tzinfo if isinstance(start, datetime) else None
    wall = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())
    text = re.sub(r"UNTIL=(\d{8})(T\d{6}Z?)?", lambda m: f"UNTIL={m[1]}T235959", rule.to_ical().decode())
    without = {_instant(d.dt, zone) for d in _dates(event, "EXDATE")}
    low = datetime.combine(first, time()) - length - _DAY
    high = datetime.combine(last, time()) + 2 * _DAY
    found: Iterable[datetime] = rrulestr(text, dtstart=wall).between(low, high, inc=True)
    for at in found:
        begins = at.replace(tzinfo=own) if isinstance(start, datetime) else at.date()
        if _instant(begins, zone) not in without:
            yield begins
    for extra in _dates(event, "RDATE"):
        yield extra.dt


def _dates(event: Any, name: str) -> list[Any]:
    found = event.get(name, [])
    lists = found if isinstance(found, list) else [found]
    return [one for each in lists for one in each.dts]


def _instant(at: date, zone: ZoneInfo) -> datetime:
    """A day is its local midnight; a time without a zone is local."""
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _occasion(title: str, begins: date, length: timedelta, zone: ZoneInfo) -> Occasion:
    at = _instant(begins, zone)
    words = " ".join(title.split())
    if isinstance(begins, datetime):
        return Occasion(words, at, at + length, at.astimezone(zone).date(), 0)
    return Occasion(words, at, _instant(begins + length, zone), begins, length.days)


def closings(found: Iterable[Occasion], zone: str, source: str, words: Iterable[str] = ()) -> list[Closure]:
    """The closures that a district's calendar means, one a day; `words` replace the usual titles of closed days."""
    wanted = tuple(w.casefold() for w in words) or CLOSED_WORDS
    days: dict[date, Closure] = {}
    for one in found:
        title = one.title.casefold()
        early = any(w in title for w in EARLY_WORDS)
        if one.days and not early and any(w in title for w in wanted):
            for n in range(one.days):
                day = one.day + n * _DAY
                days[day] = Closure(day, ALL, one.title[:200], source, 0, MIDNIGHT, source)
        elif early and not one.days and (one.day not in days or days[one.day].begin):
            local = one.begins_at.astimezone(ZoneInfo(zone))
            days[one.day] = Closure(
                one.day, ALL, one.title[:200], source, local.hour * 60 + local.minute, MIDNIGHT, source
            )
    return [days[day] for day in sorted(days)]
