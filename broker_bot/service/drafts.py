"""Words that tell of one student are kept as their sender's own draft; nothing else is stored or posted before a word.

Urgent ones are never kept: they go at once, with their numbers masked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import words
from broker_bot.domain.details import WORDS
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Reply
from broker_bot.service import acts, again
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service
from broker_bot.service.opening import Brought, Message
from broker_bot.service.pending import keep, refresh, settle
from broker_bot.service.sorting import Reading, sorted_out
from broker_bot.store import pending as rows
from broker_bot.store import requests, sources
from broker_bot.store.pending import Pending

KIND = "details"
AS_IS, MASKED, EDITED, DISCARD = "as_is", "masked", "edit", "discard"
SAID = {AS_IS: "as it is", MASKED: "masked", EDITED: ""}
"""How a decision is written into the request that comes of it."""
KEPT = timedelta(days=30)
"""After so long a draft that nobody decided on is deleted."""

_OF_EDIT = ("channel", "ts", "stamp", "direct", "thread", "message")
_OF_SAY = ("channel", "ts", "thread", "slash", "school", "source")
GONE = "Deleted. Nothing was sent."
EXPIRED = "Deleted after 30 days. Nothing was sent."


def guarded(service: Service, command: c.Command) -> Reply:
    """More words from the school for a request: kept if they tell of one student, unless there is danger in them."""
    assert isinstance(command, c.Add | c.Reopen)
    text = words.clean(command.text)
    read = sorted_out(service, text) if text else None
    if read is None or not read.details:
        return _act(service, replace(command, danger=bool(read and read.placement.urgent)))
    if read.placement.urgent:
        return _act(service, replace(command, text=read.veiled, danger=True))

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = requests.load(conn, command.request)
        if found is None:
            return Reply(acts.UNKNOWN, refused=True)
        denial = acts.denied(found, command, actor, district)
        if denial is not None:
            return denial
        say = c.Say("", command.by, now, slash=True)
        return hold(conn, Message(say, actor, text, now, now), read, command)

    return landed(service, command, land)


def _act(service: Service, command: c.Add | c.Reopen) -> Reply:
    if isinstance(command, c.Add):
        return acts.act(service, command)
    cleaned = replace(command, text=words.clean(command.text))
    problem = acts.text_problem(cleaned)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        return again.reopened(conn, replace(cleaned, key=""), actor, district, now)

    return problem or landed(service, command, land)


def hold(conn: Connection, message: Message, read: Reading, command: c.Command) -> Reply:
    """Keep the words and ask their sender; `command` is what they were meant for."""
    facts = {"kinds": list(read.details), "masked": read.masked, "command": _row(command)}
    event = Event("held", message.sender.id, {"kinds": list(read.details)})
    keep(conn, KIND, message, message.now + KEPT, facts, event)
    where = "I sent you what I found." if not (isinstance(command, c.Say) and not command.slash) else ""
    return Reply(f"Kept, not sent: it holds {found_words(read.details)}. {where}" if where else "")


def found_words(kinds: Sequence[str]) -> str:
    """The kinds found, as their sender reads them."""
    said = [WORDS[kind] for kind in kinds]
    return " and ".join([", ".join(said[:-1]), *said[-1:]] if len(said) > 1 else said)


def _row(command: c.Command) -> dict[str, Any]:
    kind = type(command).__name__
    if isinstance(command, c.OnRequest):
        return {"kind": kind, "request": command.request}
    values = asdict(command)
    names = _OF_EDIT if isinstance(command, c.Edited) else _OF_SAY
    return {"kind": kind, **{name: values[name] for name in names}}


def meant(kept: Pending, by: str, text: str) -> c.Say | c.Add | c.Reopen | c.Edited:
    """What the words were meant for, with the text as decided."""
    row = dict(kept.facts["command"])
    kind = row.pop("kind")
    if kind in ("Add", "Reopen"):
        made = c.Add if kind == "Add" else c.Reopen
        return made("", by, None, int(row["request"]), text)
    if kind == "Edited":
        return c.Edited("", by, None, text=text, **row)
    return c.Say(f"draft:{kept.id}", by, None, text, **row)


def rewritten(conn: Connection, kept: Pending, text: str, read: Reading, sender: Person, now: datetime) -> Reply:
    """An edited text that still holds details goes on waiting."""
    facts = dict(kept.facts) | {"kinds": list(read.details), "masked": read.masked}
    rows.rewrite(conn, kept.id, text, facts)
    refresh(conn, kept, now)
    return Reply(f"It still holds {found_words(read.details)}, so it waits for your word.")


def discard(conn: Connection, kept: Pending, sender: Person, now: datetime) -> Reply:
    """Nothing was sent, and nothing is left."""
    _let_go(conn, kept)
    settle(conn, kept, GONE, _decided(kept, sender.id, "discarded"), now)
    return Reply(GONE)


def expired(conn: Connection, kept: Pending, now: datetime) -> None:
    """Thirty days without a word."""
    _let_go(conn, kept)
    settle(conn, kept, EXPIRED, _decided(kept, "clock", "expired"), now)


def _let_go(conn: Connection, kept: Pending) -> None:
    """A thread that was picked up can be picked up again."""
    pickup = Brought.of_json(str(kept.facts.get("brought") or "{}")).pickup
    if pickup:
        sources.forget(conn, pickup)


SENT = {AS_IS: "Sent as it is.", MASKED: "Sent with the details masked.", EDITED: "Sent as you edited it."}


def sent(conn: Connection, kept: Pending, choice: str, sender: Person, now: datetime) -> None:
    """It goes on; the draft keeps what was decided and no text."""
    settle(conn, kept, SENT[choice], _decided(kept, sender.id, SAID[choice] or "edited"), now)


def _decided(kept: Pending, actor: str, decision: str) -> Event:
    return Event("decided", actor, {"decision": decision, "kinds": list(kept.facts.get("kinds") or [])})


def at_once(message: Message, read: Reading) -> tuple[Message, Reading]:
    """An urgent message with its numbers masked, as one matter."""
    brought = replace(message.brought, details="urgent")
    return replace(message, text=read.veiled, brought=brought), replace(read, matters=())
