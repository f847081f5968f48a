"""The tables of what people set in Slack: who acts for a school for a time, and each person's own settings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

NEVER_AGAIN = {"sqlite_autoincrement": True}


class DelegationRow(SQLModel, table=True):
    """Somebody who acts for a school until an instant, as its principal set in Slack."""

    __tablename__ = "delegation"
    __table_args__ = (Index("delegation_person", "person", "ended"), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    school: str
    person: str
    until: datetime
    by: str
    at: datetime
    ended: bool = False


class SettingRow(SQLModel, table=True):
    """What somebody set for themselves: the filter of a Home, whether the morning list comes."""

    __tablename__ = "setting"

    person: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str
