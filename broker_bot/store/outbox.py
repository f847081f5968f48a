"""The outbox: intents in lanes, claimed with a lease, settled with what Slack said. Times here are machine time."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from broker_bot.domain.model import Json, Notice
from broker_bot.store import upsert
from broker_bot.store.tables import CardRow, OutboxRow, PaceRow, RequestRow

_OUT = OutboxRow.__table__  # type: ignore[attr-defined]
_CARD = CardRow.__table__  # type: ignore[attr-defined]
_PACE = PaceRow.__table__  # type: ignore[attr-defined]
_REQUEST = RequestRow.__table__  # type: ignore[attr-defined]

OPEN = ("ready", "sending")

# Kept, for SQLAlchemy needs more time to build a statement than a database to run it.
_OLDER = _OUT.alias("older")
_FIRST_OF_LANE = ~exists().where(_OLDER.c.lane == _OUT.c.lane, _OLDER.c.state.in_(OPEN), _OLDER.c.id < _OUT.c.id)
_NOW = bindparam("now", type_=_OUT.c.not_before.type)
_MAY_GO = (
    select(_OUT)
    .where(
        _OUT.c.state.in_(OPEN),
        or_(_OUT.c.not_before.is_(None), _OUT.c.not_before <= _NOW),
        or_(_OUT.c.lease_until.is_(None), _OUT.c.lease_until <= _NOW),
        _FIRST_OF_LANE,
        ~exists().where(_PACE.c.recipient == _OUT.c.recipient, _PACE.c.next_at > _NOW),
    )
    .order_by(_OUT.c.priority, _OUT.c.id)
    .limit(1)
)
_ANY_OPEN = select(_OUT.c.id).where(_OUT.c.state.in_(OPEN)).limit(1)
_CLAIM = _MAY_GO.with_for_update(skip_locked=True, of=_OUT)
_LEASE = update(_OUT).where(_OUT.c.id == bindparam("its_id"))
_HELD = _LEASE.where(_OUT.c.lease_token == bindparam("its_token"), _OUT.c.state == "sending")
_PUT = insert(_OUT)
_FRESH = {
    "state": "ready", "lease_token": "", "tries": 0, "misses": 0, "version": 0,
    "channel": "", "ts": "", "text": "", "error": "",
}  # fmt: skip
_IN_LANE = (
    select(_OUT.c.id)
    .where(
        _OUT.c.lane == bindparam("its_lane"),
        _OUT.c.kind == bindparam("its_kind"),
        _OUT.c.aggregate == bindparam("its_aggregate"),
    )
    .limit(1)
)
_OPEN_HERE = _IN_LANE.where(_OUT.c.state.in_(OPEN))
_READY_HERE = _IN_LANE.where(_OUT.c.state == "ready").with_for_update()
_CARD_KEY = ("kind", "aggregate", "place")
_CARD_AT = select(_CARD).where(*(_CARD.c[name] == bindparam(f"its_{name}") for name in _CARD_KEY))
_FORGET = update(_CARD).where(*(_CARD.c[name] == bindparam(f"its_{name}") for name in _CARD_KEY))


@dataclass(frozen=True, slots=True)
class Item:
    """A claimed intent. `sent_at` set: an earlier try may have reached Slack; `window_at` is business time then."""

    id: int
    lane: str
    kind: str
    aggregate_kind: str
    aggregate: int
    place: str
    recipient: str
    facts: Mapping[str, Json]
    token: str
    lease_until: datetime
    tries: int
    misses: int
    sent_at: datetime | None
    window_at: datetime | None
    channel: str


@dataclass(frozen=True, slots=True)
class Card:
    """A living message: where it is ("" when not posted yet) and the version that is wanted."""

    channel: str
    ts: str
    wanted: int
    shown: int


def enqueue(conn: Connection, kind: str, aggregate: int, notice: Notice, now: datetime, lane: str = "") -> None:
    """Put an intent in its lane, or in another aggregate's `lane` whose order it must keep.

    A card's or a Home's refresh joins the open row of the same one, if any.
    """
    lane = lane or _lane(kind, aggregate, notice)
    if notice.kind == "home" and _waiting(conn, notice.place, "home"):
        return
    if notice.kind.startswith("card.") and _wanted(conn, kind, aggregate, notice, lane):
        return
    _insert(conn, kind, aggregate, notice, now, lane)


def _lane(kind: str, aggregate: int, notice: Notice) -> str:
    """Order holds inside a lane; an urgent message has its own and waits behind nothing."""
    lane = f"{kind}:{aggregate}:{notice.place}" if aggregate else notice.place
    return f"{lane}:urgent" if notice.urgent else lane


def _insert(conn: Connection, kind: str, aggregate: int, notice: Notice, now: datetime, lane: str) -> None:
    row = {
        "lane": lane,
        "kind": notice.kind,
        "aggregate_kind": kind,
        "aggregate": aggregate,
        "place": notice.place,
        "recipient": notice.to,
        "facts": json.dumps(dict(notice.facts), ensure_ascii=False),
        "priority": 0 if notice.urgent else (2 if kind == "issue" else 1),
        "created_at": now,
    }
    conn.execute(_PUT, {**row, **_FRESH})


def _wanted(conn: Connection, kind: str, aggregate: int, notice: Notice, lane: str) -> bool:
    """Raise the card's wanted version; True when an open row will show it anyway."""
    row = {"kind": kind, "aggregate": aggregate, "place": notice.place, "recipient": notice.to}
    wanted = conn.execute(_raised(conn.dialect.name), {**row, "channel": "", "ts": "", "wanted": 1, "shown": 0})
    if wanted.scalar_one() == 1:
        return False
    here = {"its_lane": lane, "its_kind": notice.kind, "its_aggregate": aggregate}
    return conn.execute(_OPEN_HERE, here).first() is not None


