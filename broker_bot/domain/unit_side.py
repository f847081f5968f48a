"""What the owing unit can do: take, answer, promise a date, finish, say it belongs elsewhere.

Only a sentence that the school reads is an answer. There is always a next date.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain import commands as c
from broker_bot.domain import hours, people
from broker_bot.domain.district import Calendar, District, Person
from broker_bot.domain.model import (
    Event,
    Json,
    Lesson,
    Notice,
    Outcome,
    Reply,
    Request,
    Said,
    Status,
    refuse,
    refuse_field,
)
from broker_bot.domain.school_side import copies
from broker_bot.domain.terms import moved

LONGEST_PROMISE = timedelta(days=366)


def decide(request: Request, command: c.OnRequest, actor: Person, district: District, now: datetime) -> Outcome:
    """See `request.decide`; this part answers the unit's commands."""
    if request.status == Status.CLOSED:
        return refuse(f"{request.number} is closed ({request.outcome}). Nothing more to do.")
    match command:
        case c.Take():
            return _take(request, actor, district, now)
        case c.ReplyToSchool():
            return answer(request, command, None, actor, district, now)
        case c.Promise():
            return _promise(request, command, actor, district, now)
        case c.Finish():
            return _finish(request, command, actor, now)
        case c.DeskStatus(text=text):
            noted = Reply(f"Noted. It is not an answer: {request.number} still waits for a sentence to the school.")
            return Outcome(request=request, events=(Event("desk.status", actor.id, {"text": text}),), reply=noted)
        case c.NotOurs(route=route, text=text):
            return _not_ours(request, route, text, actor, district, now)
        case _:
            return refuse("That can't be done with a request.")


def _take(request: Request, actor: Person, district: District, now: datetime) -> Outcome:
    if request.taken_by == actor.id:
        return refuse(f"You have {request.number} already.")
    if request.taken_by:
        holder = people.name_of(district, request.taken_by)
        return refuse(f"{holder} has {request.number} since {_local(request.taken_at, district)}.")
    changed = replace(request, taken_by=actor.id, taken_at=now)
    private = request.confidential or request.details
    teaches = request.refusals and request.status == Status.OPEN and not private
    return Outcome(
        request=changed,
        events=(Event("taken", actor.id),),
        reply=Reply(f"{request.number} is yours."),
        lesson=Lesson(request.text, request.terms.route) if teaches else None,
    )


def _local(at: datetime | None, district: District) -> str:
    if at is None:
        return "just now"
    return at.astimezone(ZoneInfo(district.zone)).strftime("%a %b %-d, %-I:%M %p")


def _said(request: Request, text: str, actor: Person, now: datetime) -> Request:
    return replace(
        request,
        answered_at=request.answered_at or now,
        refusals=0,
        last_word=text,
        last_word_by=actor.id,
        last_word_at=now,
        called=None,
        taken_by=request.taken_by or actor.id,
        taken_at=request.taken_at or now,
    )


Sentence = c.ReplyToSchool | c.Promise | c.Finish | c.Ask | c.Called
"""Commands that carry a sentence for the school."""


def answer(
    request: Request, command: Sentence, due: datetime | None, actor: Person, district: District, now: datetime
) -> Outcome:
    """The answer stops the response clock; without a date of its own the finish target sets the next one."""
    if request.status == Status.FINISHED and due is None:
        return _afterword(request, command, actor)
    calendar = people.calendar_of(district, request)
    keeps = request.promise_at if request.promise_at and request.promise_at > now else None
    promise = due or keeps or hours.add(now, request.terms.finish_minutes, calendar)
    said = _said(request, command.text, actor, now)
    if promise != request.promise_at or request.status != Status.WORKING:
        said = replace(
            said,
            status=Status.WORKING,
            promise_at=promise,
            clock=request.next_clock,
            clock_from=now,
            hold_until=None,
            finished_at=None,
            finished_by="",
        )
    facts: dict[str, Json] = {"text": command.text, "promise": promise.isoformat(), "own_date": due is not None}
    school = people.school_name(district, request.school)
    return Outcome(
        request=said,
        events=(Event("answered", actor.id, facts),),
        notices=crossing(said),
        said=spoken(request, command, actor),
        reply=Reply(f"Sent to {school}. Next date: {_local(promise, district)}."),
    )


