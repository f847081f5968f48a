"""Who handles something: the unit, the person for this school, hours, how long an answer usually takes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from statistics import median

from broker_bot.domain import contacts, cover, dated, faces, hours, people
from broker_bot.domain.district import Calendar, District, Route, Span
from broker_bot.domain.model import Origin, Request
from broker_bot.domain.placing import Placement

ENOUGH = 5
"""Answers from which a usual time is said; below, one case would speak for all, so the target is said instead."""

LATEST = 20
"""Answers that the usual time is taken from, newest first."""

LIKELY = 0.15
"""Chance from which a desk is worth naming when none is sure."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def routes(placement: Placement, district: District) -> tuple[Route, ...]:
    """The kinds of request a question may be about: the sure one, else up to three likely ones; none if none is."""
    if placement.route:
        return (district.routes[placement.route],)
    likely = [it.route for it in placement.top if it.confidence >= LIKELY]
    return tuple(district.routes[name] for name in likely or [it.route for it in placement.top[:1] if it.evidence])


def line(route: Route, school: str, answered: Sequence[Request], district: District, day: date) -> str:
    """One kind of request in a few sentences. `answered` are its unit's latest answered ones; `school` "" is any."""
    unit = district.units[route.unit]
    calendar = district.calendars[unit.calendar]
    person = contacts.contact(district, unit, route.id, school)
    ask = f"{cover.name_with_cover(district, person)}" if person in district.people else ""
    who = f"for {people.school_name(district, school)} ask {ask}" if school else f"ask {ask}"
    parts = [f"{route.label}: {unit.name}" + (f"; {who}." if ask else ".")]
    parts.append(f"Hours: {hours_words(calendar)}.")
    parts.append(usual_words(route, answered, calendar, district))
    change = dated.change(district, route.id, day)
    if change:
        parts.append(f"{change[:1].upper()}{change[1:]}.")
    return " ".join(parts)


def usual_words(route: Route, answered: Sequence[Request], calendar: Calendar, district: District) -> str:
    """How long an answer usually takes, from the school's own requests that this unit alone had; else the target."""
    target = faces.span_words(route.respond_minutes, calendar)
    found = usual(answered, calendar)
    if found is None:
        return f"Answers within {target}."
    words = faces.waited(found[0], calendar.day_minutes)
    return f"Usually answers in {words} of its hours (middle of the last {found[1]}); the target is {target}."


def usual(answered: Sequence[Request], calendar: Calendar) -> tuple[int, int] | None:
    """The usual wait for an answer in working minutes, and of how many answers it is the middle; None of too few.

    `answered` are a route's latest answered requests, newest first. Those an ILD filed, and those another unit had
    before, are left out.
    """
    own = [r for r in answered if r.answered_at and r.origin != Origin.ILD and not r.holders][:LATEST]
    if len(own) < ENOUGH:
        return None
    waits = [hours.between(r.opened_at, max(r.opened_at, r.answered_at or r.opened_at), calendar) for r in own]
    return round(median(waits)), len(own)


def hours_words(calendar: Calendar) -> str:
    """ "Mon-Fri 7:00 AM-4:00 PM"; "day and night" for hours that never end."""
    if calendar.always:
        return "day and night"
    said = []
    for spans, days in groupby(range(7), key=lambda day: calendar.week[day]):
        run = list(days)
        if spans:
            name = _DAYS[run[0]] + (f"-{_DAYS[run[-1]]}" if len(run) > 1 else "")
            said.append(f"{name} {', '.join(_span(span) for span in spans)}")
    return "; ".join(said)


def _span(span: Span) -> str:
    return f"{_time(span[0])}-{_time(span[1])}"


def _time(minutes: int) -> str:
    hour, minute = divmod(minutes % 1440, 60)
    return f"{hour % 12 or 12}:{minute:02} {'AM' if hour < 12 else 'PM'}"
