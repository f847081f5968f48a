"""What routing has learnt, row by row: who taught it when, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from broker_bot.store import config
from broker_bot.store.tables import LessonRow

_LESSON = LessonRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Learned:
    """One lesson; `request` 0 was taught on the command line. `text` is what somebody wrote: for few eyes."""

    id: int
    text: str
    route: str
    request: int
    by: str
    at: datetime
    undone: bool


def all_of(conn: Connection) -> list[Learned]:
    """Every lesson, undone ones too, oldest first."""
    return [Learned(**row._mapping) for row in conn.execute(select(_LESSON).order_by(_LESSON.c.id))]


def load(conn: Connection, ident: int) -> Learned | None:
    """One lesson, locked; None when there is no such id."""
    row = conn.execute(select(_LESSON).where(_LESSON.c.id == ident).with_for_update()).first()
    return Learned(**row._mapping) if row else None


def undo(conn: Connection, ident: int) -> None:
    """Take a lesson out of force, in every process from its next message on."""
    conn.execute(update(_LESSON).where(_LESSON.c.id == ident).values(undone=True))
    config.raise_serial(conn, "lessons")
