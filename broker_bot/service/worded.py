"""`/broker VERB words`: who speaks, whether the words fit the verb's form, and what it does, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain.access import SCHOOL_ROLES
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Reply
from broker_bot.service import intake
from broker_bot.service.landing import Handler, Service, actor_of, stranger
from broker_bot.store import trail


@dataclass(frozen=True, slots=True)
class Spoken:
    """One verb with its words, as its work sees it."""

    conn: Connection
    actor: Person
    words: str
    district: District
    now: datetime


Work = Callable[[Spoken], Reply | None]
"""What a verb does; None says that the words are not the verb's form."""


def handler(work: Work, form: str) -> Handler:
    """Handles a verb. Words of a school that do not fit are a request; anybody else is shown `form`."""

    def handle(service: Service, command: c.Command) -> Reply:
        assert isinstance(command, c.Worded)
        district = service.present.district()

        def land(conn: Connection) -> Reply | None:
            before = trail.seen(conn, command.key)
            if before is not None:
                return before
            actor = actor_of(conn, command.by, district)
            if actor is None:
                return stranger(district, conn, command.by)
            now = service.clock.now()
            reply = work(Spoken(conn, actor, command.words, district, now))
            if reply is None and actor.role in SCHOOL_ROLES:
                return None
            if reply is None:
                return Reply(f"I did not understand that. Write it like this: {form}", refused=True)
            if not reply.refused:
                trail.remember(conn, command.key, reply, now)
            return reply

        reply = service.db.run(land)
        if reply is not None:
            return reply
        say = c.Say(command.key, command.by, command.at, command.text, command.channel, slash=True)
        return intake.say(service, say)

    return handle
