"""The tables of words that wait for their sender, and of what an ILD was asked: dumb rows, as in `tables`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

NEVER_AGAIN = {"sqlite_autoincrement": True}


class PendingRow(SQLModel, table=True):
    """A message that waits for its sender's word. `kind` is split, update, ild or details; `facts` are that kind's own.

    `settled` says what became of it; the text is then emptied, for it lives on in a request or is gone.
    """

    __tablename__ = "pending"
    __table_args__ = (Index("pending_sender", "sender", "settled"), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    sender: str
    school: str
    text: str = Field(sa_type=Text)
    asked_at: datetime
    goes_at: datetime
    facts: str = Field(default="{}", sa_type=Text)
    request: int | None = None
    settled: str = ""


class TalkRow(SQLModel, table=True):
    """What a principal wants from the own ILD: it has a clock in the ILD's working time, and no unit."""

    __tablename__ = "talk"
    __table_args__ = (
        Index("talk_open", "ild", "answered_at"),
        Index("talk_school", "school", "answered_at"),
        NEVER_AGAIN,
    )

    id: int | None = Field(default=None, primary_key=True)
    school: str
    sender: str
    ild: str
    text: str = Field(sa_type=Text)
    asked_at: datetime
    clock_from: datetime
    due_at: datetime
    reminders: int = 0
    answered_at: datetime | None = None
    answered_by: str = ""
    answer: str = Field(default="", sa_type=Text)
