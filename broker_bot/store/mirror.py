"""What crosses between two rooms, by where it was written in Slack; its copies are cards of the kind "said"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from broker_bot.domain.model import Said
from broker_bot.store.outbox import STATUS
from broker_bot.store.tables import CardRow, MirrorRow, RequestRow

_ROW = MirrorRow.__table__  # type: ignore[attr-defined]
_CARD = CardRow.__table__  # type: ignore[attr-defined]
_REQUEST = RequestRow.__table__  # type: ignore[attr-defined]

_AT = select(_ROW).where(_ROW.c.channel == bindparam("its_channel"), _ROW.c.ts == bindparam("its_ts"))
_LOAD = select(_ROW).where(_ROW.c.id == bindparam("its_id"))
_ADD = insert(_ROW).returning(_ROW.c.id)


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A row: see `tables.MirrorRow`. `author` is a roster address, `unit` the unit a reply was written for."""

    id: int
    request: int | None
    draft: int | None
    kind: str
    channel: str | None
    ts: str | None
    thread: str
    author: str
    unit: str
    text: str
    at: datetime
    stamp: str
    removed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a copy is, or will be."""

    place: str
    recipient: str


def add(conn: Connection, request: int, said: Said, at: datetime) -> int:
    """Keep a sentence that crosses; returns the row's id, which its copies are drawn from."""
    kept = find(conn, said.channel, said.ts, lock=True) if said.ts else None
    if kept is not None and kept.kind == "remark":
        change(conn, kept.id, kind=said.kind, unit=said.unit, text=said.text, stamp="")
        return kept.id
    return _insert(
        conn,
        request=request,
        kind=said.kind,
        channel=said.channel or None,
        ts=said.ts or None,
        author=said.author,
        unit=said.unit,
        text=said.text,
        at=at,
    )


def begun(
    conn: Connection,
    source: tuple[str, str],
    author: str,
    text: str,
    at: datetime,
    *,
    request: int | None,
    draft: int | None,
) -> None:
    """Keep the message, by channel and ts, that a request, or the bot's question about it, began with."""
    if find(conn, *source) is None:
        channel, ts = source
        _insert(
            conn, request=request, draft=draft, kind="asked", channel=channel, ts=ts, author=author, text=text, at=at
        )


def early(
    conn: Connection, channel: str, ts: str, at: datetime, *, text: str = "", stamp: str = "", removed: bool = False
) -> int:
    """Keep a change of a message that has not come yet."""
    return _insert(conn, kind="early", channel=channel, ts=ts, text=text, at=at, stamp=stamp, removed=removed)


def wait(conn: Connection, channel: str, ts: str, thread: str, author: str, text: str, at: datetime) -> int:
    """Keep a message under one that has not come yet, with what was changed in it before it came."""
    row = take_early(conn, channel, ts)
    changed = {"text": row.text or text, "stamp": row.stamp, "removed": row.removed} if row else {"text": text}
    return _insert(conn, kind="early", channel=channel, ts=ts, thread=thread, author=author, at=at, **changed)


def take_early(conn: Connection, channel: str, ts: str) -> Mirrored | None:
    """What came before the message written there, taken out, or None."""
    row = find(conn, channel, ts, lock=True) if channel and ts else None
    if row is None or row.kind != "early":
        return None
    drop(conn, row.id)
    return row


def remark(conn: Connection, request: int, channel: str, ts: str, author: str, text: str, at: datetime) -> int:
    """Keep a remark of the unit's thread whose author is asked whether it should go to the school."""
    return _insert(conn, request=request, kind="remark", channel=channel, ts=ts, author=author, text=text, at=at)


def _insert(conn: Connection, **values: Any) -> int:
    usual = {"request": None, "draft": None, "thread": "", "author": "", "unit": "", "stamp": "", "removed": False}
    return int(conn.execute(_ADD, {**usual, **values}).scalar_one())


def find(conn: Connection, channel: str, ts: str, *, lock: bool = False) -> Mirrored | None:
    """The row of the message written there, or None."""
    row = conn.execute(_AT.with_for_update() if lock else _AT, {"its_channel": channel, "its_ts": ts}).first()
    return Mirrored(**row._mapping) if row else None


