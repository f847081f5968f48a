"""Requests and drafts in rows. The body is the frozen value as JSON; searched columns repeat parts of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, bindparam, insert, or_, select, update

from broker_bot.domain.model import Request
from broker_bot.store.tables import DraftRow, RequestRow

_REQUEST = TypeAdapter(Request)
_ROW = RequestRow.__table__  # type: ignore[attr-defined]
_DRAFT = DraftRow.__table__  # type: ignore[attr-defined]

_ADD = insert(_ROW).returning(_ROW.c.id)
_LOAD = select(_ROW.c.id, _ROW.c.body).where(_ROW.c.id == bindparam("wanted"))
_LOCK = _LOAD.with_for_update()
_SAVE = update(_ROW).where(_ROW.c.id == bindparam("wanted")).values(version=_ROW.c.version + 1)


def _columns(request: Request) -> dict[str, Any]:
    return {
        "school": request.school,
        "unit": request.terms.unit,
        "route": request.terms.route,
        "status": str(request.status),
        "requester": request.requester,
        "served_by": request.served_by,
        "answered": request.answered_at is not None,
        "urgent": request.urgent,
        "opened_at": request.opened_at,
        "closed_at": request.closed_at,
        "parent": request.parent,
        "body": _REQUEST.dump_json(request).decode(),
    }


def decode(request_id: int, body: str) -> Request:
    """The frozen value of a row; its id stands in the row, not in the body."""
    return replace(_REQUEST.validate_json(body), id=request_id)


def add(conn: Connection, request: Request) -> Request:
    """Insert a new request and return it with its id."""
    done = conn.execute(_ADD, {"version": 1, **_columns(request)})
    return replace(request, id=int(done.scalar_one()))


def load(conn: Connection, request_id: int, *, lock: bool = False) -> Request | None:
    """The request, locked until the transaction ends when `lock`; None when there is no such id."""
    row = conn.execute(_LOCK if lock else _LOAD, {"wanted": request_id}).first()
    return decode(row.id, row.body) if row else None


def ids_above(conn: Connection, after: int, limit: int, closed_since: datetime | None = None) -> list[int]:
    """Ids of requests above `after`, in order: closed ones too, or only those closed since then."""
    query = select(_ROW.c.id).where(_ROW.c.id > after, *_of_late(closed_since)).order_by(_ROW.c.id).limit(limit)
    return [int(row.id) for row in conn.execute(query)]


def first_opened(conn: Connection, closed_since: datetime | None = None) -> datetime | None:
    """When the oldest of these requests was opened."""
    query = select(_ROW.c.opened_at).where(*_of_late(closed_since)).order_by(_ROW.c.opened_at).limit(1)
    at: datetime | None = conn.execute(query).scalar()
    return at


def _of_late(closed_since: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return () if closed_since is None else (or_(_ROW.c.status != "closed", _ROW.c.closed_at >= closed_since),)


def load_many(conn: Connection, ids: Sequence[int]) -> dict[int, Request]:
    """Requests by id; unknown ids are left out."""
    rows = conn.execute(select(_ROW.c.id, _ROW.c.body).where(_ROW.c.id.in_(list(ids))))
    return {row.id: decode(row.id, row.body) for row in rows}


def save(conn: Connection, request: Request) -> None:
    """Write a locked request back."""
    conn.execute(_SAVE, {"wanted": request.id, **_columns(request)})


@dataclass(frozen=True, slots=True)
class Draft:
    """A message waiting for its desk; `choices` are route ids, best first; `fallback` where it goes by itself.

    `brought` is what came with it, as JSON (see `service.opening.Brought`).
    """

    id: int
    sender: str
    school: str
    text: str
    urgent: bool
    asked_at: datetime
    goes_at: datetime
    choices: tuple[str, ...]
    fallback: str
    request: int | None = None
    settled: str = ""
    brought: str = "{}"


def add_draft(conn: Connection, draft: Draft) -> Draft:
    """Insert a draft and return it with its id."""
    done = conn.execute(
        insert(_DRAFT)
        .values(
            sender=draft.sender,
            school=draft.school,
            text=draft.text,
            urgent=draft.urgent,
            asked_at=draft.asked_at,
            goes_at=draft.goes_at,
            choices=json.dumps(draft.choices),
            fallback=draft.fallback,
            settled="",
            brought=draft.brought,
        )
        .returning(_DRAFT.c.id)
    )
    return replace(draft, id=int(done.scalar_one()))


def load_draft(conn: Connection, draft_id: int, *, lock: bool = False) -> Draft | None:
    """The draft, locked when `lock`; None when there is no such id."""
    query = select(_DRAFT).where(_DRAFT.c.id == draft_id)
    row = conn.execute(query.with_for_update() if lock else query).first()
    if row is None:
        return None
    values = dict(row._mapping) | {"choices": tuple(json.loads(row.choices))}
    return Draft(**values)


def reword_draft(conn: Connection, draft_id: int, text: str) -> None:
    """The message that waits for its desk reads otherwise now."""
    conn.execute(update(_DRAFT).where(_DRAFT.c.id == draft_id).values(text=text))


def hurry_draft(conn: Connection, draft_id: int, now: datetime) -> None:
    """The message that waits reads like danger now, so it waits no longer."""
    conn.execute(update(_DRAFT).where(_DRAFT.c.id == draft_id).values(urgent=True, goes_at=now))


def settle_draft(conn: Connection, draft_id: int, request_id: int | None, words: str) -> None:
    """Say what became of a draft; its text then lives in the request."""
    conn.execute(update(_DRAFT).where(_DRAFT.c.id == draft_id).values(request=request_id, settled=words))


def open_draft_of(conn: Connection, sender: str) -> int | None:
    """The id of a sender's newest question that nobody has answered, or None."""
    query = select(_DRAFT.c.id).where(_DRAFT.c.sender == sender, _DRAFT.c.request.is_(None))
    found: int | None = conn.execute(query.order_by(_DRAFT.c.id.desc()).limit(1)).scalar()
    return found
