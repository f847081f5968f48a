"""Messages that wait for their sender's word, in rows; once settled a row keeps what became of it and no text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from broker_bot.store.tables_asking import PendingRow

_PENDING = PendingRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that waits. `facts` are what its kind needs to go on; `request` is one that came of it already."""

    id: int
    kind: str
    sender: str
    school: str
    text: str
    asked_at: datetime
    goes_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    request: int | None = None
    settled: str = ""


def add(conn: Connection, pending: Pending) -> Pending:
    """Insert it and return it with its id."""
    values = {
        "kind": pending.kind,
        "sender": pending.sender,
        "school": pending.school,
        "text": pending.text,
        "asked_at": pending.asked_at,
        "goes_at": pending.goes_at,
        "facts": json.dumps(dict(pending.facts), ensure_ascii=False),
        "request": pending.request,
        "settled": "",
    }
    done = conn.execute(insert(_PENDING).values(**values).returning(_PENDING.c.id))
    return replace(pending, id=int(done.scalar_one()))


def load(conn: Connection, ident: int, *, lock: bool = False) -> Pending | None:
    """The message, locked when `lock`; None when there is no such id."""
    query = select(_PENDING).where(_PENDING.c.id == ident)
    row = conn.execute(query.with_for_update() if lock else query).first()
    return Pending(**(dict(row._mapping) | {"facts": json.loads(row.facts)})) if row else None


def settle(conn: Connection, ident: int, words: str, request: int | None) -> None:
    """Say what became of it. Its text is emptied: it lives on in a request, or is gone."""
    here = update(_PENDING).where(_PENDING.c.id == ident)
    conn.execute(here.values(settled=words, request=request, text="", facts="{}"))


def rewrite(conn: Connection, ident: int, text: str, facts: Mapping[str, Any]) -> None:
    """Its sender has edited it, and it still waits."""
    here = update(_PENDING).where(_PENDING.c.id == ident)
    conn.execute(here.values(text=text, facts=json.dumps(dict(facts), ensure_ascii=False)))


def open_of(conn: Connection, sender: str) -> list[Pending]:
    """The sender's messages that are not settled, oldest first."""
    mine = (_PENDING.c.sender == sender, _PENDING.c.settled == "")
    found = conn.execute(select(_PENDING).where(*mine).order_by(_PENDING.c.id))
    return [Pending(**(dict(row._mapping) | {"facts": json.loads(row.facts)})) for row in found]
