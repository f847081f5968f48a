"""Who is away, as people set it in Slack. The roster's import never touches these rows, but for people who left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from broker_bot.domain.district import Away
from broker_bot.store import config
from broker_bot.store.tables_cover import AbsenceRow

_ROW = AbsenceRow.__table__  # type: ignore[attr-defined]

SERIAL = "absences"
"""Rises with each change, so that every process reads them anew."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody away on local days `first` to `last`, both included."""

    person: str
    first: date
    last: date
    cover: str


def standing(conn: Connection) -> tuple[Absence, ...]:
    """Every absence that was not ended, past ones too, oldest entry first."""
    rows = conn.execute(select(_ROW).where(_ROW.c.ended.is_(False)).order_by(_ROW.c.id))
    return tuple(Absence(row.person, row.first, row.last, row.cover) for row in rows)


def on(found: Collection[Absence], day: date) -> dict[str, Away]:
    """Who is away on a local day; the newest entry about a person counts."""
    return {a.person: Away(a.first, a.last, a.cover) for a in found if a.first <= day <= a.last}


def put(conn: Connection, absence: Absence, by: str, at: datetime) -> int:
    """Set an absence and return its id; earlier entries of the same person that meet its days end."""
    meets = (_ROW.c.first <= absence.last) & (_ROW.c.last >= absence.first)
    conn.execute(update(_ROW).where(_ROW.c.person == absence.person, meets).values(ended=True))
    values = {"first": absence.first, "last": absence.last, "cover": absence.cover, "by": by, "at": at}
    done = conn.execute(insert(_ROW).values(person=absence.person, ended=False, **values).returning(_ROW.c.id))
    config.raise_serial(conn, SERIAL)
    return int(done.scalar_one())


def end(conn: Connection, person: str, day: date) -> list[int]:
    """End whatever of a person's stands on a local day or begins later, and return the ids."""
    still = (_ROW.c.person == person) & _ROW.c.ended.is_(False) & (_ROW.c.last >= day)
    ended = [row.id for row in conn.execute(update(_ROW).where(still).values(ended=True).returning(_ROW.c.id))]
    if ended:
        config.raise_serial(conn, SERIAL)
    return ended


def leave(conn: Connection, people: Collection[str]) -> None:
    """People who are in the roster: everybody else's absence ends, and nobody else covers."""
    rows = conn.execute(select(_ROW).where(_ROW.c.ended.is_(False))).all()
    gone = [row.id for row in rows if row.person not in people]
    alone = [row.id for row in rows if row.cover and row.cover not in people]
    if gone:
        conn.execute(update(_ROW).where(_ROW.c.id.in_(gone)).values(ended=True))
    if alone:
        conn.execute(update(_ROW).where(_ROW.c.id.in_(alone)).values(cover=""))
    if gone or alone:
        config.raise_serial(conn, SERIAL)
