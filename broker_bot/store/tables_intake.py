"""The tables of what comes in by other ways than plain words: threads picked up elsewhere, and files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

NEVER_AGAIN = {"sqlite_autoincrement": True}


class SourceRow(SQLModel, table=True):
    """A thread somebody made a request of: one row for a school and a thread, so that it becomes one request.

    `facts` are the command's own, as JSON; emptied of words once `request` or `settled` says what became of it.
    """

    __tablename__ = "source"
    __table_args__ = (Index("source_once", "school", "channel", "root", unique=True), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    school: str
    channel: str
    root: str
    sender: str
    facts: str = Field(default="{}", sa_type=Text)
    at: datetime
    request: int | None = None
    settled: str = ""


class LooseFileRow(SQLModel, table=True):
    """A file that came without words, until words come; `facts` are name, kind and size as JSON, never its bytes."""

    __tablename__ = "loose_file"
    __table_args__ = (Index("loose_file_sender", "sender", "at"),)

    file: str = Field(primary_key=True)
    sender: str
    facts: str = Field(sa_type=Text)
    at: datetime


class UploadRow(SQLModel, table=True):
    """The file id under which an outbox row's file was uploaded: committed before it is completed."""

    __tablename__ = "upload"

    outbox: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    file: str
    at: datetime