def load(conn: Connection, ident: int, *, lock: bool = False) -> Mirrored | None:
    """A row by its id, or None."""
    row = conn.execute(_LOAD.with_for_update() if lock else _LOAD, {"its_id": ident}).first()
    return Mirrored(**row._mapping) if row else None


def change(conn: Connection, ident: int, **values: Any) -> None:
    """Change columns of a row."""
    conn.execute(update(_ROW).where(_ROW.c.id == ident).values(**values))


def drop(conn: Connection, ident: int) -> None:
    """Take a row out: what waited has come."""
    conn.execute(delete(_ROW).where(_ROW.c.id == ident))


def forget_early(conn: Connection, before: datetime) -> None:
    """Take out changes of messages that never came."""
    conn.execute(delete(_ROW).where(_ROW.c.kind == "early", _ROW.c.thread == "", _ROW.c.at < before))


def under(conn: Connection, channel: str, thread: str) -> list[Mirrored]:
    """Messages that wait for the one they hang under, oldest first."""
    query = select(_ROW).where(_ROW.c.kind == "early", _ROW.c.channel == channel, _ROW.c.thread == thread)
    return [Mirrored(**row._mapping) for row in conn.execute(query.order_by(_ROW.c.ts))]


def passed_on(conn: Connection, row: Mirrored) -> list[Mirrored]:
    """The same reply at the schools whose requests are joined under this one, as it still reads; by request."""
    if row.kind not in ("reply", "question", "called") or row.request is None:
        return []
    joined = select(_REQUEST.c.id).where(_REQUEST.c.parent == row.request)
    same = (_ROW.c.kind == row.kind, _ROW.c.author == row.author, _ROW.c.text == row.text, _ROW.c.removed.is_(False))
    query = select(_ROW).where(_ROW.c.request.in_(joined), _ROW.c.ts.is_(None), *same).order_by(_ROW.c.request)
    return [Mirrored(**found._mapping) for found in conn.execute(query)]


def written(conn: Connection) -> list[Mirrored]:
    """What people wrote in Slack about requests that are open and questions that wait, and did not delete; by time."""
    open_ones = select(_REQUEST.c.id).where(_REQUEST.c.status != "closed")
    about = or_(_ROW.c.request.in_(open_ones), _ROW.c.request.is_(None) & _ROW.c.draft.is_not(None))
    kept = (_ROW.c.kind != "early", _ROW.c.ts.is_not(None), _ROW.c.removed.is_(False))
    return [Mirrored(**row._mapping) for row in conn.execute(select(_ROW).where(about, *kept).order_by(_ROW.c.ts))]


def of_draft(conn: Connection, draft: int) -> Mirrored | None:
    """The message that the bot's question is about, or None."""
    row = conn.execute(select(_ROW).where(_ROW.c.draft == draft)).first()
    return Mirrored(**row._mapping) if row else None


def remarked(conn: Connection, request: int) -> bool:
    """Whether somebody was told already that the school does not see the thread of this request."""
    sent = (_ROW.c.kind == "reply") & _ROW.c.ts.is_not(None)
    query = select(_ROW.c.id).where(_ROW.c.request == request, (_ROW.c.kind == "remark") | sent).limit(1)
    return conn.execute(query).first() is not None


CROSSED = ("added", "reply", "question", "called")


def talk(conn: Connection, request: int, kinds: Sequence[str] = CROSSED, limit: int = 12) -> list[Mirrored]:
    """The latest sentences between a request's two rooms, oldest first."""
    query = select(_ROW).where(_ROW.c.request == request, _ROW.c.kind.in_(kinds))
    rows = conn.execute(query.order_by(_ROW.c.at.desc(), _ROW.c.id.desc()).limit(limit)).all()
    return [Mirrored(**row._mapping) for row in reversed(rows)]


def places(conn: Connection, ident: int) -> list[Place]:
    """Where copies of a row are or are wanted."""
    query = select(_CARD.c.place, _CARD.c.recipient).where(_CARD.c.kind == "said", _CARD.c.aggregate == ident)
    own = [~_CARD.c.place.startswith(beside) for beside in ("joined:", STATUS)]
    rows = conn.execute(query.where(*own).order_by(_CARD.c.place))
    return [Place(row.place, row.recipient) for row in rows]
