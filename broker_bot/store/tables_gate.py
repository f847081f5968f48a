"""Tables of the gate and the weekly page beyond mandates, decisions and issues. Dumb rows, like those in `tables`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from broker_bot.store.tables import NEVER_AGAIN


class NetworkWeekRow(SQLModel, table=True):
    """One network's week of pages: when its ILD saw the preview, the note for the page, and who approved it."""

    __tablename__ = "network_week"

    week: date = Field(primary_key=True)
    network: str = Field(primary_key=True)
    note: str = Field(default="", sa_type=Text)
    shown_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None


class OptOutRow(SQLModel, table=True):
    """A principal wants fewer lines for information; `what` is "unit:ID" or "topic:NAME"."""

    __tablename__ = "opt_out"

    principal: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    at: datetime


class MemoRow(SQLModel, table=True):
    """What came in to be read: its text as it came and the drafts read from it, each to be checked by a person.

    `key` is the source's own name for it (a message, a file, an entry of a feed), so that it is taken in once.
    """

    __tablename__ = "memo"
    __table_args__ = (Index("memo_key", "key", unique=True), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    key: str
    unit: str
    by: str
    source: str
    link: str = Field(default="", sa_type=Text)
    received_at: datetime
    body: str = Field(sa_type=Text)


class AdviceMarkRow(SQLModel, table=True):
    """A principal's mark on an exemption or waiver: it worked, or it didn't."""

    __tablename__ = "advice_mark"

    entry: str = Field(primary_key=True)
    principal: str = Field(primary_key=True)
    worked: bool
    at: datetime
