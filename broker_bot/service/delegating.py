"""A principal names a delegate until a day, and ends it before; both are in the trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import people
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.delegates import EndDelegate, NameDelegate, ends_at, problem
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Notice, Reply
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Handler, Service
from broker_bot.store import config, delegations, outbox, trail

NOT_YOURS = "Only the principal names who acts for a school."
UNKNOWN = "I don't find that delegate."


def name(service: Service, command: Command) -> Reply:
    """From now until the end of the day, the person sees and does what a delegate of the school does."""
    assert isinstance(command, NameDelegate)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        if not may(actor, Action.DELEGATE, Subject(school=actor.school)):
            return Reply(NOT_YOURS, refused=True)
        email = config.email_of(conn, command.user)
        wrong = problem(email, command.last, actor.school, district, now)
        if wrong is not None:
            return Reply(errors=dict([wrong]), refused=True)
        assert command.last is not None
        until = ends_at(command.last, district.zone)
        ident = delegations.put(conn, actor.school, email, until, actor.id, now)
        facts = {"person": email, "school": actor.school, "until": until.isoformat()}
        trail.append(conn, "delegation", ident, (Event("delegated", actor.id, facts),), now)
        school, last = people.school_name(district, actor.school), command.last
        words = f"{actor.name} named you to act for {school} until {last:%a, %b} {last.day}. Write me what it needs."
        outbox.enqueue(conn, "dm", 0, Notice("note.plain", f"person:{email}", email, {"text": words}), now)
        refresh_home(conn, actor.id, now)
        return Reply()

    return landed(service, command, land)


def end(service: Service, command: Command) -> Reply:
    """Access ends at once."""
    assert isinstance(command, EndDelegate)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = next((d for d in delegations.standing(conn) if d.id == command.delegation), None)
        if found is None or not may(actor, Action.DELEGATE, Subject(school=found.school)):
            return Reply(UNKNOWN, refused=True)
        delegations.end(conn, found.id)
        trail.append(
            conn, "delegation", found.id, (Event("delegation.ended", actor.id, {"person": found.person}),), now
        )
        refresh_home(conn, actor.id, now)
        return Reply()

    return landed(service, command, land)


HANDLERS: dict[type[Command], Handler] = {NameDelegate: name, EndDelegate: end}
