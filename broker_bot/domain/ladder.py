"""What to do when woken: nothing yet, remind, tell the lead, tell the ILD, take the last step; and when to look again.

Due times are worked out from the running clock and the calendar as it stands, never stored as the truth, so a
late, doubled or early wake is harmless.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from broker_bot.domain import alarm, family, hours, leavers, pausing, people, protection
from broker_bot.domain.district import District
from broker_bot.domain.model import Event, Held, Json, Notice, Outcome, Request, Rung, Status, Step

SILENT_CLOSE_SCHOOL_DAYS = 5
"""Silence after *finish* closes a request, marked unconfirmed."""

REFUSALS_TO_ILD = 2
"""Two units in a row saying *not ours* reach the ILD at once."""


@dataclass(frozen=True, slots=True)
class Due:
    """A rung and the instant (UTC) it falls due."""

    rung: Rung
    at: datetime


def clock_minutes(request: Request, district: District) -> int:
    """Length of the running clock in working minutes: the response target, or from the answer to the promised date."""
    if request.status == Status.WORKING and request.promise_at:
        return hours.between(request.clock_from, request.promise_at, people.calendar_of(district, request))
    return request.terms.respond_minutes


def due_at(request: Request, district: District) -> datetime | None:
    """When the running clock ends: at the first answer, the promised date or the end of a pause; None once finished."""
    if not request.owes:
        return None
    if request.paused_until:
        return request.paused_until
    if request.status == Status.WORKING and request.promise_at:
        return request.promise_at
    return hours.add(request.clock_from, request.terms.respond_minutes, people.calendar_of(district, request))


def dues(request: Request, district: District) -> tuple[Due, ...]:
    """Each rung of the running clock with its instant, taken or not, in order; none if nothing is owed or it waits."""
    if not request.owes or request.paused_until:
        return ()
    calendar = people.calendar_of(district, request)
    total = clock_minutes(request, district)
    terms = request.terms
    found = [
        Due(rung, hours.add(request.clock_from, total * percent // 100, calendar))
        for rung, percent in (
            (Rung.CONTACT, terms.contact_percent),
            (Rung.LEAD, terms.lead_percent),
            (Rung.ILD, terms.ild_percent),
        )
    ]
    latest = _ild_at_the_latest(request, district)
    if latest is not None:
        found[2] = Due(Rung.ILD, min(found[2].at, latest))
    last = _last_due(request, district)
    return (*found, last) if last else tuple(found)


def _ild_at_the_latest(request: Request, district: District) -> datetime | None:
    """After hand-overs the ILD hears when the school's total reaches twice the first target, or at two refusals."""
    if not request.holders or request.status != Status.OPEN or request.answered_at is not None:
        return None
    if request.refusals >= REFUSALS_TO_ILD:
        return request.clock_from
    calendar = people.calendar_of(district, request)
    spent = sum(h.minutes for h in request.holders)
    return hours.add(request.clock_from, max(0, 2 * request.first_target - spent), calendar)


def _last_due(request: Request, district: District) -> Due | None:
    """The step after the ILD counts from the packet, in the ILD's own time; stepping in or letting run holds it."""
    step = request.stepped(Rung.ILD)
    if step is None or request.served_by:
        return None
    start = request.packet_at if request.packet_at and request.packet_at >= step.at else step.at
    if request.hold_until and request.hold_until > start:
        start = request.hold_until
    calendar = district.calendars.get(request.terms.ild_calendar) or people.calendar_of(district, request)
    blocks = district.protected.get(request.packet_to, ())
    return Due(Rung.LAST, protection.add_outside(start, request.terms.after_ild_minutes, calendar, blocks))


def next_wake(request: Request, district: District, now: datetime) -> datetime | None:
    """When to look again, or None when nothing can fall due."""
    if request.status == Status.FINISHED:
        return closes_at(request, district)
    ahead = [d.at for d in dues(request, district) if request.stepped(d.rung) is None]
    if request.hold_until and request.hold_until > now and request.owes:
        ahead.append(request.hold_until)
    ahead += pausing.wakes(request, district) if request.owes else ()
    alarmed = alarm.next_wake(request)
    if alarmed is not None:
        ahead.append(alarmed)
    return min(ahead, default=None)


