"""Several matters in one message: an urgent one goes at once, the others wait for a word on splitting, but not long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import people, request
from broker_bot.domain.district import District, Person, Role, Route
from broker_bot.domain.matters import WORTH, Matter
from broker_bot.domain.model import Event, Reply, Request
from broker_bot.domain.placing import Placement
from broker_bot.service.asking import QUESTION_WAITS
from broker_bot.service.landing import write
from broker_bot.service.opening import Message, opened
from broker_bot.service.pending import keep, message_of, settle
from broker_bot.service.sorting import Reading
from broker_bot.store import requests
from broker_bot.store.pending import Pending

KIND = "split"
SPLIT, KEEP = "split", "keep"


def offer(conn: Connection, message: Message, read: Reading, district: District) -> Reply:
    """Open what is urgent, and ask about the rest: several requests, or one?"""
    urgent = [_opened(conn, message, one, district) for one in read.matters if one.urgent]
    rest = [one for one in read.matters if not one.urgent]
    if not rest:
        return Reply(_went(urgent, district)) if message.command.slash else Reply()
    whole = _whole(read.placement, rest)
    facts: dict[str, Any] = {
        "parts": [_row(one) for one in rest],
        "route": whole.route,
        "why": whole.why,
        "explained": list(read.explained),
    }
    event = Event("asked.split", message.sender.id, {"parts": len(rest), "urgent": [r.number for r in urgent]})
    first = urgent[0].id if urgent else None
    waiting = replace(message, text="\n".join(one.text for one in rest) if urgent else message.text)
    keep(conn, KIND, waiting, message.at + QUESTION_WAITS, facts, event, first)
    return Reply("That reads like several matters. I sent you a question.") if message.command.slash else Reply()


def chosen(conn: Connection, kept: Pending, choice: str, sender: Person, district: District, now: datetime) -> Reply:
    """*Split* makes one request of each matter; *keep as one* one of all, or adds the rest to the urgent one."""
    message = message_of(kept, sender, now)
    if choice == KEEP and kept.request:
        return _added(conn, kept, message, district)
    if choice == KEEP:
        route = _desk(kept.facts["route"], district)
        whole = replace(message, brought=replace(message.brought, explained=tuple(kept.facts["explained"])))
        made = [opened(conn, whole, route, str(kept.facts["why"]), False, district)]
    else:
        made = [_opened(conn, message, _matter(row), district) for row in kept.facts["parts"]]
    event = Event("settled.split", sender.id, {"choice": choice, "requests": [r.number for r in made]})
    settle(conn, kept, _went(made, district), event, now, made[0].id)
    return Reply(_went(made, district))


def unanswered(conn: Connection, kept: Pending, district: District, now: datetime) -> None:
    """Nobody said a word for 15 minutes: each matter goes to its best desk, the clock running from the message."""
    gone = Person(kept.sender, kept.sender, Role.DELEGATE, school=kept.school)
    chosen(conn, kept, SPLIT, district.people.get(kept.sender, gone), district, now)


def _opened(conn: Connection, message: Message, matter: Matter, district: District) -> Request:
    brought = replace(message.brought, explained=matter.explained)
    part = replace(message, command=replace(message.command, channel="", ts=""), text=matter.text, brought=brought)
    return opened(conn, part, _desk(matter.route, district), matter.why, matter.urgent, district)


def _desk(route: str, district: District) -> Route:
    return district.routes.get(route) or people.help_desk(district)


def _whole(placement: Placement, rest: Sequence[Matter]) -> Matter:
    """Where all of it goes if it is one after all: its own best desk, else that of the first matter."""
    best = placement.top[0] if placement.top else None
    if best and (placement.action == "route" or best.confidence >= WORTH):
        return Matter("", best.route, placement.why, False, True)
    return rest[0]


def _added(conn: Connection, kept: Pending, message: Message, district: District) -> Reply:
    """The rest belongs to the urgent request, so its unit reads it there."""
    found = requests.load(conn, kept.request or 0, lock=True)
    assert found is not None
    outcome = request.decide(found, c.Add("", "", None, found.id, kept.text), message.sender, district, message.now)
    if not outcome.reply.refused:
        write(conn, "request", found.id, outcome, message.sender.id, message.now)
    settle(conn, kept, outcome.reply.text, Event("settled.split", message.sender.id, {"choice": KEEP}), message.now)
    return outcome.reply


def _went(made: Sequence[Request], district: District) -> str:
    said = [f"{one.number} is with {people.unit_of(district, one).name}" for one in made]
    return (", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else said[0]) + "."


def _row(matter: Matter) -> dict[str, Any]:
    return {"text": matter.text, "route": matter.route, "why": matter.why, "explained": list(matter.explained)}


def _matter(row: dict[str, Any]) -> Matter:
    return Matter(row["text"], row["route"], row["why"], False, True, tuple(row["explained"]))
