"""A message that its sender edits or deletes in Slack, while it waits for a word or with student details in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import words
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Reply
from broker_bot.service import adding, drafts, intake, mirror
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service, actor_of
from broker_bot.service.opening import Message
from broker_bot.service.pending import settle as close
from broker_bot.service.pending import written_at
from broker_bot.service.settling import settle
from broker_bot.service.sorting import sorted_out
from broker_bot.store import mirror as rows_of
from broker_bot.store import pending as rows
from broker_bot.store import requests, trail
from broker_bot.store.pending import Pending

CHANGED = "You changed the message, so I read it anew."
DELETED = "You deleted the message, so nothing was sent."


def edited(service: Service, command: c.Command) -> Reply:
    """A message that waits is read anew as it says now; an edit that brings in student details is held itself."""
    assert isinstance(command, c.Edited)
    district, text = service.present.district(), words.clean(command.text)
    held = service.db.read(lambda conn: _held(conn, command, district))
    if held is not None and held.kind == drafts.KIND:
        settle(service, c.Settle(command.key, command.by, command.at, held.id, drafts.EDITED, text))
        return Reply()
    if held is not None and words.refusal(text) is None:
        return _anew(service, command, held.id, text)
    if not command.direct or words.refusal(text) is not None:
        return mirror.edited(service, command)
    read = sorted_out(service, text)
    if read.placement.urgent:
        return _danger(service, replace(command, text=read.veiled, danger=True))
    if not read.details:
        return mirror.edited(service, command)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        say = c.Say("", command.by, now, slash=True)
        return drafts.hold(conn, Message(say, actor, text, now, now), read, command)

    landed(service, command, land)
    return Reply()


def _danger(service: Service, command: c.Edited) -> Reply:
    """Its lead and ILD hear at once. Of a message that has not come yet, or whose request is over, it is a new one."""

    def new_key(conn: Connection) -> str:
        row = rows_of.find(conn, command.channel, command.ts)
        found = requests.load(conn, row.request) if row and row.request else None
        if found is not None:
            return "" if found.owes else f"danger:{command.key}"
        waits = row is not None and row.kind != "early"
        return "" if waits or trail.seen(conn, command.message) else command.message

    key = service.db.read(new_key)
    if not key:
        return mirror.edited(service, command)
    ts = command.ts if key == command.message else ""
    say = c.Say(key, command.by, command.at, command.text, command.channel, ts, command.thread if ts else "")
    return intake.say(service, say)


def removed(service: Service, command: c.Command) -> Reply:
    """A held message that its sender deletes is discarded."""
    assert isinstance(command, c.Removed)
    district = service.present.district()
    held = service.db.read(lambda conn: _held(conn, command, district))
    if held is None:
        return mirror.removed(service, command)
    if held.kind == drafts.KIND:
        settle(service, c.Settle(command.key, command.by, command.at, held.id, drafts.DISCARD))
        return Reply()

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        kept = rows.load(conn, held.id, lock=True)
        if kept is not None and not kept.settled:
            close(conn, kept, DELETED, Event("deleted", actor.id), now)
        return Reply()

    return landed(service, command, land)


def _anew(service: Service, command: c.Edited, ident: int, text: str) -> Reply:
    """The question about a message that was changed is void; the message is taken as it reads now, with its age."""
    read = sorted_out(service, text)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        kept = rows.load(conn, ident, lock=True)
        if kept is None or kept.settled:
            return Reply()
        say = c.Say(command.key, command.by, kept.asked_at, text, command.channel, command.ts, school=kept.school)
        close(conn, kept, CHANGED, Event("changed", actor.id), now)
        reply = intake.let_in(conn, Message(say, actor, text, kept.asked_at, now), read, district)
        if reply.text:
            adding.answer(conn, command.channel, command.ts, reply, now)
        return Reply()

    return landed(service, command, land)


def _held(conn: Connection, command: c.Edited | c.Removed, district: District) -> Pending | None:
    """What waits for a word about this very message; what an urgent part was cut from goes on as it was."""
    actor = actor_of(conn, command.by, district)
    waiting = rows.open_of(conn, actor.id) if actor else []
    place = (command.channel, command.ts)
    return next((kept for kept in waiting if written_at(kept) == place and kept.request is None), None)
