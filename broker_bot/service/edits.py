"""A message that its sender edits or deletes in Slack, while it waits for a word or with student details in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import words
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Reply
from broker_bot.service import drafts, mirror
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service, actor_of
from broker_bot.service.opening import Message
from broker_bot.service.settling import settle
from broker_bot.service.sorting import kinds_in, sorted_out
from broker_bot.store import pending as rows
from broker_bot.store.pending import Pending


def edited(service: Service, command: c.Command) -> Reply:
    """A held message is edited where it was written; an edit that brings in student details is held itself."""
    assert isinstance(command, c.Edited)
    district, text = service.present.district(), words.clean(command.text)
    held = service.db.read(lambda conn: _held(conn, command, district))
    if held is not None:
        settle(service, c.Settle(command.key, command.by, command.at, held.id, drafts.EDITED, text))
        return Reply()
    if not (command.direct and kinds_in(service, text, district)):
        return mirror.edited(service, command)
    read = sorted_out(service, text)
    if read.placement.urgent:
        return mirror.edited(service, replace(command, text=read.veiled))

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        say = c.Say("", command.by, now, slash=True)
        return drafts.hold(conn, Message(say, actor, text, now, now), read, command)

    landed(service, command, land)
    return Reply()


def removed(service: Service, command: c.Command) -> Reply:
    """A held message that its sender deletes is discarded."""
    assert isinstance(command, c.Removed)
    district = service.present.district()
    held = service.db.read(lambda conn: _held(conn, command, district))
    if held is None:
        return mirror.removed(service, command)
    settle(service, c.Settle(command.key, command.by, command.at, held.id, drafts.DISCARD))
    return Reply()


def _held(conn: Connection, command: c.Edited | c.Removed, district: District) -> Pending | None:
    """The draft that waits because of details in this very message."""
    actor = actor_of(conn, command.by, district)
    waiting = rows.all_open_of(conn, actor.id, drafts.KIND) if actor else []
    place = (command.channel, command.ts)
    return next((kept for kept in waiting if drafts.written_at(kept) == place), None)
