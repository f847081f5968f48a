"""The tables of who is away, and of what goes from one request to those joined under it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

NEVER_AGAIN = {"sqlite_autoincrement": True}


class AbsenceRow(SQLModel, table=True):
    """Who is away, set in Slack: whole local days, `first` to `last`. `cover` may be empty; `ended` before its time."""

    __tablename__ = "absence"
    __table_args__ = (Index("absence_person", "person", "ended"), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    person: str
    first: date
    last: date
    cover: str = ""
    by: str
    at: datetime
    ended: bool = False


class PassingRow(SQLModel, table=True):
    """Something done to a request that is passed on to those joined under it; `after` is the last one it reached."""

    __tablename__ = "passing"
    __table_args__ = NEVER_AGAIN

    id: int | None = Field(default=None, primary_key=True)
    parent: int
    what: str
    by: str
    at: datetime
    body: str = Field(sa_type=Text)
    after: int = 0
