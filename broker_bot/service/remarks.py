"""Words in the wrong room: who writes what reads like an answer is told so, once a request, and may send it."""

from __future__ import annotations

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import words
from broker_bot.domain.access import Action, may
from broker_bot.domain.commands import Command
from broker_bot.domain.faces import subject
from broker_bot.domain.files import passable
from broker_bot.domain.model import Json, Notice, Reply
from broker_bot.domain.remarks import reads_like_answer
from broker_bot.service import acts
from broker_bot.service.landing import Service, actor_of, stranger
from broker_bot.store import loose, mirror, outbox, requests, trail

UNKNOWN = "I don't find that remark. Press *Reply to school* on the card instead."


def heard(service: Service, command: Command) -> Reply:
    """One private line to the author. Whatever does not read like an answer leaves no trace here."""
    assert isinstance(command, c.Remark)
    text = words.clean(command.text)
    if not reads_like_answer(text):
        return Reply()
    district, now = service.present.district(), service.clock.now()

    def land(conn: Connection) -> Reply:
        actor = actor_of(conn, command.by, district)
        number = outbox.request_at(conn, command.channel, command.thread)
        found = requests.load(conn, number, lock=True) if number else None
        if actor is None or found is None or not found.owes or mirror.remarked(conn, found.id):
            return Reply()
        if trail.seen(conn, command.key) or not may(actor, Action.REPLY_TO_SCHOOL, subject(found, district)):
            return Reply()
        said = mirror.remark(conn, found.id, command.channel, command.ts, actor.id, text, command.at or now)
        loose.keep(conn, f"remark:{said}", passable(command.files)[0], now)
        facts: dict[str, Json] = {
            "channel": command.channel,
            "user": command.by,
            "thread": command.thread,
            "said": said,
        }
        to = f"channel:{command.channel}"
        line = Notice("ephemeral.remark", f"whisper:{command.by}", to, facts, urgent=True)
        outbox.enqueue(conn, "request", found.id, line, now)
        trail.remember(conn, command.key, Reply(), now)
        return Reply()

    return service.db.run(land)


def send(service: Service, command: Command) -> Reply:
    """The remark becomes the unit's reply, as its author's own words read now."""
    assert isinstance(command, c.SendRemark)
    district = service.present.district()
    row = service.db.read(lambda conn: mirror.load(conn, command.said))
    actor = service.db.read(lambda conn: actor_of(conn, command.by, district))
    if actor is None:
        return service.db.read(lambda conn: stranger(district, conn, command.by))
    if row is None or row.request is None or row.author != actor.id:
        return Reply(UNKNOWN, refused=True)
    if row.removed:
        return Reply("You deleted that remark, so there is nothing to send.", refused=True)
    if row.kind != "remark":
        return Reply("That went to the school already.", refused=True)
    files = service.db.read(lambda conn: loose.of(conn, f"remark:{command.said}"))
    where = (str(row.channel or ""), str(row.ts or ""))
    reply = c.ReplyToSchool(command.key, command.by, command.at, row.request, row.text, *where, files)
    return acts.act(service, reply)
