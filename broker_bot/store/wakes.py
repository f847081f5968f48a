"""Time in rows: look again then. Written in the owner's transaction, claimed by whoever ticks."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select, text, update

from broker_bot.store import upsert
from broker_bot.store.tables import WakeRow

_WAKE = WakeRow.__table__  # type: ignore[attr-defined]

_HERE = (_WAKE.c.kind == bindparam("kind")) & (_WAKE.c.id == bindparam("ident"))
_IS_DUE = _WAKE.c.parked.is_(False) & (_WAKE.c.due_at <= bindparam("now"))
_CLEAR = delete(_WAKE).where(_HERE)
_DUE = (
    select(_WAKE.c.kind, _WAKE.c.id)
    .where(_IS_DUE)
    .order_by(_WAKE.c.due_at, _WAKE.c.kind, _WAKE.c.id)
    .limit(bindparam("most"))
)
_CLAIM = select(_WAKE.c.kind).where(_HERE, _IS_DUE).with_for_update(skip_locked=True)

TRIES = 3
"""A wake that fails this often is parked; the others go on."""


def put(conn: Connection, kind: str, ident: str, due_at: datetime | None) -> None:
    """Set the one wake of an aggregate, or clear it with None."""
    if due_at is None:
        conn.execute(_CLEAR, {"kind": kind, "ident": ident})
    else:
        upsert.put(conn, _WAKE, {"kind": kind, "id": ident}, due_at=due_at, tries=0, parked=False)


def due(conn: Connection, now: datetime, limit: int = 100) -> list[tuple[str, str]]:
    """Kinds and ids due at `now`, oldest first."""
    return [(row.kind, row.id) for row in conn.execute(_DUE, {"now": now, "most": limit})]


def waiting(conn: Connection, kind: str) -> bool:
    """Whether any wake of a kind waits."""
    return conn.execute(select(_WAKE.c.id).where(_WAKE.c.kind == kind).limit(1)).first() is not None


def next_due(conn: Connection) -> datetime | None:
    """The earliest instant anything falls due."""
    at: datetime | None = conn.execute(
        select(_WAKE.c.due_at).where(_WAKE.c.parked.is_(False)).order_by(_WAKE.c.due_at).limit(1)
    ).scalar()
    return at


def earlier(conn: Connection, kind: str, ident: str) -> bool:
    """Whether a wake of this kind waits whose id comes before `ident`."""
    here = (_WAKE.c.kind == kind) & (_WAKE.c.id < ident) & _WAKE.c.parked.is_(False)
    return conn.execute(select(_WAKE.c.id).where(here).limit(1)).first() is not None


def claim(conn: Connection, kind: str, ident: str, now: datetime) -> bool:
    """Lock a due wake and remove it; False means another worker had it or it moved."""
    here = {"kind": kind, "ident": ident}
    if conn.execute(_CLAIM, {**here, "now": now}).first() is None:
        return False
    conn.execute(_CLEAR, here)
    return True


def of_kind(conn: Connection, kind: str) -> set[str]:
    """The ids of all wakes of one kind."""
    return set(conn.execute(select(_WAKE.c.id).where(_WAKE.c.kind == kind)).scalars())


def yield_quickly(conn: Connection) -> None:
    """Let a wake give way: it holds its own row and wants its owner's, a person's command the other way round."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SET LOCAL lock_timeout = '200ms'"))


def failed(conn: Connection, kind: str, ident: str, now: datetime) -> bool:
    """Count a failure and put the wake off (1, 2 minutes); True when it is parked for good."""
    here = (_WAKE.c.kind == kind) & (_WAKE.c.id == ident)
    tries = conn.execute(select(_WAKE.c.tries).where(here).with_for_update()).scalar()
    if tries is None:
        return False
    parked = bool(tries + 1 >= TRIES)
    later = now + timedelta(minutes=tries + 1)
    conn.execute(update(_WAKE).where(here).values(tries=tries + 1, due_at=later, parked=parked))
    return parked


def counts(conn: Connection) -> dict[str, int]:
    """How many wakes wait and how many are parked."""
    rows = conn.execute(select(_WAKE.c.parked, func.count()).group_by(_WAKE.c.parked)).all()
    found = {bool(row[0]): int(row[1]) for row in rows}
    return {"waiting": found.get(False, 0), "parked": found.get(True, 0)}
