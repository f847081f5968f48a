"""What people and the clock do to a request that exists."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import ladder, people, request, words
from broker_bot.domain.access import Action, may
from broker_bot.domain.bringing import BringIn
from broker_bot.domain.district import District, Person
from broker_bot.domain.faces import subject
from broker_bot.domain.files import passable
from broker_bot.domain.model import Notice, Reply, Request
from broker_bot.service import climbing, joins
from broker_bot.service.landing import Service, actor_of, stranger, write
from broker_bot.store import held, outbox, requests, trail

log = logging.getLogger(__name__)

UNKNOWN = "I don't find that request."

ACTIONS: dict[type[c.OnRequest], Action] = {
    c.Take: Action.TAKE,
    c.ReplyToSchool: Action.REPLY_TO_SCHOOL,
    c.Ask: Action.REPLY_TO_SCHOOL,
    c.Called: Action.REPLY_TO_SCHOOL,
    c.NobodyCalled: Action.REOPEN,
    c.Resume: Action.RESUME,
    c.Promise: Action.PROMISE,
    c.Finish: Action.FINISH,
    c.NotOurs: Action.REROUTE,
    c.DeskStatus: Action.UNIT_NOTE_WRITE,
    c.Change: Action.CHANGE,
    c.Add: Action.ADD,
    c.Withdraw: Action.WITHDRAW,
    c.NeedHelp: Action.NEED_HELP,
    c.NotEmergency: Action.NOT_EMERGENCY,
    c.Confirm: Action.CONFIRM,
    c.Reopen: Action.REOPEN,
    c.StepIn: Action.STEP_IN,
    c.Nudge: Action.NUDGE,
    c.LetRun: Action.LET_RUN,
    c.HandBack: Action.HAND_BACK,
    BringIn: Action.BRING_IN,
    c.IldReply: Action.STEP_IN,
    c.IldFinish: Action.STEP_IN,
    **joins.ACTIONS,
}


def act(service: Service, command: c.Command) -> Reply:
    """A person's act on a request: known, allowed, decided, written."""
    assert isinstance(command, c.OnRequest)
    problem = text_problem(command)
    if problem is not None:
        return problem
    district = service.present.district()

    def land(conn: Connection) -> Reply:
        before = trail.seen(conn, command.key)
        if before is not None:
            return before
        actor = actor_of(conn, command.by, district)
        if actor is None:
            return stranger(district, conn, command.by)
        return done(conn, command, actor, district, service.clock.now())

    return service.db.run(land)


def done(conn: Connection, command: c.OnRequest, actor: Person, district: District, clock: datetime) -> Reply:
    """A known person's act, in the write transaction it stands in."""
    found = requests.load(conn, command.request, lock=True)
    if found is None:
        log.warning("%s pressed on request %d, which there is not", actor.id, command.request)
        return Reply(UNKNOWN, refused=True)
    denial = denied(found, command, actor, district)
    if denial is not None:
        return denial
    now = fact_time(found, command, clock)
    outcome = request.decide(found, cleaned(command), actor, district, now)
    if outcome.reply.refused:
        _refresh(conn, found, now)
        return outcome.reply
    write(conn, "request", found.id, outcome, actor.id, now)
    if outcome.request is not None:
        joins.follow(conn, found, outcome.request, cleaned(command), actor.id, now)
    if command.key:
        trail.remember(conn, command.key, outcome.reply, now)
    return outcome.reply


def _refresh(conn: Connection, found: Request, now: datetime) -> None:
    """A refused press means the card was out of date: draw every card of the request anew."""
    for notice in ladder.cards(found):
        outbox.enqueue(conn, "request", found.id, notice, now)


def denied(found: Request, command: c.OnRequest, actor: Person, district: District) -> Reply | None:
    """The refusal, or None. A request the actor may not read answers like an unknown id."""
    about = subject(found, district)
    action = ACTIONS[type(command)]
    if action == Action.CHANGE and found.taken_by:
        action = Action.ADD
    if may(actor, action, about):
        return None
    log.warning("denied %s on request %d to %s", action, found.id, actor.id)
    if not may(actor, Action.READ, about):
        return Reply(UNKNOWN, refused=True)
    unit = people.unit_of(district, found).name
    return Reply(f"That is for others to do: {found.number} is with {unit}.", refused=True)


def fact_time(found: Request, command: c.Command, now: datetime) -> datetime:
    """When the person acted, never before the last event nor after now: a late delivery costs a unit nothing."""
    at = command.at or now
    floor = found.last_event_at or found.opened_at
    return min(max(at, floor), max(now, floor))


def text_problem(command: c.OnRequest) -> Reply | None:
    """A text or a file that can't be taken, said under the modal's field."""
    _, turned = passable(getattr(command, "files", ()))
    if turned:
        return Reply(errors={"files": f"{turned} Take it out, and send again."}, refused=True)
    text = getattr(command, "text", None)
    if text is None or (isinstance(command, c.NotOurs | c.Reopen | c.Nudge) and not text.strip()):
        return None
    sentence = words.refusal(words.clean(text), "Write a sentence; an emoji or a name alone says too little.")
    return Reply(errors={"text": sentence}, refused=True) if sentence else None


def cleaned(command: c.OnRequest) -> c.OnRequest:
    """The command with its text made safe to store."""
    text = getattr(command, "text", None)
    return replace(command, text=words.clean(text)) if text else command  # type: ignore[call-arg]


def woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """The clock looks at a request again."""
    found = requests.load(conn, int(ident), lock=True)
    if found is None:
        return
    district = service.present.district()
    woken = c.Woke("", "", request=found.id, told=climbing.told(conn, found))
    outcome = request.decide(found, woken, request.SYSTEM, district, now)
    write(conn, "request", found.id, outcome, "clock", now)
    if outcome.request is not None:
        joins.follow(conn, found, outcome.request, woken, "clock", now)


def packet_delivered(service: Service, request_id: int) -> None:
    """Delivery reports that the ILD has the packet; the step after the ILD counts from now."""
    district = service.present.district()

    def land(conn: Connection) -> None:
        found = requests.load(conn, request_id, lock=True)
        if found is None:
            return
        now = service.clock.now()
        command = c.PacketDelivered("", "", request=request_id)
        outcome = request.decide(found, command, request.SYSTEM, district, now)
        if outcome.request is not None:
            write(conn, "request", request_id, outcome, "clock", now)

    service.db.run(land)


def batch(service: Service, conn: Connection, person: str, now: datetime) -> None:
    """One message with every reminder that still holds, for one person of a unit."""
    waiting = held.take(conn, person, now)
    found = requests.load_many(conn, [h.request for h in waiting])
    still = [h for h in waiting if h.request in found and _holds(found[h.request], h.clock)]
    if still:
        ids = [f"{h.request}:{h.rung}" for h in still]
        notice = Notice("reminders", f"batch:{person}", person, {"rows": ids})
        outbox.enqueue(conn, "person", 0, notice, now)


def _holds(found: Request, clock: int) -> bool:
    return bool(found.owes) and found.clock == clock
