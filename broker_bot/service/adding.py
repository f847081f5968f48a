"""Words of the school for a request that exists, whichever way they come; and those that came before it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import request
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Notice, Reply, Request
from broker_bot.service import acts, mirror
from broker_bot.service.landing import write
from broker_bot.store import mirror as rows
from broker_bot.store import outbox, requests, wakes

INSIDE = "The school does not see this. To write to the school, press *Reply to school* on the card."

PATIENCE = timedelta(minutes=2)
"""How long an answer in a thread waits for the message that began it; then it is taken as a message of its own."""


def add(conn: Connection, found: Request, command: c.Add, sender: Person, district: District, now: datetime) -> Reply:
    """Add words to a locked request; what was edited or deleted before they came is done to them."""
    denial = acts.denied(found, command, sender, district)
    if denial is not None:
        return Reply(INSIDE, refused=True) if denial.text != acts.UNKNOWN else denial
    outcome = request.decide(found, command, sender, district, acts.fact_time(found, command, now))
    if not outcome.reply.refused:
        before = rows.take_early(conn, command.channel, command.ts)
        write(conn, "request", found.id, outcome, sender.id, now)
        mirror.catch_up(conn, before, command.channel, command.ts, sender, district, now)
    return outcome.reply


def wait(conn: Connection, command: c.Say, sender: Person, text: str, now: datetime) -> None:
    """Keep an answer in a thread until the message that began the thread comes."""
    ident = rows.wait(conn, command.channel, command.ts, command.thread, sender.id, text, command.at or now)
    wakes.put(conn, "early", str(ident), now + PATIENCE)


def adopt(conn: Connection, opened: Request, channel: str, ts: str, district: District, now: datetime) -> None:
    """Add what was written under a message before it came."""
    for row in rows.under(conn, channel, ts):
        wakes.put(conn, "early", str(row.id), None)
        sender, found = district.people.get(row.author), requests.load(conn, opened.id, lock=True)
        if sender is None or found is None or row.channel is None or row.ts is None:
            continue
        command = c.Add("", "", row.at, opened.id, row.text, row.channel, row.ts)
        reply = add(conn, found, command, sender, district, now)
        if reply.text:
            answer(conn, row.channel, ts, reply, now)


def answer(conn: Connection, channel: str, thread: str, reply: Reply, now: datetime) -> None:
    """Answer a message in its conversation."""
    to = f"channel:{channel}"
    outbox.enqueue(conn, "dm", 0, Notice("note.plain", to, to, {"text": reply.text, "thread": thread}), now)
