""" "Any update?" lands on the request it is about, whose unit hears it once; where several fit, the sender is asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import request as requests_
from broker_bot.domain.access import Action, may
from broker_bot.domain.district import District, Person, Role
from broker_bot.domain.faces import subject
from broker_bot.domain.how_it_stands import about, asks, fitting, line
from broker_bot.domain.model import Event, Reply, Request
from broker_bot.service.asking import QUESTION_WAITS
from broker_bot.service.landing import write
from broker_bot.service.opening import Message
from broker_bot.service.pending import keep, settle
from broker_bot.store import queries, requests
from broker_bot.store.pending import Pending

KIND = "update"
MOST = 5
"""Requests offered in one question, the latest first; older ones stand in Home."""


def asked(conn: Connection, message: Message, district: District, under: Request | None = None) -> Reply:
    """Answer where it stands and pass the question on; `under` is the request under whose card it was asked."""
    found = queries.open_of_school(conn, message.sender.school)
    if under is not None:
        return Reply(_passed(conn, under, message.sender, district, message.now))
    if not found:
        return Reply("Your school has no open request.")
    fit = fitting(message.text, found, message.sender, district)
    if len(fit) == 1:
        return Reply(_passed(conn, fit[0], message.sender, district, message.now))
    latest = sorted(fit, key=lambda one: (one.opened_at, one.id), reverse=True)
    facts = {"requests": [one.id for one in latest[:MOST]], "more": max(0, len(latest) - MOST)}
    event = Event("asked.update", message.sender.id, {"requests": [one.number for one in latest[:MOST]]})
    keep(conn, KIND, message, message.now + QUESTION_WAITS, facts, event)
    return Reply("Several requests are open. I sent you where each stands.") if message.command.slash else Reply()


def is_about_one(conn: Connection, message: Message, district: District) -> bool:
    """Whether a message only asks after a request that is open; after anything else it may be a request itself."""
    if not asks(message.text):
        return False
    return bool(about(message.text, queries.open_of_school(conn, message.sender.school), message.sender, district))


def chosen(conn: Connection, kept: Pending, choice: str, sender: Person, district: District, now: datetime) -> Reply:
    """The sender names the request by its id."""
    offered = [int(one) for one in kept.facts["requests"]]
    if not choice.isdecimal() or int(choice) not in offered:
        return Reply("I don't find that request.", refused=True)
    found = requests.load(conn, int(choice), lock=True)
    if found is None:
        return Reply("I don't find that request.", refused=True)
    words = _passed(conn, found, sender, district, now)
    settle(conn, kept, words, Event("settled.update", sender.id, {"request": found.number}), now, found.id)
    return Reply(words)


def unanswered(conn: Connection, kept: Pending, district: District, now: datetime) -> None:
    """Nobody said which within 15 minutes: the latest one hears it."""
    gone = Person(kept.sender, kept.sender, Role.DELEGATE, school=kept.school)
    chosen(conn, kept, str(kept.facts["requests"][0]), district.people.get(kept.sender, gone), district, now)


def _passed(conn: Connection, found: Request, sender: Person, district: District, now: datetime) -> str:
    """Where it stands, and whether its unit was told that somebody asks."""
    stands = line(found, sender, district, now)
    if not may(sender, Action.ADD, subject(found, district)):
        return stands
    locked = requests.load(conn, found.id, lock=True)
    if locked is None or not locked.owes:
        return stands
    outcome = requests_.decide(locked, c.AskUpdate("", "", None, locked.id), sender, district, now)
    if not outcome.reply.refused:
        write(conn, "request", locked.id, outcome, sender.id, now)
    return f"{stands}\n{outcome.reply.text}"
