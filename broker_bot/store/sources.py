"""Threads that somebody made a request of: one row for a school and a thread."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from broker_bot.store import upsert
from broker_bot.store.tables_intake import SourceRow

_SOURCE = SourceRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Source:
    """`facts` are what the worker needs to read the thread. `settled` is "" until it became a request or a question."""

    id: int
    school: str
    channel: str
    root: str
    sender: str
    facts: Mapping[str, Any]
    at: datetime
    request: int | None = None
    settled: str = ""


def claim(
    conn: Connection, school: str, channel: str, root: str, sender: str, facts: Mapping[str, Any], at: datetime
) -> tuple[Source, bool]:
    """The row of a school's thread, locked, and whether it is new. Two people at the same moment get the same row."""
    place = {"school": school, "channel": channel, "root": root}
    row = {**place, "sender": sender, "facts": json.dumps(dict(facts)), "at": at, "settled": ""}
    fresh = upsert.insert_for(conn, _SOURCE).on_conflict_do_nothing(index_elements=list(place))
    made = conn.execute(fresh.returning(_SOURCE.c.id), row).scalar()
    query = select(_SOURCE).where(*(_SOURCE.c[name] == value for name, value in place.items()))
    return _read(conn.execute(query.with_for_update()).one()), made is not None


def load(conn: Connection, ident: int, *, lock: bool = False) -> Source | None:
    """The row, locked when `lock`; None when there is none."""
    query = select(_SOURCE).where(_SOURCE.c.id == ident)
    row = conn.execute(query.with_for_update() if lock else query).first()
    return _read(row) if row is not None else None


def _read(row: Any) -> Source:
    return Source(**{**row._mapping, "facts": json.loads(row.facts)})


def settle(conn: Connection, ident: int, how: str, request: int | None = None) -> None:
    """Say what became of a thread (filed, asked); its words live on there."""
    values: dict[str, Any] = {"settled": how, "facts": "{}"}
    if request is not None:
        values["request"] = request
    conn.execute(update(_SOURCE).where(_SOURCE.c.id == ident).values(**values))


def keep(conn: Connection, source: Source, how: str) -> None:
    """Say how a thread stands that was filed but not read: what is needed to read it is kept."""
    values = {"settled": how, "facts": json.dumps(dict(source.facts))}
    conn.execute(update(_SOURCE).where(_SOURCE.c.id == source.id).values(**values))


def forget(conn: Connection, ident: int) -> None:
    """Nothing came of it: the thread may be picked up again."""
    conn.execute(delete(_SOURCE).where(_SOURCE.c.id == ident))