def closes_at(request: Request, district: District) -> datetime | None:
    """When a finished request closes by itself; None while it is not finished."""
    if request.status != Status.FINISHED or request.finished_at is None:
        return None
    calendar = people.calendar_of(district, request)
    day_length = calendar.day_minutes
    return hours.add(request.finished_at, SILENT_CLOSE_SCHOOL_DAYS * day_length, calendar)


def woke(request: Request, district: District, now: datetime, told: tuple[family.Told, ...] = ()) -> Outcome:
    """Look at the facts and take every step that is due, in order; `told` heard of the same trouble already."""
    if request.status == Status.FINISHED:
        return _close_unconfirmed(request, district, now)
    request = family.left_alone(request, told)
    outcome = leavers.let_go(request, district, now)
    request = outcome.request or request
    if outcome.events:
        drawn = {n.place for n in outcome.notices}
        outcome = replace(outcome, notices=(*outcome.notices, *(c for c in cards(request) if c.place not in drawn)))
    outcome = _with(outcome, pausing.woke(request, district, now)) if request.owes else outcome
    if outcome.request is not None and outcome.request.paused_at != request.paused_at:
        outcome = replace(outcome, notices=(*outcome.notices, *cards(outcome.request)))
    request = outcome.request or request
    due = [d for d in dues(request, district) if d.at <= now and request.stepped(d.rung) is None]
    for step in due:
        overtaken = step.rung == Rung.CONTACT and any(d.rung != Rung.CONTACT for d in due)
        outcome = _take(outcome, step, district, now, told, overtaken=overtaken)
    outcome = _with(outcome, alarm.woke(outcome.request or request, district, now))
    let_run = () if family.carrier(told, Rung.ILD, (request.packet_to,)) else _let_run_over(request, now)
    changed = outcome.request or request
    if _hold_over(request, now):
        changed = replace(changed, hold_until=None, packet_at=now)
        outcome = replace(outcome, notices=(*outcome.notices, *let_run), request=changed)
    return replace(outcome, wake_at=next_wake(changed, district, now))


def _with(outcome: Outcome, more: Outcome) -> Outcome:
    """Both: `more` was decided on the request that `outcome` left."""
    events, notices = (*outcome.events, *more.events), (*outcome.notices, *more.notices)
    return replace(outcome, request=more.request, events=events, notices=notices)


def _hold_over(request: Request, now: datetime) -> bool:
    """Whether the time that the ILD gave the unit is over and the request is still owed."""
    return bool(request.owes and request.hold_until and request.hold_until <= now and request.packet_to)


def _let_run_over(request: Request, now: datetime) -> tuple[Notice, ...]:
    """One line to the ILD about it."""
    if not _hold_over(request, now):
        return ()
    place = f"ild:{request.packet_to}"
    return (Notice("note.let_run_over", place, request.packet_to),)


def _take(
    outcome: Outcome, due: Due, district: District, now: datetime, told: tuple[family.Told, ...], *, overtaken: bool
) -> Outcome:
    request = outcome.request
    assert request is not None
    to = _recipients(request, due.rung, district)
    how = "skipped" if overtaken else ("sent" if to else "nobody")
    by = family.carrier(told, due.rung, to) if how == "sent" else 0
    if by:
        how = family.JOINED
    elif how == "sent" and due.rung == Rung.ILD and _has_packet(request, to):
        how = "updated"
    changed = replace(request, steps=(*request.steps, Step(due.rung, request.clock, now, to, how)))
    facts: dict[str, Json] = {"to": list(to), "how": how, "clock": request.clock, "owes": request.owes}
    event = Event(f"ladder.{due.rung}", "clock", {**facts, "with": by} if by else facts)
    notices, held = _telling(changed, due.rung, to) if how == "sent" else ((), ())
    if how == "updated":
        notices = _updating(changed, to[0], district)
    elif by and due.rung in family.STANDS:
        notices = tuple(card for card in cards(changed) if card.kind != "card.ild")
    if how == "nobody":
        notices = (Notice("alarm.nobody", "alarm", district.help_contact, {"rung": str(due.rung)}),)
    if due.rung == Rung.ILD and to:
        changed = replace(changed, packet_to=to[0], packet_at=request.packet_at if how == "updated" else None)
    return replace(
        outcome,
        request=changed,
        events=(*outcome.events, event),
        notices=(*outcome.notices, *notices),
        held=(*outcome.held, *held),
    )


