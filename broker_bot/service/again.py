"""*Not done after all*, long after a request was closed: a new request at the same desk that follows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import people, reopening
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Reply, Request
from broker_bot.service import acts
from broker_bot.service.opening import Message, opened
from broker_bot.store import requests, trail


def reopened(conn: Connection, command: c.Reopen, actor: Person, district: District, now: datetime) -> Reply:
    """Open the request again, or, when it was closed too long ago, a new one that follows it."""
    found = requests.load(conn, command.request, lock=True)
    if found is None or not reopening.too_late(found, now):
        return acts.done(conn, command, actor, district, now)
    denial = acts.denied(found, command, actor, district)
    if denial is not None:
        return denial
    if not command.text.strip():
        return Reply(errors={"text": "Say in a sentence what is still missing."}, refused=True)
    fresh = _followed(conn, found, command, actor, district, now)
    unit = people.unit_of(district, fresh).name
    return Reply(f"{unit} has it as {fresh.number}, which follows {found.number}.")


def _followed(
    conn: Connection, found: Request, command: c.Reopen, actor: Person, district: District, now: datetime
) -> Request:
    route = people.route_of(district, found.terms.route) or people.help_desk(district)
    say = c.Say("", command.by, now, slash=True, school=found.school)
    why = f"it follows {found.number}"
    fresh = opened(conn, Message(say, actor, command.text, now, now), route, why, command.danger, district)
    private = found.confidential or fresh.confidential
    fresh = replace(fresh, follows=found.id, confidential=private, details=fresh.details or command.details)
    requests.save(conn, fresh)
    trail.append(conn, "request", fresh.id, (Event("follows", actor.id, {"request": found.number}),), now)
    trail.append(conn, "request", found.id, (Event("followed", actor.id, {"request": fresh.number}),), now)
    return fresh
