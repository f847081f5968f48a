"""Closures in force: one row a change, holding all of them, so that what held before a change can still be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select

from broker_bot.domain.district import Closure
from broker_bot.store.config import raise_serial
from broker_bot.store.tables_time import ClosureRow

SERIAL = "closures"
_CLOSURES = TypeAdapter(tuple[Closure, ...])
_ROW = ClosureRow.__table__  # type: ignore[attr-defined]


def put(conn: Connection, closures: Iterable[Closure], by: str, at: datetime) -> int:
    """Put these closures in force, instead of those before; every process knows before its next decision."""
    serial = raise_serial(conn, SERIAL)
    body = _CLOSURES.dump_json(tuple(sorted(closures, key=lambda c: (c.day, c.scope, c.begin)))).decode()
    conn.execute(insert(_ROW).values(serial=serial, body=body, by=by, at=at))
    return serial


def as_of(conn: Connection, serial: int | None = None) -> tuple[Closure, ...]:
    """The closures of a serial, or those in force; none before the first."""
    query = select(_ROW.c.body).order_by(_ROW.c.serial.desc()).limit(1)
    body = conn.execute(query if serial is None else query.where(_ROW.c.serial <= serial)).scalar()
    return _CLOSURES.validate_json(body) if body else ()


def history(conn: Connection) -> list[tuple[datetime, tuple[Closure, ...]]]:
    """Every change, oldest first: since when, and what held."""
    rows = conn.execute(select(_ROW.c.at, _ROW.c.body).order_by(_ROW.c.serial))
    return [(row.at, _CLOSURES.validate_json(row.body)) for row in rows]
