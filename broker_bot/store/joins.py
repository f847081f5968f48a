"""Requests joined under one, those that could be, and the rows of what is on its way to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from broker_bot.domain.model import Request
from broker_bot.store.requests import decode
from broker_bot.store.tables import RequestRow
from broker_bot.store.tables_cover import PassingRow

_ROW = RequestRow.__table__  # type: ignore[attr-defined]
_PASSING = PassingRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Passing:
    """One thing that goes from `parent` to those joined under it; `after` is the last request it reached."""

    id: int
    parent: int
    what: str
    by: str
    at: datetime
    body: Mapping[str, Any]
    after: int


def children(conn: Connection, parent: int, after: int = 0, limit: int = 1000) -> list[Request]:
    """Requests joined under one that are not closed, by number, from behind `after` on."""
    here = (_ROW.c.parent == parent, _ROW.c.id > after, _ROW.c.status != "closed")
    query = select(_ROW.c.id, _ROW.c.body).where(*here).order_by(_ROW.c.id).limit(limit)
    return [decode(row.id, row.body) for row in conn.execute(query)]


def has_children(conn: Connection, parent: int) -> bool:
    """Whether anything is joined under a request."""
    return conn.execute(select(_ROW.c.id).where(_ROW.c.parent == parent).limit(1)).first() is not None


def alike(conn: Connection, request: Request, within: timedelta, limit: int) -> list[Request]:
    """Other schools' open requests of the same kind, opened so close to it, that are joined to nothing."""
    near = (_ROW.c.opened_at >= request.opened_at - within, _ROW.c.opened_at <= request.opened_at + within)
    kind = (_ROW.c.unit == request.terms.unit, _ROW.c.route == request.terms.route)
    free = (_ROW.c.parent == 0, _ROW.c.status.in_(("open", "working")), _ROW.c.id != request.id)
    query = select(_ROW.c.id, _ROW.c.body).where(*kind, *free, *near, _ROW.c.school != request.school)
    return [decode(row.id, row.body) for row in conn.execute(query.order_by(_ROW.c.id).limit(limit))]


def pass_on(conn: Connection, parent: int, what: str, by: str, at: datetime, body: Mapping[str, Any]) -> int:
    """Begin to pass something on; returns the row's id."""
    row = {"parent": parent, "what": what, "by": by, "at": at, "body": json.dumps(dict(body)), "after": 0}
    return int(conn.execute(insert(_PASSING).values(**row).returning(_PASSING.c.id)).scalar_one())


def passing(conn: Connection, ident: int) -> Passing | None:
    """A row of something on its way, or None once everybody has it."""
    row = conn.execute(select(_PASSING).where(_PASSING.c.id == ident)).first()
    return Passing(**{**row._mapping, "body": json.loads(row.body)}) if row else None


def reached(conn: Connection, ident: int, after: int) -> None:
    """It has come as far as request `after`."""
    conn.execute(update(_PASSING).where(_PASSING.c.id == ident).values(after=after))


def done(conn: Connection, ident: int) -> None:
    """Everybody has it."""
    conn.execute(delete(_PASSING).where(_PASSING.c.id == ident))
