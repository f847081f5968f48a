"""What becomes of promised dates and of the steps ahead when the calendar changes. Pure.

What was sent stays sent; only what is ahead moves.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain import hours, ladder, people
from broker_bot.domain.district import Calendar, District
from broker_bot.domain.model import Event, Outcome, Request
from broker_bot.domain.unit_side import end_of_work

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def moved_dates(request: Request, before: District, after: District, now: datetime) -> Outcome:
    """A request after the calendar changed: promises that are ahead move with it, in an event and on every card."""
    if not request.owes:
        return Outcome(request=request, wake_at=ladder.next_wake(request, after, now))
    old, new = people.calendar_of(before, request), people.calendar_of(after, request)
    changed = replace(
        request,
        promise_at=_moved(request.promise_at, old, new, now),
        hold_until=_moved(request.hold_until, old, new, now),
        paused_until=_moved(request.paused_until, old, new, now),
    )
    was, due = ladder.due_at(request, before), ladder.due_at(changed, after)
    wake = ladder.next_wake(changed, after, now)
    if was == due or was is None or due is None:
        return Outcome(request=changed, wake_at=wake)
    event = Event("recounted", "clock", {"was": was.isoformat(), "due": due.isoformat()})
    return Outcome(request=changed, events=(event,), notices=ladder.cards(changed), wake_at=wake)


def _moved(at: datetime | None, old: Calendar, new: Calendar, now: datetime) -> datetime | None:
    """A promised instant in the new calendar: a day's end stays on its day, or goes to the next open one; any other
    keeps the working minutes that are left until it."""
    if at is None or at <= now or hours.between(now, at, old) == hours.between(now, at, new):
        return at
    day = at.astimezone(ZoneInfo(old.zone)).date()
    if at != end_of_work(day, old):
        return _relaid(at, old, new, now)
    if end_of_work(day, new) is not None:
        return at
    for _ in range(hours.SEARCH_DAYS):
        day += _DAY
        end = end_of_work(day, new)
        if end is not None:
            return end
    return at


def _relaid(at: datetime, old: Calendar, new: Calendar, now: datetime) -> datetime:
    minutes = hours.between(now, at, old)
    seconds = at - hours.add(now, minutes, old)
    return hours.add(now, minutes, new) + (seconds if seconds < _MINUTE else timedelta(0))
