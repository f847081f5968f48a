"""The unit asks the school: a sentence, and if it likes a day until which the clock waits. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from broker_bot.domain import commands as c
from broker_bot.domain import hours, pausing, people
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Outcome, Question, Reply, Request, Status, refuse, refuse_field
from broker_bot.domain.school_side import unit_note
from broker_bot.domain.unit_side import answer, end_of_work


def ask(request: Request, command: c.Ask, actor: Person, district: District, now: datetime) -> Outcome:
    """A question for the school; with a day, the clock waits for the answer until then."""
    if request.status == Status.FINISHED:
        return refuse(f"{request.number} is marked done. Use Reply to school.")
    until, problem = _until(request, command.day, district, now)
    if problem:
        return refuse_field("date", problem)
    outcome = answer(pausing.resumed(request, district, now), command, None, actor, district, now)
    asked = outcome.request
    assert asked is not None
    asked = replace(asked, question=Question(command.text, actor.id, now), answered_question=None)
    if until is None:
        return replace(outcome, request=asked, reply=Reply("Sent. You hear when the school answers."))
    paused = replace(asked, paused_at=now, paused_until=until)
    event = Event("paused", actor.id, {"until": until.isoformat()})
    words = f"Sent. The clock waits for the school until {pausing.local(until, district)} at most."
    return replace(outcome, request=paused, events=(*outcome.events, event), reply=Reply(words))


def _until(request: Request, day: date | None, district: District, now: datetime) -> tuple[datetime | None, str]:
    """The end of a pause, or why it can't be so."""
    if day is None:
        return None, ""
    calendar = people.calendar_of(district, request)
    end = end_of_work(day, calendar)
    if end is None:
        return None, f"{day:%a, %b} {day.day} is not a working day of your unit."
    if end <= now:
        return None, "That day's working hours are over. Pick a later one."
    left = pausing.LONGEST_DAYS * calendar.day_minutes - pausing.spent(pausing.resumed(request, district, now))
    if left <= 0:
        return None, f"This clock has waited {pausing.LONGEST_DAYS} school days already. Ask without a day."
    latest = hours.add(now, left, calendar)
    if day > pausing.local_day(latest, calendar.zone):
        return (
            None,
            f"The clock waits at most {pausing.LONGEST_DAYS} school days: until {pausing.local(latest, district)}.",
        )
    return min(end, latest), ""


def resume(request: Request, actor: Person, district: District, now: datetime) -> Outcome:
    """Somebody ends the waiting; the question stays open."""
    if request.paused_at is None:
        return refuse(f"The clock of {request.number} is running.")
    on = pausing.resumed(request, district, now)
    return Outcome(
        request=on,
        events=(Event("resumed", actor.id, {"why": "somebody ended the waiting"}),),
        notices=(unit_note(on, "note.resumed", author=actor.name),),
        reply=Reply(f"The clock of {request.number} goes on. Next date: {pausing.local(on.promise_at, district)}."),
    )
