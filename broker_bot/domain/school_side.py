"""What a school can do with its own request: add, change the desk, withdraw, call for help, confirm, reopen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from broker_bot.domain import commands as c
from broker_bot.domain import people, protection
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import (
    Event,
    Lesson,
    Notice,
    Outcome,
    Reply,
    Request,
    Rung,
    Said,
    Status,
    Step,
    refuse,
    refuse_field,
)
from broker_bot.domain.reopening import may_reopen, too_late
from broker_bot.domain.spoken import clock_words, day_words
from broker_bot.domain.terms import moved

CLOSED = "{number} is closed. Send me a new message and it becomes a new request."


def decide(request: Request, command: c.OnRequest, actor: Person, district: District, now: datetime) -> Outcome:
    """See `request.decide`; this part answers the school's own commands."""
    again = isinstance(command, c.Reopen) and may_reopen(request) and not too_late(request, now)
    if request.status == Status.CLOSED and not (again or _written_before(request, command)):
        return refuse(CLOSED.format(number=request.number))
    match command:
        case c.Add():
            return _add(request, command, actor, district)
        case c.AskUpdate():
            return _ask_update(request, actor, district, now)
        case c.Change(route=route):
            return _change(request, route, actor, district, now)
        case c.Withdraw():
            return _withdraw(request, actor, now)
        case c.NeedHelp():
            return _need_help(request, actor, district, now)
        case c.Confirm():
            return _confirm(request, actor, now)
        case c.Reopen(text=text):
            return _reopen(request, text, actor, now)
        case _:
            return refuse("That can't be done with a request.")


def unit_note(request: Request, kind: str, **facts: str) -> Notice:
    """A line in the unit's thread."""
    unit = f"unit:{request.terms.unit}"
    return Notice(kind, unit, unit, facts)


def school_notes(request: Request, kind: str, **facts: str) -> tuple[Notice, ...]:
    """A line in the school's thread: for the principal, and for whoever filed it."""
    told = dict.fromkeys((request.requester, request.filed_by))
    return tuple(Notice(kind, f"school:{p}", p, facts) for p in told)


def _written_before(request: Request, command: c.OnRequest) -> bool:
    """Whether words that come late were written before the request was closed."""
    at, closed = command.at, request.closed_at
    return isinstance(command, c.Add) and at is not None and closed is not None and at < closed


def copies(request: Request, *, besides: str = "") -> tuple[Notice, ...]:
    """The copies of what somebody said, for the school's people but its writer."""
    told = dict.fromkeys((request.requester, request.filed_by))
    return tuple(Notice("card.said", f"school:{p}", p) for p in told if p != besides)


def _add(request: Request, command: c.Add, actor: Person, district: District) -> Outcome:
    unit = people.unit_of(district, request)
    reply = Reply(f"Added to {request.number}; {unit.name} sees it.")
    if not command.text:  # files alone
        return Outcome(request=request, reply=reply)
    copy = Notice("card.said", f"unit:{unit.id}", f"unit:{unit.id}")
    return Outcome(
        request=request,
        events=(Event("added", actor.id, {"text": command.text}),),
        notices=(copy, *copies(request, besides=actor.id if command.ts else "")),
        reply=reply,
        said=Said("added", actor.id, command.text, "", command.channel, command.ts),
    )


def _asked_lately(found: Request, now: datetime, district: District) -> bool:
    """Whether the unit has heard the question today and has said nothing since."""
    asked = found.update_asked_at
    if asked is None or (found.last_word_at and found.last_word_at >= asked):
        return False
    zone = ZoneInfo(district.zone)
    return asked.astimezone(zone).date() == now.astimezone(zone).date()


def _ask_update(request: Request, actor: Person, district: District, now: datetime) -> Outcome:
    """The unit's thread hears the question once a day, until it has said something."""
    unit = people.unit_of(district, request).name
    if _asked_lately(request, now, district):
        return refuse(f"{unit} has your question already.")
    return Outcome(
        request=replace(request, update_asked_at=now),
        events=(Event("asked.update", actor.id),),
        notices=(unit_note(request, "note.asks_update", author=actor.name),),
        reply=Reply(f"I passed your question on to {unit}."),
    )


