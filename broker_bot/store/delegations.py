"""Delegates for a time, as principals set them in Slack; an import of the roster never touches these rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from broker_bot.domain.delegates import Delegation
from broker_bot.store import config
from broker_bot.store.tables import SlackPersonRow
from broker_bot.store.tables_people import DelegationRow

_ROW = DelegationRow.__table__  # type: ignore[attr-defined]
_SLACK = SlackPersonRow.__table__  # type: ignore[attr-defined]

SERIAL = "delegations"
"""Rises with each change, so that every process reads them anew."""


def standing(conn: Connection) -> tuple[Delegation, ...]:
    """Every delegation that was not ended by hand, past ones too, oldest first."""
    name = select(_SLACK.c.name).where(_SLACK.c.email == _ROW.c.person).limit(1).scalar_subquery()
    query = select(_ROW, name.label("name")).where(_ROW.c.ended.is_(False)).order_by(_ROW.c.id)
    return tuple(Delegation(r.id, r.school, r.person, r.name or "", r.until) for r in conn.execute(query))


def put(conn: Connection, school: str, person: str, until: datetime, by: str, at: datetime) -> int:
    """Name a delegate and return the row's id; an earlier row of the same person ends."""
    conn.execute(update(_ROW).where(_ROW.c.person == person).values(ended=True))
    values = {"school": school, "person": person, "until": until, "by": by, "at": at, "ended": False}
    done = conn.execute(insert(_ROW).values(**values).returning(_ROW.c.id))
    config.raise_serial(conn, SERIAL)
    return int(done.scalar_one())


def end(conn: Connection, ident: int) -> None:
    """End a delegation now."""
    conn.execute(update(_ROW).where(_ROW.c.id == ident).values(ended=True))
    config.raise_serial(conn, SERIAL)