def _has_packet(request: Request, to: tuple[str, ...]) -> bool:
    """Whether the ILD has a packet since the first of these refusals; one that is still kept back comes anew."""
    if request.refusals < REFUSALS_TO_ILD or request.packet_to != to[0] or request.packet_at is None:
        return False
    since = request.holders[-request.refusals].since
    return any(s.rung == Rung.ILD and s.how in family.TELLS and s.to == to and s.at >= since for s in request.steps)


def _updating(request: Request, person: str, district: District) -> tuple[Notice, ...]:
    """The packet that stands is drawn anew, with a quiet line under it."""
    before = district.units.get(request.holders[-1].unit)
    facts: dict[str, Json] = {"before": before.name if before else request.holders[-1].unit}
    return (*cards(request), Notice("note.handed_on", f"ild:{person}", person, facts))


def _recipients(request: Request, rung: Rung, district: District) -> tuple[str, ...]:
    match rung:
        case Rung.CONTACT:
            found: tuple[str, ...] = (people.contact_for(district, request),)
        case Rung.LEAD:
            found = (people.lead_for(district, request),)
        case Rung.ILD:
            found = (people.ild_for(district, request),)
        case Rung.LAST:
            found = people.last_for(district, request)
    return tuple(p for p in found if p)


def _telling(request: Request, rung: Rung, to: tuple[str, ...]) -> tuple[tuple[Notice, ...], tuple[Held, ...]]:
    if rung in (Rung.CONTACT, Rung.LEAD):
        if request.urgent:
            return tuple(Notice("remind.now", f"person:{p}", p, {"rung": str(rung)}, urgent=True) for p in to), ()
        return (), tuple(Held(p, request.id, rung, request.clock) for p in to)
    kind = "packet" if rung == Rung.ILD else "last_step"
    place = "ild" if rung == Rung.ILD else "person"
    told = tuple(Notice(kind, f"{place}:{p}", p, {"clock": request.clock}, urgent=request.urgent) for p in to)
    own = {n.place for n in told}
    return (*told, *(c for c in cards(request) if c.place not in own)), ()


def cards(request: Request) -> tuple[Notice, ...]:
    """Refresh every card: the school's, the unit's and, once told, the ILD's; that of whoever stepped in too."""
    people_of_school = dict.fromkeys((request.requester, request.filed_by))
    faces = [Notice("card.school", f"school:{p}", p) for p in people_of_school]
    faces.append(Notice("card.unit", f"unit:{request.terms.unit}", f"unit:{request.terms.unit}"))
    faces += [ild_card(p) for p in dict.fromkeys((request.packet_to, request.served_by)) if p]
    return tuple(faces)


def ild_card(person: str) -> Notice:
    """The card of somebody who was handed the request, or stepped in."""
    return Notice("card.ild", f"ild:{person}", person)


def _close_unconfirmed(request: Request, district: District, now: datetime) -> Outcome:
    close = closes_at(request, district)
    if close is None or close > now:
        left = leavers.let_go(request, district, now)
        drawn = cards(left.request) if left.events and left.request else ()
        return replace(left, notices=(*left.notices, *drawn), wake_at=close)
    closed = replace(request, status=Status.CLOSED, closed_at=now, outcome="unconfirmed")
    event = Event("closed", "clock", {"outcome": "unconfirmed"})
    return Outcome(request=closed, events=(event,), notices=cards(closed))
