"""A plain message that follows a unit's question is its answer, unless the sender says that it is something new."""

from __future__ import annotations

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain.district import District
from broker_bot.domain.model import Notice, Reply, Request
from broker_bot.domain.placing import Placement
from broker_bot.service import adding
from broker_bot.service.opening import Message
from broker_bot.store import mirror, outbox, queries, requests

NOT_AN_ANSWER = ("thanks", "status", "ild")
"""What a message may be that never answers a unit's question."""


def joins(conn: Connection, message: Message, placement: Placement, district: District) -> Reply | None:
    """The answer to a question that was answered so, or None. Danger is always a request of its own."""
    command = message.command
    plain = command.channel and not (command.slash or command.thread or message.insists)
    if not plain or placement.urgent or placement.kind in NOT_AN_ANSWER:
        return None
    asked = [r for r in queries.asked_of_school(conn, message.school) if _asks(r, message.sender.id)]
    if not asked:
        return None
    newest = max(asked, key=lambda r: r.question.at if r.question else r.opened_at)
    found = requests.load(conn, newest.id, lock=True)
    if found is None or not _asks(found, message.sender.id):
        return None
    added = c.Add(command.key, command.by, command.at, found.id, message.text, command.channel, command.ts)
    reply = adding.add(conn, found, added, message.sender, district, message.now)
    row = mirror.find(conn, command.channel, command.ts)
    if reply.refused or row is None:
        return reply
    place = f"joined:{message.sender.id}"
    outbox.enqueue(conn, "said", row.id, Notice("card.joined", place, message.sender.id), message.now)
    return Reply()


def _asks(found: Request, person: str) -> bool:
    return bool(found.question and found.owes and person in (found.requester, found.filed_by))
