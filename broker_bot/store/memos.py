"""Memos to be checked, in rows: what came in and the demands proposed from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select, update

from broker_bot.domain.memo import Proposal
from broker_bot.store.tables_gate import MemoRow

_MEMO = MemoRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Memo:
    """What came in. `proposals` are for a person to check; `sent` holds (place, demand's id) of those that were.

    `source` is message, memo, file or feed; `received_at` is aware UTC. `unit` is empty while the ILD who
    passes it on (`passed_by`) has not said whose it is. `note` says what of it could not be read.
    """

    id: int
    key: str
    unit: str
    by: str
    source: str
    text: str
    received_at: datetime
    link: str = ""
    name: str = ""
    proposals: tuple[Proposal, ...] = ()
    sent: tuple[tuple[int, int], ...] = ()
    passed_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    name: str = ""
    proposals: tuple[Proposal, ...] = ()
    sent: tuple[tuple[int, int], ...] = field(default=())
    passed_by: str = ""
    note: str = ""


_BODY = TypeAdapter(_Body)


def _dumped(memo: Memo) -> str:
    return _BODY.dump_json(_Body(memo.text, memo.name, memo.proposals, memo.sent, memo.passed_by, memo.note)).decode()


def add(conn: Connection, memo: Memo) -> Memo | None:
    """Insert a memo and return it with its id; None when its key is there already."""
    if conn.execute(select(_MEMO.c.id).where(_MEMO.c.key == memo.key)).first():
        return None
    values = {
        "key": memo.key, "unit": memo.unit, "by": memo.by, "source": memo.source, "link": memo.link,
        "received_at": memo.received_at, "body": _dumped(memo),
    }  # fmt: skip
    done = conn.execute(insert(_MEMO).values(**values).returning(_MEMO.c.id))
    return replace(memo, id=int(done.scalar_one()))


def load(conn: Connection, memo_id: int, *, lock: bool = False) -> Memo | None:
    """A memo, locked when `lock`; None when there is no such id."""
    query = select(_MEMO).where(_MEMO.c.id == memo_id)
    row: Any = conn.execute(query.with_for_update() if lock else query).first()
    if row is None:
        return None
    body = _BODY.validate_json(row.body)
    return Memo(
        row.id, row.key, row.unit, row.by, row.source, body.text, row.received_at, row.link, body.name,
        body.proposals, body.sent, body.passed_by, body.note,
    )  # fmt: skip


def mark_sent(conn: Connection, memo: Memo, place: int, mandate: int) -> Memo:
    """Note that a proposal was checked and sent."""
    after = replace(memo, sent=(*memo.sent, (place, mandate)))
    conn.execute(update(_MEMO).where(_MEMO.c.id == memo.id).values(body=_dumped(after)))
    return after


def keep(conn: Connection, memo: Memo) -> Memo:
    """Write a memo anew: whose it is and what was read from it."""
    values = {"unit": memo.unit, "by": memo.by, "body": _dumped(memo)}
    conn.execute(update(_MEMO).where(_MEMO.c.id == memo.id).values(**values))
    return memo