def _afterword(request: Request, command: Sentence, actor: Person) -> Outcome:
    """A sentence after *finish*: the school reads it and is still the one to say; its card keeps what was done."""
    return Outcome(
        request=request,
        events=(Event("answered", actor.id, {"text": command.text}),),
        notices=crossing(request),
        said=spoken(request, command, actor),
        reply=Reply(f"Sent. {request.number} stays marked done until the school says otherwise."),
    )


def crossing(request: Request) -> tuple[Notice, ...]:
    """The school's threads get the words; the unit's own thread keeps a copy of what left."""
    unit = f"unit:{request.terms.unit}"
    return (*copies(request), Notice("card.said", unit, unit))


def spoken(request: Request, command: c.OnRequest, actor: Person) -> Said:
    """The sentence of a command as it crosses to the school."""
    channel, ts = getattr(command, "channel", ""), getattr(command, "ts", "")
    kind = "question" if isinstance(command, c.Ask) else "called" if isinstance(command, c.Called) else "reply"
    return Said(kind, actor.id, getattr(command, "text", ""), request.terms.unit, channel, ts)


def _promise(request: Request, command: c.Promise, actor: Person, district: District, now: datetime) -> Outcome:
    day = command.day
    calendar = people.calendar_of(district, request)
    if day is None:
        return refuse_field("date", "Pick the day you promise.")
    if day > now.date() + LONGEST_PROMISE:
        return refuse_field("date", "That is more than a year away. Pick a date the school can wait for.")
    due = end_of_work(day, calendar)
    if due is None:
        return refuse_field("date", f"{day:%a, %b} {day.day} is not a working day of your unit.")
    if due <= now:
        return refuse_field("date", "That day's working hours are over. Pick a later one.")
    return answer(request, command, due, actor, district, now)


def end_of_work(day: date, calendar: Calendar) -> datetime | None:
    """The last working instant (UTC) of a local day, or None when the unit is closed that day."""
    zone = ZoneInfo(calendar.zone)
    opens = hours.opening(day, calendar)
    if opens is None:
        return None
    midnight = datetime.combine(day, time(), tzinfo=zone).astimezone(opens.tzinfo)
    minutes = 24 * 60 if calendar.always else _last_minute(day, calendar)
    if minutes == 24 * 60:
        end = datetime.combine(date.fromordinal(day.toordinal() + 1), time(), tzinfo=zone)
    else:
        end = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone)
    return max(end.astimezone(opens.tzinfo), midnight)


def _last_minute(day: date, calendar: Calendar) -> int:
    spans = calendar.exceptions.get(day, calendar.week[day.weekday()])
    return max(end for _, end in spans)


def _finish(request: Request, command: c.Finish, actor: Person, now: datetime) -> Outcome:
    if request.status == Status.FINISHED:
        return refuse(f"{request.number} is marked done already; the school is asked.")
    finished = replace(
        _said(request, command.text, actor, now),
        status=Status.FINISHED,
        finished_at=now,
        finished_by=actor.id,
        hold_until=None,
    )
    return Outcome(
        request=finished,
        events=(Event("finished", actor.id, {"text": command.text}),),
        notices=crossing(finished),
        said=spoken(request, command, actor),
        reply=Reply("Sent. The school is asked whether it is done."),
    )


def _not_ours(request: Request, route_id: str, text: str, actor: Person, district: District, now: datetime) -> Outcome:
    route = people.route_of(district, route_id)
    if route is None:
        return refuse_field("route", "Name the desk where it goes, or the help desk.")
    if route.unit == request.terms.unit:
        return refuse_field("route", "That desk is your own unit's. Name another, or the help desk.")
    if request.status == Status.FINISHED:
        return refuse(f"{request.number} is marked done. It can move again when the school says Not yet.")
    old_unit = people.unit_of(district, request)
    target = district.units[route.unit]
    reason = f"{old_unit.name} says it belongs there"
    changed = replace(moved(request, route, district, now, why=reason), refusals=request.refusals + 1)
    old = f"unit:{old_unit.id}"
    note = Notice("note.came_from", f"unit:{target.id}", f"unit:{target.id}", {"text": text, "author": actor.name})
    return Outcome(
        request=changed,
        events=(
            Event("not_ours", actor.id, {"route": route.id, "unit": target.id, "from": old_unit.id, "text": text}),
        ),
        notices=(Notice("card.unit", old, old), *_ordered(changed, note)),
        reply=Reply(f"{request.number} is with {target.name} now; the school's clock goes on."),
    )


def _ordered(request: Request, note: Notice) -> tuple[Notice, ...]:
    """The new unit's card is posted before the line that hangs in its thread."""
    return (Notice("card.unit", note.place, note.to), note)
