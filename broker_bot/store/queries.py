"""Lists of requests for Homes and answers; every filter is an indexed column. Access is decided by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from broker_bot.domain.model import Request
from broker_bot.store.requests import decode
from broker_bot.store.tables import DraftRow, RequestRow

_ROW = RequestRow.__table__  # type: ignore[attr-defined]
_DRAFT = DraftRow.__table__  # type: ignore[attr-defined]

MANY = 500
"""Rows read for one list at most; a Home shows far fewer and says how many more there are."""


def _some(conn: Connection, *where: ColumnElement[bool], newest: bool = False, limit: int = MANY) -> list[Request]:
    order = (_ROW.c.id.desc(),) if newest else (_ROW.c.opened_at, _ROW.c.id)
    query = select(_ROW.c.id, _ROW.c.body).where(*where).order_by(*order).limit(limit)
    return [decode(row.id, row.body) for row in conn.execute(query)]


def open_of_school(conn: Connection, school: str) -> list[Request]:
    """A school's requests that are not closed, oldest first."""
    return _some(conn, _ROW.c.school == school, _ROW.c.status != "closed")


def asked_of_school(conn: Connection, school: str) -> list[Request]:
    """A school's open requests in which the unit waits for an answer of the school, oldest first.

    Looked for in the body as it is written, so that a school's other requests need not be read for each message.
    """
    return _some(conn, _ROW.c.school == school, _ROW.c.status != "closed", _ROW.c.body.like('%"question":{%'))


def closed_of_school(conn: Connection, school: str, limit: int = 10) -> list[Request]:
    """A school's latest closed requests."""
    return _some(conn, _ROW.c.school == school, _ROW.c.status == "closed", newest=True, limit=limit)


def open_of_unit(conn: Connection, unit: str) -> list[Request]:
    """A unit's requests that are not closed, oldest first."""
    return _some(conn, _ROW.c.unit == unit, _ROW.c.status != "closed")


def open_of_schools(conn: Connection, schools: Sequence[str]) -> list[Request]:
    """Open requests of several schools (a network), oldest first."""
    return _some(conn, _ROW.c.school.in_(list(schools)), _ROW.c.status != "closed")


def open_all(conn: Connection) -> list[Request]:
    """Every open request, oldest first."""
    return _some(conn, _ROW.c.status != "closed")


def standing(conn: Connection) -> list[Request]:
    """Every request that is not closed, however many: for a change of the files, which must suit them all."""
    return [
        decode(row.id, row.body)
        for row in conn.execute(select(_ROW.c.id, _ROW.c.body).where(_ROW.c.status != "closed"))
    ]


def open_ids(conn: Connection, after: int, limit: int) -> list[int]:
    """Ids of requests that are not closed, above `after`, in order."""
    query = select(_ROW.c.id).where(_ROW.c.id > after, _ROW.c.status != "closed").order_by(_ROW.c.id).limit(limit)
    return [int(row.id) for row in conn.execute(query)]


def opened_between(
    conn: Connection, schools: Sequence[str], unit: str, first: datetime, last: datetime
) -> list[Request]:
    """Requests of these schools that are with a unit and were opened after `first`, `last` at the latest."""
    when = (_ROW.c.opened_at > first, _ROW.c.opened_at <= last)
    return _some(conn, _ROW.c.school.in_(list(schools)), _ROW.c.unit == unit, *when)


def served(conn: Connection, ild: str) -> list[Request]:
    """Open requests an ILD has stepped in on."""
    return _some(conn, _ROW.c.served_by == ild, _ROW.c.status != "closed")


def answered(conn: Connection, unit: str, route: str, limit: int) -> list[Request]:
    """A unit's latest answered requests of a route, newest first."""
    return _some(conn, _ROW.c.unit == unit, _ROW.c.route == route, _ROW.c.answered.is_(True), newest=True, limit=limit)


def unanswered_count(conn: Connection, unit: str) -> int:
    """What a unit still owes a first answer on, whoever serves the school meanwhile."""
    query = select(func.count()).where(_ROW.c.unit == unit, _ROW.c.answered.is_(False), _ROW.c.status != "closed")
    return int(conn.execute(query).scalar_one())


def opened_since(conn: Connection, since: datetime) -> list[Request]:
    """Every request filed at or after an instant, oldest first."""
    query = select(_ROW.c.id, _ROW.c.body).where(_ROW.c.opened_at >= since).order_by(_ROW.c.opened_at, _ROW.c.id)
    return [decode(row.id, row.body) for row in conn.execute(query)]


def asked_about(conn: Connection) -> set[int]:
    """The requests that came of the bot's question which desk."""
    return {int(row.request) for row in conn.execute(select(_DRAFT.c.request).where(_DRAFT.c.request.is_not(None)))}
