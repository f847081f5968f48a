"""The sender's word on what waits for it, or the clock's: each kind goes on in its own way, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import words
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Reply
from broker_bot.service import acts, again, drafts, mirror, splitting, talks, updates
from broker_bot.service.intake import take_in
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service
from broker_bot.service.opening import Message
from broker_bot.service.pending import message_of
from broker_bot.service.sorting import Reading, sorted_out
from broker_bot.store import mirror as mirrored
from broker_bot.store import pending as rows
from broker_bot.store import requests, trail
from broker_bot.store.pending import Pending

UNKNOWN = "I don't find that question."


def settle(service: Service, command: c.Command) -> Reply:
    """The sender answers. Texts that go on are read before the write."""
    assert isinstance(command, c.Settle)
    before = service.db.read(lambda conn: rows.load(conn, command.pending))
    text = _text(before, command)
    if command.choice == drafts.EDITED and (problem := words.refusal(text)):
        return Reply(errors={"text": problem}, refused=True)
    read = sorted_out(service, text) if text else None

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        kept = rows.load(conn, command.pending, lock=True)
        if kept is None or kept.sender != actor.id:
            return Reply(UNKNOWN, refused=True)
        if kept.settled:
            return Reply(f"That went on already. {kept.settled}", refused=True)
        return _go_on(conn, kept, command, text, read, actor, district, now)

    return landed(service, command, land)


def _text(kept: Pending | None, command: c.Settle) -> str:
    """The text that goes on; empty where none does, or nothing has to be read anew."""
    if kept is None or kept.settled or kept.kind not in (drafts.KIND, talks.PENDING):
        return ""
    if command.choice == drafts.EDITED:
        return words.clean(command.text)
    return str(kept.facts["masked"]) if command.choice == drafts.MASKED else kept.text


def _go_on(
    conn: Connection,
    kept: Pending,
    command: c.Settle,
    text: str,
    read: Reading | None,
    actor: Person,
    district: District,
    now: datetime,
) -> Reply:
    match kept.kind, command.choice:
        case splitting.KIND, splitting.SPLIT | splitting.KEEP:
            return splitting.chosen(conn, kept, command.choice, actor, district, now)
        case updates.KIND, _:
            return updates.chosen(conn, kept, command.choice, actor, district, now)
        case talks.PENDING, talks.SEND:
            return talks.send(conn, kept, actor, district, now)
        case talks.PENDING, talks.UNIT if read is not None:
            return talks.for_a_unit(conn, kept, read, actor, district, now)
        case drafts.KIND, drafts.DISCARD:
            return drafts.discard(conn, kept, actor, now)
        case drafts.KIND, drafts.AS_IS | drafts.MASKED | drafts.EDITED if read is not None:
            return _sent(conn, kept, command, text, read, actor, district, now)
    return Reply(UNKNOWN, refused=True)


def _sent(
    conn: Connection,
    kept: Pending,
    command: c.Settle,
    text: str,
    read: Reading,
    actor: Person,
    district: District,
    now: datetime,
) -> Reply:
    """What was held goes on as if it had just been written; an edit that still holds details waits on."""
    if command.choice == drafts.EDITED and read.details:
        return drafts.rewritten(conn, kept, text, read, actor, now)
    how = drafts.SAID[command.choice]
    meant = drafts.meant(kept, command.by, text)
    if isinstance(meant, c.Say):
        if how:
            read = replace(read, matters=())
        brought = replace(message_of(kept, actor, now).brought, details=how)
        message = Message(meant, actor, text, now, now, brought)
        reply = take_in(conn, message, read, district)
    elif isinstance(meant, c.Edited):
        reply = _edited(conn, meant, text, how, actor, district, now)
    elif isinstance(meant, c.Reopen):
        reply = again.reopened(conn, replace(meant, details=how), actor, district, now)
    else:
        reply = acts.done(conn, meant, actor, district, now)
    if not reply.refused:
        drafts.sent(conn, kept, command.choice, actor, now)
    return reply


def _edited(
    conn: Connection, meant: c.Edited, text: str, how: str, actor: Person, district: District, now: datetime
) -> Reply:
    """The edit that was held is taken over; sent as it is, its request is marked, so that cards mask it."""
    mirror.take_over(conn, meant, text, actor, district, now)
    row = mirrored.find(conn, meant.channel, meant.ts)
    found = requests.load(conn, row.request, lock=True) if how and row and row.request else None
    if found is not None:
        requests.save(conn, replace(found, details=how))
        trail.append(conn, "request", found.id, (Event("details", actor.id, {"decision": how}),), now)
    return Reply()


def woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Nobody said a word in time."""
    kept = rows.load(conn, int(ident), lock=True)
    if kept is None or kept.settled:
        return
    district = service.present.district()
    match kept.kind:
        case splitting.KIND:
            splitting.unanswered(conn, kept, district, now)
        case updates.KIND:
            updates.unanswered(conn, kept, district, now)
        case talks.PENDING:
            talks.unanswered(conn, kept, now)
        case drafts.KIND:
            drafts.expired(conn, kept, now)