@lru_cache(maxsize=2)
def _raised(dialect: str) -> ReturningInsert[Any]:
    first = upsert.insert_in(dialect, _CARD)
    raised = first.on_conflict_do_update(index_elements=_CARD_KEY, set_={"wanted": _CARD.c.wanted + 1})
    return raised.returning(_CARD.c.wanted)


def _waiting(conn: Connection, lane: str, kind: str) -> bool:
    """Whether a row is there that nobody has drawn; locked, so that nobody draws it before this commit."""
    return conn.execute(_READY_HERE, {"its_lane": lane, "its_kind": kind, "its_aggregate": 0}).first() is not None


def card(conn: Connection, kind: str, aggregate: int, place: str) -> Card | None:
    """Where an aggregate's living message is, or None when none was ever wanted."""
    row = conn.execute(_CARD_AT, {"its_kind": kind, "its_aggregate": aggregate, "its_place": place}).first()
    return Card(row.channel, row.ts, row.wanted, row.shown) if row else None


def standing(conn: Connection) -> list[tuple[str, str]]:
    """Channel and ts of the cards that requests which are not closed have at their schools."""
    open_ones = select(_REQUEST.c.id).where(_REQUEST.c.status != "closed")
    here = (_CARD.c.kind == "request", _CARD.c.place.startswith("school:"), _CARD.c.ts != "")
    rows = conn.execute(select(_CARD.c.channel, _CARD.c.ts).where(*here, _CARD.c.aggregate.in_(open_ones)))
    return [(row.channel, row.ts) for row in rows]


def any_ready(conn: Connection, now: datetime) -> bool:
    """Whether a claim would find a row: a read, so that an idle worker writes nothing."""
    return conn.execute(_MAY_GO, {"now": now}).first() is not None


def any_open(conn: Connection) -> bool:
    """Whether anything is left to deliver, now or later."""
    return conn.execute(_ANY_OPEN).first() is not None


