"""Danger goes from person to person, one every five minutes at any hour, until somebody has it. Pure.

It ends when somebody of the unit takes or answers it, the ILD steps in, or the school says it is no emergency.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from broker_bot.domain import people
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Notice, Outcome, Reply, Request, refuse
from broker_bot.domain.school_side import school_notes

EVERY = timedelta(minutes=5)
"""An urgent request that nobody took goes on to the next person after so long, at any hour."""


def running(request: Request) -> bool:
    """Whether an urgent request is still owed and nobody has it."""
    answered = request.last_word_at if request.raised_at else request.answered_at
    since = answered and (request.raised_at is None or answered >= request.raised_at)
    nobody = not (request.taken_by or since or request.served_by)
    return request.urgent and bool(request.owes) and nobody


def next_person(request: Request, district: District) -> str:
    """Whom it goes to next, or "" once somebody has it or everybody was told."""
    if not running(request):
        return ""
    return next((p for p in people.alarm_chain(district, request) if p not in request.alarmed), "")


def next_wake(request: Request) -> datetime | None:
    """When to look again for the alarm's sake."""
    return request.alarm_at if running(request) else None


def told(request: Request, persons: tuple[str, ...], now: datetime) -> tuple[Request, tuple[Notice, ...]]:
    """The request after an alarm went to these people, and the alarm itself."""
    changed = replace(request, alarmed=(*request.alarmed, *persons), alarm_at=now + EVERY)
    return changed, tuple(Notice("urgent", f"person:{p}", p, {}, urgent=True) for p in persons)


def first(request: Request, district: District, now: datetime) -> tuple[Request, tuple[Notice, ...]]:
    """The unit's lead and the ILD, at once."""
    both = (people.lead_for(district, request), people.ild_for(district, request))
    return told(request, tuple(p for p in people.alarm_chain(district, request) if p in both), now)


def raised(outcome: Outcome, text: str, actor: Person, district: District, now: datetime) -> Outcome:
    """Words of danger came into a request that was not urgent: lead and ILD hear at once, whoever had it must say so
    anew, and the school reads whom to call first. `outcome` is what the words did otherwise."""
    request = outcome.request
    if request is None or request.urgent or not request.owes:
        return outcome
    fresh = replace(request, urgent=True, alarmed=(), taken_by="", taken_at=None, danger=text, raised_at=now)
    changed, alarms = first(fresh, district, now)
    told_now = [people.name_of(district, person) for person in changed.alarmed]
    facts = {"told": " and ".join(told_now) or "nobody", "line": district.safety_line}
    lines = school_notes(request, "note.raised", **facts)
    event = Event("raised", actor.id, {"to": list(changed.alarmed)})
    urgent = tuple(replace(line, urgent=True) for line in lines)
    return replace(
        outcome,
        request=changed,
        events=(*outcome.events, event),
        notices=(*outcome.notices, *alarms, *urgent),
    )


def woke(request: Request, district: District, now: datetime) -> Outcome:
    """The next person, if it is time; after the last one the administrator hears that nobody has it, and it ends."""
    if not running(request) or request.alarm_at is None or request.alarm_at > now:
        return Outcome(request=request)
    person = next_person(request, district)
    if person:
        changed, notices = told(request, (person,), now)
        return Outcome(request=changed, events=(Event("alarmed", "clock", {"to": [person]}),), notices=notices)
    event = Event("alarm.over", "clock", {"told": list(request.alarmed)})
    line = Notice("alarm.unheard", "alarm", district.help_contact, urgent=True)
    return Outcome(request=replace(request, alarm_at=None), events=(event,), notices=(line,))


def calmed(request: Request, actor: Person) -> Outcome:
    """*Not an emergency*: the chain ends and everybody who was alarmed hears it; the request goes on as any other."""
    if not request.urgent or not request.owes:
        return refuse(f"{request.number} isn't an emergency any more.")
    facts = {"author": actor.name}
    notes = tuple(Notice("note.calmed", f"person:{p}", p, facts, urgent=True) for p in request.alarmed)
    return Outcome(
        request=replace(request, urgent=False, alarm_at=None),
        events=(Event("calmed", actor.id),),
        notices=notes,
        reply=Reply(f"{request.number} goes on as a usual request. Everybody who was alarmed is told."),
    )
