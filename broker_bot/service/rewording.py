"""*Change*: what was written in a form reads otherwise, or is taken back, as if a message had been edited in Slack."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import words
from broker_bot.domain.access import Action, may
from broker_bot.domain.details import WORDS
from broker_bot.domain.district import District, Person
from broker_bot.domain.faces import subject
from broker_bot.domain.model import Reply, Request
from broker_bot.service import mirror
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service
from broker_bot.service.sorting import Reading, sorted_out
from broker_bot.store import mirror as rows
from broker_bot.store import requests
from broker_bot.store.mirror import Mirrored

OTHERS = "Only whoever wrote it can change it."
STANDS = ("question", "called")
"""What the clock or the school's *Nobody called* hangs on: it can read otherwise, and is not taken back."""


def may_change(row: Mirrored | None, found: Request | None, actor: Person, district: District) -> bool:
    """Whether it is this person's own, from a form, on a request whose words are open to them."""
    if row is None or found is None or row.author != actor.id or row.removed or row.ts is not None:
        return False
    return row.kind in rows.CROSSED and may(actor, Action.READ_CONFIDENTIAL_TEXT, subject(found, district))


def reword(service: Service, command: c.Command) -> Reply:
    """Change every copy; an empty text takes it back."""
    assert isinstance(command, c.Reword)
    text = words.clean(command.text).strip()
    problem = words.refusal(text, "Write a sentence; an emoji or a name alone says too little.") if text else None
    if problem:
        return Reply(errors={"text": problem}, refused=True)
    read = sorted_out(service, text) if text else None

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        row = rows.load(conn, command.said)
        found = requests.load(conn, row.request, lock=True) if row and row.request else None
        row = rows.load(conn, command.said, lock=True)
        if row is None or not may_change(row, found, actor, district):
            return Reply(OTHERS, refused=True)
        return _done(conn, row, text, read, actor, district, now)

    return landed(service, command, land)


def _done(
    conn: Connection, row: Mirrored, text: str, read: Reading | None, actor: Person, district: District, now: datetime
) -> Reply:
    if read is None:
        if row.kind in STANDS:
            return Reply(errors={"text": "This can read otherwise, but it can't be taken back."}, refused=True)
        mirror.take_back(conn, row, actor, district, now)
        return Reply()
    danger = row.kind == "added" and read.placement.urgent
    if row.kind == "added" and read.details and not danger:
        found = " and ".join(WORDS[kind] for kind in read.details)
        told = f"It holds {found}. Take that out; to send it, use Add on the card, and you are asked how."
        return Reply(errors={"text": told}, refused=True)
    mirror.reword(conn, row, read.veiled if danger and read.details else text, danger, actor, district, now)
    return Reply()
