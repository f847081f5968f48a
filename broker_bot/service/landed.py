"""A person's act that is not on a request: once per key, by somebody of the roster, in one write transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Notice, Reply
from broker_bot.service.landing import Service, actor_of, stranger
from broker_bot.store import outbox, trail

Land = Callable[[Connection, Person, District, datetime], Reply]


def landed(service: Service, command: Command, land: Land) -> Reply:
    """Once per key, by somebody of the roster: run `land` in a write transaction and keep its answer if accepted."""
    district = service.present.district()

    def run(conn: Connection) -> Reply:
        before = trail.seen(conn, command.key)
        if before is not None:
            return before
        actor = actor_of(conn, command.by, district)
        if actor is None:
            return stranger(district, conn, command.by)
        now = service.clock.now()
        reply = land(conn, actor, district, now)
        if not reply.refused:
            trail.remember(conn, command.key, reply, now)
        return reply

    return service.db.run(run)


def refresh_home(conn: Connection, person: str, now: datetime) -> None:
    """Ask for the Home that lies under the modal somebody just submitted to be drawn anew."""
    outbox.enqueue(conn, "dm", 0, Notice("home", f"home:{person}", person), now)
