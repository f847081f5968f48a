"""The whole policy of a request: decide(request, command, actor, district, now) -> Outcome. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broker_bot.domain import (
    alarm,
    bringing,
    calling,
    ild_side,
    joins,
    ladder,
    pausing,
    questions,
    school_side,
    unit_side,
)
from broker_bot.domain import commands as c
from broker_bot.domain.carrying import carried
from broker_bot.domain.district import District, Person, Role, Route
from broker_bot.domain.model import Event, Notice, Origin, Outcome, Request, Status, refuse
from broker_bot.domain.terms import terms_for

SYSTEM = Person(id="clock", name="the clock", role=Role.ADMIN)
"""The actor of a wake or of a delivery's report."""


def decide(request: Request, command: c.OnRequest, actor: Person, district: District, now: datetime) -> Outcome:
    """What becomes of `request`. Raises nothing: a refusal is an Outcome with a sentence for the actor.

    `now` is business time (aware UTC). The caller has already asked `access.may`.
    """
    match command:
        case c.Woke(told=told):
            return ladder.woke(request, district, now, told)
        case c.PacketDelivered():
            return _packet_delivered(request, district, now)
        case c.Ask() | c.Called() | c.NobodyCalled() | c.Resume():
            outcome = _asked_or_called(request, command, actor, district, now)
        case c.Take() | c.ReplyToSchool() | c.Promise() | c.Finish() | c.NotOurs() | c.DeskStatus():
            outcome = unit_side.decide(_running(request, command, district, now), command, actor, district, now)
        case joins.Part():
            outcome = joins.parted(request, actor.id)
        case c.NotEmergency():
            outcome = alarm.calmed(request, actor)
        case bringing.BringIn():
            outcome = bringing.decide(request, command, actor, district, now)
        case c.StepIn() | c.Nudge() | c.LetRun() | c.HandBack() | c.IldReply() | c.IldFinish():
            outcome = ild_side.decide(request, command, actor, district, now)
        case c.Add():
            outcome = _added(request, command, actor, district, now)
        case _:
            on = _running(request, command, district, now)
            outcome = school_side.decide(on, command, actor, district, now)
    if isinstance(command, c.Add | c.Reopen) and command.danger:
        outcome = alarm.raised(outcome, command.text, actor, district, now)
    return settled(carried(request, outcome, command, actor, district), district, now)


ENDS_A_PAUSE = (c.Promise, c.Finish, c.NotOurs, c.Change, c.Withdraw, c.NeedHelp)
"""Acts after which no clock waits for the school any longer."""


def _running(request: Request, command: c.OnRequest, district: District, now: datetime) -> Request:
    """The request as such an act finds it: with its clock running and, once it is done, without an open question."""
    if isinstance(command, ENDS_A_PAUSE):
        request = pausing.resumed(request, district, now)
    if isinstance(command, c.Finish | c.Withdraw):
        return replace(request, question=None)
    return request


def _asked_or_called(
    request: Request, command: c.OnRequest, actor: Person, district: District, now: datetime
) -> Outcome:
    if request.status == Status.CLOSED:
        return refuse(f"{request.number} is closed ({request.outcome}). Nothing more to do.")
    match command:
        case c.Ask():
            return questions.ask(request, command, actor, district, now)
        case c.Called():
            return calling.called(pausing.resumed(request, district, now), command, actor, district, now)
        case c.NobodyCalled():
            return calling.nobody_called(request, actor, district)
    return questions.resume(request, actor, district, now)


def _added(request: Request, command: c.Add, actor: Person, district: District, now: datetime) -> Outcome:
    """What the school adds is its answer to the unit's question, if one is open."""
    on, events = pausing.answered(request, district, now)
    outcome = school_side.decide(on, command, actor, district, now)
    if outcome.request is None:
        return outcome
    return replace(outcome, events=(*outcome.events, *events))


def settled(outcome: Outcome, district: District, now: datetime) -> Outcome:
    """A change that was accepted refreshes every card and says when to look again."""
    if outcome.request is None:
        return outcome
    changed = replace(outcome.request, last_event_at=now)
    wake = ladder.next_wake(changed, district, now)
    return replace(outcome, request=changed, notices=(*outcome.notices, *ladder.cards(changed)), wake_at=wake)


def _packet_delivered(request: Request, district: District, now: datetime) -> Outcome:
    """Delivery may report late or twice; only the first report of the running packet counts."""
    if request.packet_at is not None or not request.owes:
        return Outcome()
    changed = replace(request, packet_at=now)
    return Outcome(request=changed, wake_at=ladder.next_wake(changed, district, now))


def opened(
    request_id: int,
    text: str,
    route: Route,
    why: str,
    requester: str,
    filer: Person,
    school: str,
    urgent: bool,
    district: District,
    since: datetime,
    now: datetime,
) -> Outcome:
    """A new request: its clock runs from `since`, the first message, even when a question came between."""
    terms = terms_for(route, district)
    request = Request(
        id=request_id,
        school=school,
        requester=requester,
        filed_by=filer.id,
        origin=_origin(filer),
        text=text,
        why=why,
        confidential=route.confidential,
        urgent=urgent,
        terms=terms,
        status=Status.OPEN,
        opened_at=since,
        clock_from=since,
        first_target=terms.respond_minutes,
        last_event_at=now,
    )
    alarms: tuple[Notice, ...] = ()
    if urgent:
        request, alarms = alarm.first(request, district, now)
    event = Event(
        "opened", filer.id, {"route": route.id, "unit": route.unit, "urgent": urgent, "origin": str(request.origin)}
    )
    notices = (*alarms, *ladder.cards(request))
    return Outcome(request=request, events=(event,), notices=notices, wake_at=ladder.next_wake(request, district, now))


def _origin(filer: Person) -> Origin:
    return {Role.PRINCIPAL: Origin.PRINCIPAL, Role.ILD: Origin.ILD}.get(filer.role, Origin.DELEGATE)
