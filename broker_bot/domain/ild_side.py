"""What the ILD can do with a request that reached them: step in, nudge, let run, hand back, serve the school.

None of it is the unit's answer; none of it clears what the unit owes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from broker_bot.domain import commands as c
from broker_bot.domain import people
from broker_bot.domain.district import District, Person
from broker_bot.domain.ladder import ild_card
from broker_bot.domain.model import Event, Notice, Outcome, Reply, Request, Said, Status, refuse, refuse_field
from broker_bot.domain.school_side import copies, school_notes, unit_note
from broker_bot.domain.unit_side import LONGEST_PROMISE, end_of_work


def decide(request: Request, command: c.OnRequest, actor: Person, district: District, now: datetime) -> Outcome:
    """See `request.decide`; this part answers the ILD's commands."""
    if request.status == Status.CLOSED:
        return refuse(f"{request.number} is closed ({request.outcome}). Nothing more to do.")
    match command:
        case c.StepIn():
            return _step_in(request, actor, district, now)
        case c.HandBack():
            return _hand_back(request, actor, district, now)
        case c.Nudge(text=text, person=person):
            return _nudge(request, text, person, actor, district)
        case c.LetRun(day=day):
            return _let_run(request, day, actor, district, now)
        case c.IldReply(text=text):
            return _reply(request, text, actor, now)
        case c.IldFinish(text=text):
            return _finish(request, text, actor, now)
        case _:
            return refuse("That can't be done with a request.")


def _step_in(request: Request, actor: Person, district: District, now: datetime) -> Outcome:
    if request.served_by:
        return refuse(f"{people.name_of(district, request.served_by)} has stepped in already.")
    changed = replace(
        request, served_by=actor.id, stepped_in_at=now, hold_until=None, packet_to=request.packet_to or actor.id
    )
    school = people.school_name(district, request.school)
    return Outcome(
        request=changed,
        events=(Event("stepped_in", actor.id),),
        notices=(
            *school_notes(request, "note.stepped_in", author=actor.name),
            unit_note(request, "note.unit_stepped_in", author=actor.name),
        ),
        reply=Reply(f"{school} deals with you now. The unit still owes an answer."),
    )


def _hand_back(request: Request, actor: Person, district: District, now: datetime) -> Outcome:
    if not request.served_by:
        return refuse(f"You haven't stepped in on {request.number}.")
    unit = people.unit_of(district, request).name
    changed = replace(request, served_by="", packet_at=now)
    if request.status == Status.FINISHED and request.finished_by == request.served_by:
        status = Status.WORKING if request.promise_at else Status.OPEN
        changed = replace(changed, status=status, finished_at=None, finished_by="")
    return Outcome(
        request=changed,
        events=(Event("handed_back", actor.id),),
        notices=(
            *school_notes(request, "note.handed_back", author=actor.name, unit=unit),
            unit_note(request, "note.unit_handed_back", author=actor.name),
            ild_card(request.served_by),
        ),
        reply=Reply(f"{request.number} is back with {unit}; the school is told."),
    )


def _nudge(request: Request, text: str, person: str, actor: Person, district: District) -> Outcome:
    member = district.people.get(person)
    if member is None or member.unit != request.terms.unit:
        return refuse_field("person", "Name somebody of the unit that owes the answer.")
    return Outcome(
        request=request,
        events=(Event("nudged", actor.id, {"to": person, "text": text}),),
        notices=(Notice("note.nudge", f"person:{person}", person, {"text": text, "author": actor.name}),),
        reply=Reply(f"{member.name} hears from you about {request.number}."),
    )


def _let_run(request: Request, day: date | None, actor: Person, district: District, now: datetime) -> Outcome:
    if day is None:
        return refuse_field("date", "Pick the day.")
    if day > now.date() + LONGEST_PROMISE:
        return refuse_field("date", "That is more than a year away. Pick an earlier day.")
    until = end_of_work(day, people.calendar_of(district, request))
    if until is None:
        return refuse_field("date", f"{day:%a, %b} {day.day} is not a working day of that unit.")
    if until <= now:
        return refuse_field("date", "That day is over. Pick a later one.")
    if request.served_by:
        return refuse_field("date", "You have stepped in. Hand it back first.")
    changed = replace(request, hold_until=until)
    return Outcome(
        request=changed,
        events=(Event("let_run", actor.id, {"until": until.isoformat()}),),
        reply=Reply(f"{request.number} runs until {day:%a, %b} {day.day}; you hear then if it is still owed."),
    )


def _said(request: Request, text: str, actor: Person, now: datetime) -> Request:
    return replace(request, last_word=text, last_word_by=actor.id, last_word_at=now)


def _reply(request: Request, text: str, actor: Person, now: datetime) -> Outcome:
    return Outcome(
        request=_said(request, text, actor, now),
        events=(Event("ild.replied", actor.id, {"text": text}),),
        notices=copies(request),
        said=Said("reply", actor.id, text),
        reply=Reply("Sent to the school. It isn't the unit's answer: the unit still owes one."),
    )


def _finish(request: Request, text: str, actor: Person, now: datetime) -> Outcome:
    if request.served_by != actor.id:
        return refuse(f"Step in first; then you can mark {request.number} done.")
    changed = replace(_said(request, text, actor, now), status=Status.FINISHED, finished_at=now, finished_by=actor.id)
    return Outcome(
        request=changed,
        events=(Event("ild.finished", actor.id, {"text": text}),),
        notices=copies(request),
        said=Said("reply", actor.id, text),
        reply=Reply("Sent. The school is asked whether it is done."),
    )
