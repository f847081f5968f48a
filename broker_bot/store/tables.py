"""The tables: dumb rows; validation stands at the edges. Plain `datetime` columns are aware UTC on both databases.

`due_at`, `at` and `opened_at` are business time; lease, back-off and pacing columns are machine time.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""SQLite would give a deleted row's number to the next one; a request's number is never reused."""

SCHEMA_VERSION = "0009"
"""The migration this code needs; an older or newer database is refused."""


class RequestRow(SQLModel, table=True):
    """A request: columns that are searched, and `body`, the whole frozen value as JSON."""

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'working', 'finished', 'closed')", name="request_status"),
        Index("request_open_unit", "unit", "status"),
        Index("request_open_school", "school", "status"),
        Index("request_parent", "parent"),
        NEVER_AGAIN,
    )

    id: int | None = Field(default=None, primary_key=True)
    school: str
    unit: str
    route: str
    status: str
    requester: str
    served_by: str = ""
    answered: bool = False
    urgent: bool = False
    opened_at: datetime
    closed_at: datetime | None = None
    version: int = 1
    body: str = Field(sa_type=Text)
    parent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class DraftRow(SQLModel, table=True):
    """A message whose desk is not known yet; becomes a request when somebody answers or its wake comes."""

    __tablename__ = "draft"
    __table_args__ = NEVER_AGAIN

    id: int | None = Field(default=None, primary_key=True)
    sender: str
    school: str
    text: str = Field(sa_type=Text)
    urgent: bool = False
    asked_at: datetime
    goes_at: datetime
    choices: str = Field(sa_type=Text)
    fallback: str = ""
    request: int | None = None
    settled: str = ""
    brought: str = Field(default="{}", sa_type=Text, sa_column_kwargs={"server_default": "{}"})


class EventRow(SQLModel, table=True):
    """The append-only trail of one aggregate; each row carries the hash of the one before."""

    __tablename__ = "event"

    kind: str = Field(primary_key=True)
    aggregate: int = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime
    what: str
    actor: str
    data: str = Field(sa_type=Text)
    hash: str


class OutboxRow(SQLModel, table=True):
    """An intent to tell somebody; order holds inside a lane. States: ready, sending, sent, parked, dropped."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("state IN ('ready', 'sending', 'sent', 'uncertain', 'parked', 'dropped')", name="outbox_state"),
        Index("outbox_open", "state", "priority", "id"),
        Index("outbox_lane", "lane", "state", "id"),
        Index("outbox_at", "channel", "ts"),
        NEVER_AGAIN,
    )

    id: int | None = Field(default=None, primary_key=True)
    lane: str
    kind: str
    aggregate_kind: str
    aggregate: int
    place: str
    recipient: str
    facts: str = Field(sa_type=Text)
    priority: int = 1
    state: str = "ready"
    created_at: datetime
    not_before: datetime | None = None
    lease_until: datetime | None = None
    lease_token: str = ""
    tries: int = 0
    misses: int = 0
    sent_at: datetime | None = None
    window_at: datetime | None = None
    version: int = 0
    channel: str = ""
    ts: str = ""
    text: str = Field(default="", sa_type=Text)
    error: str = ""


class CardRow(SQLModel, table=True):
    """One living message of an aggregate at a place: where it is, and whether it shows the newest state."""

    __tablename__ = "card"

    kind: str = Field(primary_key=True)
    aggregate: int = Field(primary_key=True)
    place: str = Field(primary_key=True)
    recipient: str
    channel: str = ""
    ts: str = ""
    wanted: int = 1
    shown: int = 0


class WakeRow(SQLModel, table=True):
    """Look again then. `parked` after three failures, so one bad row never stops the others."""

    __tablename__ = "wake"
    __table_args__ = (Index("wake_due", "parked", "due_at"),)

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    due_at: datetime
    tries: int = 0
    parked: bool = False


class SeenRow(SQLModel, table=True):
    """A delivery that was accepted, with the answer it got."""

    __tablename__ = "seen"

    key: str = Field(primary_key=True)
    answer: str = Field(sa_type=Text)
    at: datetime = Field(index=True)


class HeldRow(SQLModel, table=True):
    """A reminder waiting for its person's hourly batch."""

    __tablename__ = "held"

    person: str = Field(primary_key=True)
    request: int = Field(primary_key=True)
    rung: str = Field(primary_key=True)
    clock: int = Field(primary_key=True)
    at: datetime