def claim(conn: Connection, now: datetime, lease: timedelta, pace: timedelta) -> Item | None:
    """Take the most urgent open row that is the oldest of its lane and whose recipient may be posted to now.

    `pace` is how long the recipient is then left alone. None: nothing may be tried now.
    """
    row = conn.execute(_CLAIM, {"now": now}).first()
    if row is None or (pace and not _take_turn(conn, row.recipient, now, now + pace)):
        return None
    token, until = secrets.token_hex(8), now + lease
    leased = {"state": "sending", "lease_until": until, "lease_token": token, "tries": row.tries + 1}
    conn.execute(_LEASE, {"its_id": row.id, **leased})
    return Item(
        row.id, row.lane, row.kind, row.aggregate_kind, row.aggregate, row.place, row.recipient,
        json.loads(row.facts), token, until, row.tries + 1, row.misses, row.sent_at, row.window_at, row.channel,
    )  # fmt: skip


def _take_turn(conn: Connection, recipient: str, now: datetime, until: datetime) -> bool:
    """Set the recipient's next turn; False when another process has just taken this one."""
    turn = {"recipient": recipient, "next_at": until, "now": now}
    return conn.execute(_turn(conn.dialect.name), turn).first() is not None


@lru_cache(maxsize=2)
def _turn(dialect: str) -> ReturningInsert[Any]:
    first = upsert.insert_in(dialect, _PACE)
    mine = first.on_conflict_do_update(
        index_elements=["recipient"],
        set_={"next_at": first.excluded.next_at},
        where=_PACE.c.next_at <= bindparam("now", type_=_PACE.c.next_at.type),
    )
    return mine.returning(_PACE.c.recipient)


def _set(conn: Connection, item: Item, **values: Any) -> bool:
    """Change the row while it is this worker's; False when another claimed it since, or it is settled."""
    return conn.execute(_HELD, {"its_id": item.id, "its_token": item.token, **values}).rowcount == 1


def about_to_send(conn: Connection, item: Item, now: datetime, window_at: datetime, channel: str, version: int) -> bool:
    """Commit that a post may be on its way; False means the lease is somebody else's by now."""
    return _set(conn, item, sent_at=now, window_at=window_at, channel=channel, version=version, misses=0)


def sent(conn: Connection, item: Item, ts: str, channel: str, text: str, version: int, now: datetime) -> bool:
    """Settle a row as delivered; a card's row learns where it is and asks for another refresh if outdated."""
    if not _set(conn, item, state="sent", ts=ts, channel=channel, text=text[:500], lease_until=None, error=""):
        return False
    if version:
        _shown(conn, item, ts, channel, version, now)
    return True


STATUS = "under:"
"""Begins the place of a message under a card that may not be changed any more, which says how it is now."""


def status(conn: Connection, item: Item) -> Card | None:
    """The message that says how it is now, under a card that may not be changed; None without one."""
    return card(conn, item.aggregate_kind, item.aggregate, f"{STATUS}{item.place}")


def _shown(conn: Connection, item: Item, ts: str, channel: str, version: int, now: datetime) -> None:
    before = card(conn, item.aggregate_kind, item.aggregate, item.place)
    row = {"kind": item.aggregate_kind, "aggregate": item.aggregate, "place": item.place, "recipient": item.recipient}
    if before and before.ts not in ("", ts) and item.kind.startswith("card."):
        under = {**row, "place": f"{STATUS}{item.place}", "ts": ts, "channel": channel}
        conn.execute(_placed(conn.dialect.name), {**under, "shown": version, "wanted": version})
        ts, channel = before.ts, before.channel
    shown = {**row, "ts": ts, "channel": channel, "shown": version, "wanted": version}
    conn.execute(_placed(conn.dialect.name), shown)
    state = card(conn, item.aggregate_kind, item.aggregate, item.place)
    if state and state.wanted > version and item.kind.startswith("card."):
        again = Notice(item.kind, item.place, item.recipient)
        _insert(conn, item.aggregate_kind, item.aggregate, again, now, item.lane)


@lru_cache(maxsize=2)
def _placed(dialect: str) -> upsert.Insert:
    first = upsert.insert_in(dialect, _CARD)
    news = {name: first.excluded[name] for name in ("ts", "channel", "shown")}
    return first.on_conflict_do_update(index_elements=_CARD_KEY, set_=news)


def forget_card(conn: Connection, item: Item) -> None:
    """The message was deleted by a person: the next delivery posts a new one."""
    here = {"its_kind": item.aggregate_kind, "its_aggregate": item.aggregate, "its_place": item.place}
    conn.execute(_FORGET, {**here, "ts": "", "channel": "", "shown": 0})


