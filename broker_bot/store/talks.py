"""What principals want from their ILD, in rows."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from broker_bot.domain.ild_talks import Talk
from broker_bot.store.tables_asking import TalkRow

_TALK = TalkRow.__table__  # type: ignore[attr-defined]


def add(conn: Connection, talk: Talk) -> Talk:
    """Insert it and return it with its id."""
    values = {name: value for name, value in asdict(talk).items() if name != "id"}
    return replace(talk, id=int(conn.execute(insert(_TALK).values(**values).returning(_TALK.c.id)).scalar_one()))


def load(conn: Connection, ident: int, *, lock: bool = False) -> Talk | None:
    """The talk, locked when `lock`; None when there is no such id."""
    query = select(_TALK).where(_TALK.c.id == ident)
    row = conn.execute(query.with_for_update() if lock else query).first()
    return Talk(**row._mapping) if row else None


def open_of(conn: Connection, ild: str) -> list[Talk]:
    """What waits for an ILD's answer, the nearest date first."""
    mine = (_TALK.c.ild == ild, _TALK.c.answered_at.is_(None))
    return [
        Talk(**row._mapping) for row in conn.execute(select(_TALK).where(*mine).order_by(_TALK.c.due_at, _TALK.c.id))
    ]


def reminded(conn: Connection, talk: Talk, ild: str, now: datetime, due_at: datetime) -> None:
    """Its clock passed: count it and start the next one, with whoever is the ILD now."""
    here = update(_TALK).where(_TALK.c.id == talk.id)
    conn.execute(here.values(ild=ild, reminders=talk.reminders + 1, clock_from=now, due_at=due_at))


def answered(conn: Connection, talk: Talk, by: str, text: str, now: datetime) -> None:
    """Write the answer down."""
    conn.execute(update(_TALK).where(_TALK.c.id == talk.id).values(answered_at=now, answered_by=by, answer=text))
