"""Notices that wait for the end of somebody's protected time, and what was then handed over in one message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from broker_bot.domain.handover import KeptBack
from broker_bot.domain.model import Notice
from broker_bot.store import upsert
from broker_bot.store.tables_time import HandoverRow, KeptBackRow

_KEPT = KeptBackRow.__table__  # type: ignore[attr-defined]
_HANDOVER = HandoverRow.__table__  # type: ignore[attr-defined]


def keep(conn: Connection, kind: str, aggregate: int, notice: Notice, now: datetime) -> None:
    """Keep a notice for its person; the same one twice is one."""
    key = {
        "person": notice.to,
        "aggregate_kind": kind,
        "aggregate": aggregate,
        "place": notice.place,
        "kind": notice.kind,
    }
    upsert.put(conn, _KEPT, key, facts=json.dumps(dict(notice.facts), ensure_ascii=False), at=now)


def waiting(conn: Connection, person: str) -> list[KeptBack]:
    """What is kept for a person, oldest first."""
    rows = conn.execute(select(_KEPT).where(_KEPT.c.person == person))
    return [_kept(r) for r in sorted(rows, key=lambda r: (r.at, r.aggregate_kind, r.aggregate))]


def take(conn: Connection, person: str, kinds: Sequence[str]) -> list[KeptBack]:
    """Take out what is kept for a person of some kinds, oldest first."""
    rows = conn.execute(delete(_KEPT).where(_KEPT.c.person == person, _KEPT.c.kind.in_(kinds)).returning(*_KEPT.c))
    return [_kept(r) for r in sorted(rows, key=lambda r: (r.at, r.aggregate_kind, r.aggregate))]


def forget(conn: Connection, person: str) -> None:
    """Take what is kept for a person away, for it goes out by itself."""
    conn.execute(delete(_KEPT).where(_KEPT.c.person == person))


def hand_over(conn: Connection, person: str, now: datetime, kinds: Sequence[str] = ()) -> int | None:
    """Take what is kept for a person, all or of some kinds, into one handover; its id, or None for nothing."""
    gone = delete(_KEPT).where(_KEPT.c.person == person).returning(*_KEPT.c)
    rows = conn.execute(gone.where(_KEPT.c.kind.in_(kinds)) if kinds else gone).all()
    if not rows:
        return None
    body = [[r.aggregate_kind, r.aggregate, r.place, r.kind, r.facts] for r in sorted(rows, key=lambda r: r.at)]
    made = insert(_HANDOVER).values(person=person, body=json.dumps(body), at=now).returning(_HANDOVER.c.id)
    return int(conn.execute(made).scalar_one())


def handed_over(conn: Connection, handover: int) -> Sequence[KeptBack]:
    """What a handover holds."""
    row = conn.execute(select(_HANDOVER).where(_HANDOVER.c.id == handover)).first()
    if row is None:
        return ()
    return [KeptBack(k, a, Notice(n, place, row.person, json.loads(f))) for k, a, place, n, f in json.loads(row.body)]


def _kept(row: Row[Any]) -> KeptBack:
    notice = Notice(row.kind, row.place, row.person, json.loads(row.facts))
    return KeptBack(row.aggregate_kind, row.aggregate, notice)