class BatchRow(SQLModel, table=True):
    """When a person last got a batch of reminders."""

    __tablename__ = "batch"

    person: str = Field(primary_key=True)
    last_at: datetime


class SlackPersonRow(SQLModel, table=True):
    """Who a Slack user is: matched to the roster by e-mail address."""

    __tablename__ = "slack_person"

    slack_id: str = Field(primary_key=True)
    email: str = Field(index=True)
    name: str = ""
    gone: bool = False


class ConversationRow(SQLModel, table=True):
    """A recipient's conversation id: a person's DM or a unit's channel."""

    __tablename__ = "conversation"

    recipient: str = Field(primary_key=True)
    channel: str = Field(index=True)


class PaceRow(SQLModel, table=True):
    """The earliest machine instant for the next post to a recipient."""

    __tablename__ = "pace"

    recipient: str = Field(primary_key=True)
    next_at: datetime


class SerialRow(SQLModel, table=True):
    """A number that rises with each change of something every process must know (config, lessons, people)."""

    __tablename__ = "serial"

    name: str = Field(primary_key=True)
    n: int = 0


class ConfigRow(SQLModel, table=True):
    """The district's files as applied, whole, one row a version."""

    __tablename__ = "config"

    serial: int = Field(primary_key=True)
    version: str
    body: str = Field(sa_type=Text)
    applied_at: datetime


class LessonRow(SQLModel, table=True):
    """A correction by a person; purged with its request."""

    __tablename__ = "lesson"
    __table_args__ = NEVER_AGAIN

    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(sa_type=Text)
    route: str
    request: int
    by: str
    at: datetime
    undone: bool = False


class MandateRow(SQLModel, table=True):
    """A unit's demand on principals. `body` is the whole value as JSON."""

    __tablename__ = "mandate"
    __table_args__ = NEVER_AGAIN

    id: int | None = Field(default=None, primary_key=True)
    unit: str
    sent_by: str
    title: str
    received_at: datetime
    superseded_by: int | None = None
    body: str = Field(sa_type=Text)


class DecisionRow(SQLModel, table=True):
    """What one network's ILD decided about a mandate; a missing row is undecided."""

    __tablename__ = "decision"

    mandate: int = Field(primary_key=True)
    network: str = Field(primary_key=True)
    tier: str
    line: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    decided_by: str
    decided_at: datetime
    accepted_on: date | None = None
    overrides: str = Field(default="{}", sa_type=Text)


class ItemStateRow(SQLModel, table=True):
    """What became of one mandate at one principal: done, help, taken_off, stands; `handed_to` is who has it.

    `asked` is help or off (take it off my plate), to be answered by `answer_by`; `words` are the ILD's answer.
    """

    __tablename__ = "item_state"

    mandate: int = Field(primary_key=True)
    principal: str = Field(primary_key=True)
    state: str
    handed_to: str = ""
    asked: str = ""
    answer_by: datetime | None = None
    words: str = Field(default="", sa_type=Text)
    by: str
    at: datetime


class IssueRow(SQLModel, table=True):
    """A weekly page: one row per (week, principal); `body` is frozen when composed, so a second run sends nothing."""

    __tablename__ = "issue"
    __table_args__ = (Index("issue_unique", "week", "principal", unique=True), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    week: date
    principal: str
    network: str
    composed_at: datetime | None = None
    body: str = Field(default="", sa_type=Text)


class MirrorRow(SQLModel, table=True):
    """A sentence that crosses between two rooms, or the message a request began with, as it reads now.

    `kind` is asked, added, reply, remark (of a unit's thread, not sent), or early: known only by what came before it.
    `channel` and `ts` are where it was written, none for a form; `thread` what it hangs under; `stamp` its last edit.
    Its copies are cards of the kind "said".
    """

    __tablename__ = "mirror"
    __table_args__ = (
        Index("mirror_source", "channel", "ts", unique=True),
        Index("mirror_request", "request"),
        Index("mirror_waiting", "kind", "at"),
        NEVER_AGAIN,
    )

    id: int | None = Field(default=None, primary_key=True)
    request: int | None = None
    draft: int | None = None
    kind: str
    channel: str | None = None
    ts: str | None = None
    thread: str = ""
    author: str = ""
    unit: str = ""
    text: str = Field(sa_type=Text)
    at: datetime
    stamp: str = ""
    removed: bool = False
