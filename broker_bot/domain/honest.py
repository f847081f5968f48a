"""The wait that a principal should expect, where a unit usually takes longer than its target says. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain import people, who
from broker_bot.domain.district import Calendar, District
from broker_bot.domain.model import Request, Status

_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def asks(request: Request) -> bool:
    """Whether a request waits for its first answer in the usual way, so that a usual wait says something about it."""
    return request.status == Status.OPEN and not (request.urgent or request.served_by or request.holders)


def expected(request: Request, answered: Sequence[Request], district: District) -> str:
    """ "about two working days", when that is longer than the target of this kind of request; else "".

    The figure is `who.usual`: the middle of the last twenty answers, from five on. It is rounded up to whole hours,
    from a working day on to whole days of the unit, for a wait that is told should not turn out longer.
    """
    calendar = people.calendar_of(district, request)
    found = who.usual(answered, calendar)
    if found is None or found[0] <= request.terms.respond_minutes:
        return ""
    return about(found[0], calendar)


def about(minutes: int, calendar: Calendar) -> str:
    """Working minutes as people say them: "about three working hours", "about two working days"."""
    day = calendar.day_minutes
    size, name = (day, "day") if minutes >= day else (60, "hour")
    number = -(-minutes // size)
    kind = "" if calendar.always else "working "
    said = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"about {said} {kind}{name}{'' if number == 1 else 's'}"
