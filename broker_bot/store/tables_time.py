"""The tables of closed days, protected time and watches: dumb rows, as in `tables`. All times are business time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

NEVER_AGAIN = {"sqlite_autoincrement": True}


class ClosureRow(SQLModel, table=True):
    """Every closure in force from `at` on, as JSON: one row a change, so that what held before can still be read."""

    __tablename__ = "closure"

    serial: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    body: str = Field(sa_type=Text)
    by: str
    at: datetime


class BlockRow(SQLModel, table=True):
    """Protected time of one person. `source` is said (in Slack), weekly or feed."""

    __tablename__ = "block"
    __table_args__ = (Index("block_person", "person", "ends_at"), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    person: str
    begins_at: datetime
    ends_at: datetime
    source: str


class BlockPlanRow(SQLModel, table=True):
    """A person's weekly pattern and feed, from which blocks are made ahead."""

    __tablename__ = "block_plan"

    person: str = Field(primary_key=True)
    body: str = Field(sa_type=Text)


class KeptBackRow(SQLModel, table=True):
    """A notice that waits for the end of its person's protected time."""

    __tablename__ = "kept_back"

    person: str = Field(primary_key=True)
    aggregate_kind: str = Field(primary_key=True)
    aggregate: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    place: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    facts: str = Field(sa_type=Text)
    at: datetime


class HandoverRow(SQLModel, table=True):
    """What was kept back, as it was handed over in one message."""

    __tablename__ = "handover"
    __table_args__ = (NEVER_AGAIN,)

    id: int | None = Field(default=None, primary_key=True)
    person: str
    body: str = Field(sa_type=Text)
    at: datetime


class WatchRow(SQLModel, table=True):
    """An ILD is copied on a unit's new requests of one network, of all kinds or of one `route`, until a date."""

    __tablename__ = "watch"
    __table_args__ = (Index("watch_open", "person", "ended_at"), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    person: str
    unit: str
    network: str
    began_at: datetime
    until: datetime
    told_at: datetime
    ended_at: datetime | None = None
    route: str = Field(default="", sa_column_kwargs={"server_default": ""})
