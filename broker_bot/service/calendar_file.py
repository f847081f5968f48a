"""A principal's dates as an iCalendar file (RFC 5545): one all-day event a date, the same name when a date moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from icalendar import Calendar, Event

from broker_bot.domain.ahead import DateAhead


def calendar_file(dates: Sequence[DateAhead], principal: str) -> bytes:
    """The file's bytes. An event keeps its UID when its date is corrected, and its SEQUENCE rises."""
    calendar = Calendar()
    calendar.add("prodid", "-//broker_bot//weekly page//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in dates:
        event = Event()
        event.add("uid", f"demand-{one.mandate}-{principal}")
        event.add("dtstamp", one.stamped)
        event.add("dtstart", one.due)
        event.add("dtend", one.due + timedelta(days=1))
        event.add("sequence", one.sequence)
        event.add("summary", one.title)
        minutes = f"{one.minutes} min. " if one.minutes else ""
        event.add("description", f"{minutes}{one.line} ({one.unit})".strip())
        if one.link:
            event.add("url", one.link)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
