"""The unit's question to the school, and the clock that waits for it: a reason, an end, three days at most.

A pause always refers to a question, which is a sentence the school reads and so the unit's answer. The clock goes on
with the school's word, when the unit says so, or at the end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from broker_bot.domain import hours, people
from broker_bot.domain.district import District
from broker_bot.domain.model import Event, Notice, Outcome, Pause, Request, Status

LONGEST_DAYS = 3
"""A clock waits for the school at most three school days, however often it is asked."""

REMIND_AFTER_DAYS = 1
"""An open question is reminded of once, after one school day; then it stands on the card and on Home."""


def spent(request: Request) -> int:
    """Working minutes that the running clock has waited for the school already."""
    return sum(p.minutes for p in request.pauses if p.clock == request.clock)


def resumed(request: Request, district: District, now: datetime) -> Request:
    """The request with its clock running again: what is owed moves by the working time it waited."""
    if request.paused_at is None or request.paused_until is None:
        return request
    calendar = people.calendar_of(district, request)
    end = max(request.paused_at, min(now, request.paused_until))
    minutes = hours.between(request.paused_at, end, calendar)
    over = Pause(request.clock, request.paused_at, end, minutes)
    return replace(
        request,
        paused_at=None,
        paused_until=None,
        pauses=(*request.pauses, over),
        clock_from=hours.add(request.clock_from, minutes, calendar),
        promise_at=hours.add(request.promise_at, minutes, calendar) if request.promise_at else None,
    )


def answered(request: Request, district: District, now: datetime) -> tuple[Request, tuple[Event, ...]]:
    """The school has said something: its question is answered and the clock goes on."""
    if request.question is None:
        return request, ()
    on = resumed(request, district, now)
    pause = (Event("resumed", "clock", {"why": "the school answered"}),) if request.paused_at else ()
    kept = replace(request.question, until=request.paused_until)
    return replace(on, question=None, answered_question=kept), pause


def asked_again(request: Request, now: datetime) -> Request:
    """The school's word was about something else: the question is open again, and its clock waits if it still may."""
    before = request.answered_question
    if before is None or request.question is not None or not request.owes:
        return request
    again = replace(request, question=replace(before, until=None), answered_question=None)
    if before.until and before.until > now and request.status == Status.WORKING:
        return replace(again, paused_at=now, paused_until=before.until)
    return again


def remind_at(request: Request, district: District) -> datetime | None:
    """When the school is reminded of an open question, once; None when it was, or there is none."""
    asked = request.question
    if asked is None or asked.reminded_at is not None or not request.owes:
        return None
    calendar = people.calendar_of(district, request)
    return hours.add(asked.at, REMIND_AFTER_DAYS * calendar.day_minutes, calendar)


def wakes(request: Request, district: District) -> tuple[datetime, ...]:
    """When to look again for a question's or a pause's sake."""
    return tuple(at for at in (request.paused_until, remind_at(request, district)) if at is not None)


def woke(request: Request, district: District, now: datetime) -> Outcome:
    """A pause that is over lets the clock run; a question without an answer is reminded of once."""
    outcome = Outcome(request=request)
    due = remind_at(request, district)
    if due is not None and due <= now and request.question is not None:
        request = replace(request, question=replace(request.question, reminded_at=now))
        note = Notice("note.question", f"school:{request.requester}", request.requester)
        outcome = Outcome(request=request, events=(Event("question.reminded", "clock"),), notices=(note,))
    if request.paused_until is None or request.paused_until > now:
        return outcome
    on, unit = resumed(request, district, now), f"unit:{request.terms.unit}"
    event = Event("resumed", "clock", {"why": "the time was over"})
    notices = (*outcome.notices, Notice("note.pause_over", unit, unit))
    return replace(outcome, request=on, events=(*outcome.events, event), notices=notices)


def local(at: datetime | None, district: District) -> str:
    """An instant on the district's clock, in words."""
    if at is None:
        return "now"
    return at.astimezone(ZoneInfo(district.zone)).strftime("%a, %b %-d, %-I:%M %p")


def local_day(at: datetime, zone: str) -> date:
    """The local day of an instant."""
    return at.astimezone(ZoneInfo(zone)).date()