def forget_place(conn: Connection, place: str, channel: str) -> None:
    """A channel is gone: what stood there is posted anew where its place is now, and nothing hangs under it."""
    here = (_CARD.c.place == place, _CARD.c.channel == channel, _CARD.c.channel != "")
    conn.execute(update(_CARD).where(*here).values(ts="", channel="", shown=0))


def not_sent(conn: Connection, item: Item, until: datetime, error: str) -> None:
    """Slack certainly did not take it: try again at `until`."""
    _set(conn, item, state="ready", sent_at=None, not_before=until, lease_until=None, error=error)


def unclear(conn: Connection, item: Item, until: datetime, misses: int, error: str) -> None:
    """It may have been taken: look for it at `until`; `sent_at` stays."""
    _set(conn, item, state="sending", not_before=until, lease_until=None, misses=misses, error=error)


def clean_to_resend(conn: Connection, item: Item) -> None:
    """Two clean look-ups, the last late enough, found nothing: it may be posted again."""
    _set(conn, item, sent_at=None, misses=0)


def holds(conn: Connection, item: Item) -> bool:
    """Whether the row is still this worker's; it stays so until the transaction ends."""
    return _set(conn, item, error="")


def prolong(conn: Connection, item: Item, until: datetime) -> bool:
    """Keep the row until then, for work that takes longer than a call; False when it is somebody else's by now."""
    return _set(conn, item, lease_until=until)


def end(conn: Connection, item: Item, state: str, error: str) -> bool:
    """Settle without a message: parked (refused for good), uncertain, or dropped (no longer true)."""
    return _set(conn, item, state=state, lease_until=None, error=error)


def release_all(conn: Connection) -> int:
    """End every lease: for the start of the only process on a SQLite file, whose predecessor may have been killed."""
    return conn.execute(update(_OUT).where(_OUT.c.state == "sending").values(lease_until=None)).rowcount


def hold_all(conn: Connection, recipient: str, until: datetime) -> None:
    """Nothing goes to a recipient before `until` (a Retry-After for its channel)."""
    upsert.put(conn, _PACE, {"recipient": recipient}, next_at=until)


def next_try(conn: Connection, now: datetime) -> datetime | None:
    """When the next open row may be tried, `now` at the earliest; None when nothing is open."""
    latest = func.max if conn.dialect.name == "sqlite" else func.greatest
    waits = (_OUT.c.lease_until, _OUT.c.not_before, _PACE.c.next_at)
    at = func.min(latest(*(func.coalesce(wait, now) for wait in waits)), type_=_OUT.c.not_before.type)
    rows = _OUT.outerjoin(_PACE, _PACE.c.recipient == _OUT.c.recipient)
    query = select(at).select_from(rows).where(_OUT.c.state.in_(OPEN), _FIRST_OF_LANE)
    found: datetime | None = conn.execute(query).scalar()
    return found


def counts(conn: Connection) -> dict[str, int]:
    """Rows by state."""
    rows = conn.execute(select(_OUT.c.state, func.count()).group_by(_OUT.c.state)).all()
    return {str(row[0]): int(row[1]) for row in rows}


def request_at(conn: Connection, channel: str, ts: str) -> int | None:
    """The request whose card or packet stands at a channel's ts, now or earlier."""
    found: int | None = conn.execute(
        select(_OUT.c.aggregate)
        .where(_OUT.c.aggregate_kind == "request", _OUT.c.channel == channel, _OUT.c.ts == ts)
        .limit(1)
    ).scalar()
    return found


def stands(conn: Connection, channel: str, ts: str) -> bool:
    """Whether a message of ours stands there, or stood."""
    query = select(_OUT.c.id).where(_OUT.c.channel == channel, _OUT.c.ts == ts).limit(1)
    return conn.execute(query).first() is not None


def version_sent(conn: Connection, item_id: int) -> int:
    """The card version noted before a row was last sent; 0 for a notice."""
    return int(conn.execute(select(_OUT.c.version).where(_OUT.c.id == item_id)).scalar() or 0)