def _change(request: Request, route_id: str, actor: Person, district: District, now: datetime) -> Outcome:
    route = people.route_of(district, route_id)
    if route is None:
        return refuse_field("route", "Pick a desk from the list.")
    if route.id == request.terms.route:
        return refuse_field("route", f"{request.number} is with that desk already.")
    target = district.units[route.unit].name
    if request.taken_by or request.status != Status.OPEN:
        note = unit_note(request, "note.asks_change", author=actor.name, unit=target, label=route.label)
        holder = people.name_of(district, request.taken_by) or people.unit_of(district, request).name
        text = f"{holder} has {request.number} in hand, so I asked them to pass it to {target}."
        return Outcome(
            request=request,
            events=(Event("change.asked", actor.id, {"route": route.id}),),
            notices=(note,),
            reply=Reply(text),
        )
    old_unit = request.terms.unit
    changed = moved(request, route, district, now, why=f"you chose {route.label}")
    notices = _old_card(old_unit) if old_unit != route.unit else ()
    teaches = not (request.confidential or route.confidential or request.details)
    return Outcome(
        request=changed,
        events=(Event("changed", actor.id, {"route": route.id, "unit": route.unit, "from": old_unit}),),
        notices=notices,
        reply=Reply(f"Moved: {target} has {request.number} now."),
        lesson=Lesson(request.text, route.id) if teaches else None,
    )


def _old_card(unit: str) -> tuple[Notice, ...]:
    return (Notice("card.unit", f"unit:{unit}", f"unit:{unit}"),)


def _withdraw(request: Request, actor: Person, now: datetime) -> Outcome:
    changed = replace(request, status=Status.CLOSED, closed_at=now, outcome="withdrawn", served_by="")
    note = unit_note(request, "note.withdrawn", author=actor.name)
    return Outcome(
        request=changed,
        events=(Event("withdrawn", actor.id),),
        notices=(note,),
        reply=Reply(f"{request.number} is withdrawn and the unit is told."),
    )


def _need_help(request: Request, actor: Person, district: District, now: datetime) -> Outcome:
    """Straight to the ILD: the unit's remaining rungs are skipped, nothing is scored."""
    if request.status == Status.FINISHED:
        return refuse(f"{request.number} is marked done. If it isn't, press *Not yet* first.")
    ild = people.ild_for(district, request)
    name = people.name_of(district, ild)
    if request.help_at or request.served_by:
        return refuse(f"{name} already knows about {request.number}.")
    if not ild:
        return refuse(f"Your network has no director just now. Ask {people.name_of(district, district.help_contact)}.")
    rungs = [r for r in (Rung.CONTACT, Rung.LEAD) if request.stepped(r) is None]
    steps = (*request.steps, *(Step(r, request.clock, now, (), "skipped") for r in rungs))
    if request.stepped(Rung.ILD) is None:
        steps = (*steps, Step(Rung.ILD, request.clock, now, (ild,)))
    changed = replace(request, help_at=now, steps=steps, packet_to=ild, packet_at=None)
    return Outcome(
        request=changed,
        events=(Event("help", actor.id, {"to": ild}),),
        notices=(Notice("packet", f"ild:{ild}", ild, {"clock": request.clock, "help": True}, urgent=request.urgent),),
        reply=Reply(f"{_hears(request, ild, district, now)} In danger, call first: {district.safety_line}."),
    )


def _hears(request: Request, ild: str, district: District, now: datetime) -> str:
    """When the director hears: now, or at the end of protected time, which only danger goes through."""
    name = people.name_of(district, ild)
    over = None if request.urgent else protection.until_for(district, ild, now)
    if over is None:
        return f"{name} hears of {request.number} now."
    local = over.astimezone(ZoneInfo(district.zone))
    day = "" if local.date() == now.astimezone(ZoneInfo(district.zone)).date() else f" on {day_words(local.date())}"
    when = clock_words(local.hour * 60 + local.minute)
    return f"{name} is in schools until {when}{day} and hears of {request.number} then."


def _confirm(request: Request, actor: Person, now: datetime) -> Outcome:
    if request.status != Status.FINISHED:
        return refuse(f"{request.number} isn't marked done yet.")
    outcome = "served by ILD" if request.served_by and request.answered_at is None else "confirmed"
    changed = replace(request, status=Status.CLOSED, closed_at=now, outcome=outcome)
    return Outcome(
        request=changed,
        events=(Event("confirmed", actor.id, {"outcome": outcome}),),
        notices=(unit_note(request, "note.confirmed", author=actor.name),),
        reply=Reply(f"{request.number} is closed. Thank you."),
    )


def _reopen(request: Request, text: str, actor: Person, now: datetime) -> Outcome:
    """Not done: the same request with its age, a new response clock."""
    if not may_reopen(request):
        return refuse(f"{request.number} is still open, so there is nothing to reopen.")
    changed = replace(
        request,
        status=Status.OPEN,
        clock=request.next_clock,
        clock_from=now,
        promise_at=None,
        finished_at=None,
        finished_by="",
        closed_at=None,
        outcome="",
        parent=0,
        hold_until=None,
    )
    return Outcome(
        request=changed,
        events=(Event("reopened", actor.id, {"text": text}),),
        notices=(unit_note(request, "note.reopened", text=text, author=actor.name),),
        reply=Reply(f"{request.number} is open again, with its age. The unit is told what is missing."),
    )
