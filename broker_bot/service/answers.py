"""Whether answers to one's own requests come at once or in the school's windows; people of a school set it in Home."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain.access import SCHOOL_ROLES
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Reply
from broker_bot.domain.quiet import ANSWERS, HoldAnswers
from broker_bot.service import quiet
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Handler, Service
from broker_bot.store import kept_back, preferences


def hold(service: Service, command: Command) -> Reply:
    """Turn answers at once off, or on again; then what was held comes."""
    assert isinstance(command, HoldAnswers)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        if actor.role not in SCHOOL_ROLES:
            return Reply("That is for the people of a school.", refused=True)
        preferences.put(conn, actor.id, quiet.SETTING, quiet.HELD if command.held else "")
        for kept in [] if command.held else kept_back.take(conn, actor.id, ANSWERS):
            quiet.replay(conn, kept, now)
        refresh_home(conn, actor.id, now)
        return Reply()

    return landed(service, command, land)


HANDLERS: dict[type[Command], Handler] = {HoldAnswers: hold}
