"""Joining requests, and passing on what the unit does: one aggregate a command, a hundred children a transaction."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import faces, family, joins, ladder, request
from broker_bot.domain.access import Action, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person, Role
from broker_bot.domain.joins import Join, Part
from broker_bot.domain.model import Outcome, Reply, Request
from broker_bot.service import climbing
from broker_bot.service.landed import landed
from broker_bot.service.landing import Handler, Service, Wake, write
from broker_bot.store import joins as rows
from broker_bot.store import outbox, requests, wakes
from broker_bot.store.joins import Passing

log = logging.getLogger(__name__)

CHUNK = 100
UNKNOWN = "I don't find that request."


def begin(conn: Connection, command: Join, actor: Person, district: District, now: datetime) -> Reply:
    """Note on the parent what is to be joined; the links follow, a hundred in a transaction."""
    parent = requests.load(conn, command.request, lock=True)
    about = faces.subject(parent, district) if parent else None
    if parent is None or about is None or not may(actor, Action.READ, about):
        return Reply(UNKNOWN, refused=True)
    if not may(actor, Action.JOIN, about):
        log.warning("denied join on request %d to %s", parent.id, actor.id)
        return Reply("Only the unit that owes the answer, or the ILD, joins requests.", refused=True)
    outcome = joins.begun(parent, command.children, actor)
    if outcome.request is None:
        return outcome.reply
    write(conn, "request", parent.id, replace(outcome, wake_at=ladder.next_wake(parent, district, now)), actor.id, now)
    wanted = sorted(set(command.children) - {parent.id})
    _start(conn, parent.id, "join", actor.id, now, {"children": wanted})
    return outcome.reply


def spoken(conn: Connection, key: Command, text: str, actor: Person, district: District, now: datetime) -> Reply | None:
    """The answer to "join R-3 R-4" from a unit, an ILD or the chief; None for any other words."""
    numbers = () if joins.is_of_a_school(actor) else joins.spoken(text)
    if not numbers:
        return None
    return begin(conn, Join(key.key, key.by, None, numbers[0], numbers[1:]), actor, district, now)


def follow(conn: Connection, before: Request, after: Request, command: Command, actor: str, now: datetime) -> None:
    """After an act was written: pass on to the children what the unit did, or let them go; redraw a left parent."""
    if before.parent and not (after.parent and after.owes):
        left = requests.load(conn, before.parent)
        if left is not None:
            _redraw(conn, left, now)
        climbing.look_again(conn, climbing.others(conn, before), now)
        if not after.parent:
            return
    if isinstance(command, joins.FOR_ALL):
        _for_all(conn, before, command, actor, now)
        return
    passes = isinstance(command, joins.PASSED_ON)
    if not (passes or joins.lets_go(before, after)) or not rows.has_children(conn, before.id):
        return
    if not passes:
        _start(conn, before.id, "part", actor, now, {})
        return
    _start(conn, before.id, type(command).__name__, actor, now, _body(command))


def _for_all(conn: Connection, about: Request, command: Command, actor: str, now: datetime) -> None:
    """A director acts on the one packet of a trouble: the others of the own schools get the same."""
    if not about.urgent and climbing.others(conn, about):
        body = {**_body(command), "from": about.id}
        _start(conn, family.head(about), type(command).__name__, actor, now, body)


def _body(command: Command) -> dict[str, object]:
    return {name: str(getattr(command, name)) for name in ("text", "day", "route") if hasattr(command, name)}


def _start(conn: Connection, parent: int, what: str, by: str, now: datetime, body: Mapping[str, object]) -> None:
    ident = rows.pass_on(conn, parent, what, by, now, body)
    wakes.put(conn, "passing", str(ident), now)


def woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """The next hundred."""
    row = rows.passing(conn, int(ident))
    if row is None:
        return
    district = service.present.district()
    parent = requests.load(conn, row.parent)
    actor = district.people.get(row.by) or Person(row.by, row.by, Role.UNIT_STAFF)
    waiting = _waiting(conn, row)
    for number in waiting[:CHUNK]:
        child = requests.load(conn, number, lock=True)
        if child is not None and parent is not None:
            _one(conn, row, child, parent, actor, district, now)
    if len(waiting) > CHUNK:
        rows.reached(conn, row.id, waiting[CHUNK - 1])
        wakes.put(conn, "passing", ident, now)
        return
    rows.done(conn, row.id)
    if parent is not None:
        _redraw(conn, parent, now)


def _waiting(conn: Connection, row: Passing) -> list[int]:
    """Numbers of the requests it has not reached, one more than a chunk at most."""
    if row.what == "join":
        return [number for number in row.body["children"] if number > row.after][: CHUNK + 1]
    found = [child.id for child in rows.children(conn, row.parent, row.after, CHUNK + 1)]
    if "from" in row.body and row.parent > row.after:
        found = sorted({*found, row.parent})
    return found[: CHUNK + 1]


def _one(
    conn: Connection, row: Passing, child: Request, parent: Request, actor: Person, district: District, now: datetime
) -> None:
    """One child: linked, let go, or given what the unit said; what no longer fits it is left out."""
    if row.what == "join":
        if not may(actor, Action.JOIN, faces.subject(child, district)) or rows.has_children(conn, child.id):
            return
        _written(conn, child, joins.joined(child, parent, actor), actor.id, district, now)
    elif row.what == "part":
        _written(conn, child, joins.parted(child, "clock"), "clock", district, now)
        climbing.look_again(conn, [child], now)
    elif "from" in row.body:
        _also(conn, row, child, actor, district)
    else:
        at = max(row.at, child.last_event_at or child.opened_at)
        outcome = request.decide(child, _command(row, child.id), actor, district, at)
        if outcome.request is not None and row.what == "NotOurs":
            outcome = replace(outcome, request=replace(outcome.request, parent=parent.id))
        if outcome.request is not None and not outcome.reply.refused:
            write(conn, "request", child.id, outcome, actor.id, at)


def _also(conn: Connection, row: Passing, child: Request, actor: Person, district: District) -> None:
    """What a director did to the request that told of the trouble, done to another of the own schools."""
    granted = may(actor, Action.STEP_IN, faces.subject(child, district))
    if child.id == row.body["from"] or not granted or not family.meant_too(child, actor.id):
        return
    command = _command(row, child.id)
    if isinstance(command, c.HandBack) and child.served_by != actor.id:
        return
    at = max(row.at, child.last_event_at or child.opened_at)
    outcome = request.decide(child, command, actor, district, at)
    if outcome.request is not None and not outcome.reply.refused:
        write(conn, "request", child.id, outcome, actor.id, at)


def _written(conn: Connection, child: Request, outcome: Outcome, actor: str, district: District, now: datetime) -> None:
    if outcome.request is None:
        return
    wake = ladder.next_wake(outcome.request, district, now)
    write(conn, "request", child.id, replace(outcome, wake_at=wake), actor, now)
    _redraw(conn, outcome.request, now)


def _command(row: Passing, child: int) -> c.OnRequest:
    text, day = str(row.body.get("text", "")), str(row.body.get("day", ""))
    match row.what:
        case "StepIn":
            return c.StepIn("", "", row.at, child)
        case "HandBack":
            return c.HandBack("", "", row.at, child)
        case "LetRun":
            return c.LetRun("", "", row.at, child, date.fromisoformat(day))
        case "IldReply":
            return c.IldReply("", "", row.at, child, text)
        case "IldFinish":
            return c.IldFinish("", "", row.at, child, text)
        case "Take":
            return c.Take("", "", row.at, child)
        case "Promise":
            return c.Promise("", "", row.at, child, text, date.fromisoformat(day))
        case "Finish":
            return c.Finish("", "", row.at, child, text)
        case "NotOurs":
            return c.NotOurs("", "", row.at, child, str(row.body["route"]), text)
    return c.ReplyToSchool("", "", row.at, child, text)


def _redraw(conn: Connection, found: Request, now: datetime) -> None:
    for notice in ladder.cards(found):
        outbox.enqueue(conn, "request", found.id, notice, now)


def candidates(conn: Connection, request: Request, reader: Person | None, district: District) -> list[Request]:
    """What could be joined to a request, by number: of the same kind and morning, that this reader may join."""
    found = [other for other in rows.alike(conn, request, joins.MORNING, joins.MOST) if not other.confidential]
    return [o for o in found if reader is None or may(reader, Action.JOIN, faces.subject(o, district))]


def _join(service: Service, command: Command) -> Reply:
    assert isinstance(command, Join)
    return landed(service, command, lambda conn, actor, district, now: begin(conn, command, actor, district, now))


HANDLERS: dict[type[Command], Handler] = {Join: _join}

WAKERS: dict[str, Wake] = {"passing": woke}

ACTIONS: dict[type[c.OnRequest], Action] = {Part: Action.JOIN}
