"""What every process must know, with a serial that rises at each change: applied files, lessons, who is who."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, insert, select, text

from broker_bot.domain.district import District
from broker_bot.domain.model import Lesson
from broker_bot.store import upsert
from broker_bot.store.tables import ConfigRow, ConversationRow, LessonRow, SerialRow, SlackPersonRow

_DISTRICT = TypeAdapter(District)
_CONFIG = ConfigRow.__table__  # type: ignore[attr-defined]
_SERIAL = SerialRow.__table__  # type: ignore[attr-defined]
_LESSON = LessonRow.__table__  # type: ignore[attr-defined]
_PERSON = SlackPersonRow.__table__  # type: ignore[attr-defined]
_CONVERSATION = ConversationRow.__table__  # type: ignore[attr-defined]

_SERIALS = select(_SERIAL.c.name, _SERIAL.c.n)
_EMAIL = select(_PERSON.c.email, _PERSON.c.gone).where(_PERSON.c.slack_id == bindparam("slack_id"))
_SLACK_ID = select(_PERSON.c.slack_id).where(_PERSON.c.email == bindparam("email"), _PERSON.c.gone.is_(False)).limit(1)
_CHANNEL = select(_CONVERSATION.c.channel).where(_CONVERSATION.c.recipient == bindparam("recipient"))


CLOSED = "closed"
"""The serial that rises when somebody's account is deactivated, or opened again."""

APPLY_LOCK = 0x62726F6C
"""The PostgreSQL advisory lock that lets one process apply files at a time."""


def serials(conn: Connection) -> dict[str, int]:
    """Every serial by name; a name not there yet counts as 0."""
    return {row.name: row.n for row in conn.execute(_SERIALS)}


def raise_serial(conn: Connection, name: str) -> int:
    """Add one to a serial, in the transaction of the change it announces."""
    first = upsert.insert_for(conn, _SERIAL).values(name=name, n=1)
    raised = first.on_conflict_do_update(index_elements=["name"], set_={"n": _SERIAL.c.n + 1})
    return int(conn.execute(raised.returning(_SERIAL.c.n)).scalar_one())


def apply(conn: Connection, district: District, at: datetime) -> bool:
    """Store the district's files as applied; False when this very version is in force already."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLY_LOCK})
    newest = conn.execute(select(_CONFIG.c.version).order_by(_CONFIG.c.serial.desc()).limit(1)).scalar()
    if newest == district.version:
        return False
    serial = raise_serial(conn, "config")
    body = _DISTRICT.dump_json(district).decode()
    conn.execute(insert(_CONFIG).values(serial=serial, version=district.version, body=body, applied_at=at))
    return True


def newest(conn: Connection) -> District | None:
    """The district in force, or None before the first apply."""
    body = conn.execute(select(_CONFIG.c.body).order_by(_CONFIG.c.serial.desc()).limit(1)).scalar()
    return _DISTRICT.validate_json(body) if body else None


def as_of(conn: Connection, serial: int) -> District | None:
    """The district's files as a serial put them in force, without what people declared since; None before the first."""
    query = select(_CONFIG.c.body).where(_CONFIG.c.serial <= serial).order_by(_CONFIG.c.serial.desc()).limit(1)
    body = conn.execute(query).scalar()
    return _DISTRICT.validate_json(body) if body else None


def lessons(conn: Connection) -> list[Lesson]:
    """Corrections in force, oldest first."""
    rows = conn.execute(select(_LESSON).where(_LESSON.c.undone.is_(False)).order_by(_LESSON.c.id))
    return [Lesson(row.text, row.route) for row in rows]


def learn(conn: Connection, lesson: Lesson, request: int, by: str, at: datetime) -> None:
    """Keep a correction and tell every process."""
    conn.execute(
        insert(_LESSON).values(text=lesson.text, route=lesson.route, request=request, by=by, at=at, undone=False)
    )
    raise_serial(conn, "lessons")


def email_of(conn: Connection, slack_id: str) -> str:
    """The e-mail address behind a Slack user id, in lower case, or "" for somebody unknown or deactivated."""
    row = conn.execute(_EMAIL, {"slack_id": slack_id}).first()
    return row.email if row and not row.gone else ""


def slack_id_of(conn: Connection, email: str) -> str:
    """The Slack user id behind an e-mail address, or ""."""
    return conn.execute(_SLACK_ID, {"email": email}).scalar() or ""


def know_people(conn: Connection, people: Iterable[tuple[str, str, str, bool]]) -> None:
    """Take in (Slack id, e-mail, name, deactivated) as Slack reports them; who is known so already is not written."""
    before = closed(conn)
    known = {row.slack_id: (row.email, row.name, row.gone) for row in conn.execute(select(_PERSON))}
    for slack_id, email, name, gone in people:
        if known.get(slack_id) != (email.lower(), name, gone):
            upsert.put(conn, _PERSON, {"slack_id": slack_id}, email=email.lower(), name=name, gone=gone)
    if closed(conn) != before:
        raise_serial(conn, CLOSED)


def closed(conn: Connection) -> frozenset[str]:
    """Addresses whose every Slack account is deactivated."""
    there = select(_PERSON.c.email).where(_PERSON.c.gone.is_(False))
    query = select(_PERSON.c.email).where(_PERSON.c.gone.is_(True), _PERSON.c.email.not_in(there))
    return frozenset(row.email for row in conn.execute(query))


def conversation(conn: Connection, recipient: str) -> str:
    """The conversation id of a recipient (a person's address or `unit:ID`), or "" before it is resolved."""
    return conn.execute(_CHANNEL, {"recipient": recipient}).scalar() or ""


def know_conversation(conn: Connection, recipient: str, channel: str) -> None:
    """Remember a recipient's conversation id; "" forgets it."""
    if channel:
        upsert.put(conn, _CONVERSATION, {"recipient": recipient}, channel=channel)
    else:
        conn.execute(delete(_CONVERSATION).where(_CONVERSATION.c.recipient == recipient))


def recipient_in(conn: Connection, channel: str) -> str:
    """Whose conversation a channel id is, or ""."""
    query = select(_CONVERSATION.c.recipient).where(_CONVERSATION.c.channel == channel)
    return conn.execute(query.limit(1)).scalar() or ""
