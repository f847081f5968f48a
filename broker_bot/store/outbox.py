"""The outbox: intents in lanes, claimed with a lease, settled with what Slack said. Times here are machine time."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, insert, or_, select, update

from broker_bot.domain.model import Json, Notice
from broker_bot.store import upsert
from broker_bot.store.tables import CardRow, OutboxRow, PaceRow

_OUT = OutboxRow.__table__  # type: ignore[attr-defined]
_CARD = CardRow.__table__  # type: ignore[attr-defined]
_PACE = PaceRow.__table__  # type: ignore[attr-defined]

OPEN = ("ready", "sending")


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


def enqueue(conn: Connection, kind: str, aggregate: int, notice: Notice, now: datetime) -> None:
    """Put an intent in its lane. A card's or a Home's refresh joins the open row of the same one, if any."""
    if notice.kind == "home" and _waiting(conn, notice.place, "home"):
        return
    if notice.kind.startswith("card.") and _wanted(conn, kind, aggregate, notice):
        return
    _insert(conn, kind, aggregate, notice, now)


def _lane(kind: str, aggregate: int, notice: Notice) -> str:
    """Order holds inside a lane; an urgent message has its own and waits behind nothing."""
    lane = f"{kind}:{aggregate}:{notice.place}" if aggregate else notice.place
    return f"{lane}:urgent" if notice.urgent else lane


def _insert(conn: Connection, kind: str, aggregate: int, notice: Notice, now: datetime) -> None:
    conn.execute(
        insert(_OUT).values(
            lane=_lane(kind, aggregate, notice),
            kind=notice.kind,
            aggregate_kind=kind,
            aggregate=aggregate,
            place=notice.place,
            recipient=notice.to,
            facts=json.dumps(dict(notice.facts), ensure_ascii=False),
            priority=0 if notice.urgent else (2 if kind == "issue" else 1),
            state="ready",
            created_at=now,
            lease_token="",
            tries=0,
            misses=0,
            version=0,
            channel="",
            ts="",
            text="",
            error="",
        )
    )


def _wanted(conn: Connection, kind: str, aggregate: int, notice: Notice) -> bool:
    """Raise the card's wanted version; True when an open row will show it anyway."""
    key = {"kind": kind, "aggregate": aggregate, "place": notice.place}
    first = upsert.insert_for(conn, _CARD).values(**key, recipient=notice.to, channel="", ts="", wanted=1, shown=0)
    conn.execute(first.on_conflict_do_update(index_elements=list(key), set_={"wanted": _CARD.c.wanted + 1}))
    opened = select(_OUT.c.id).where(
        _OUT.c.lane == _lane(kind, aggregate, notice), _OUT.c.kind == notice.kind, _OUT.c.state.in_(OPEN)
    )
    return conn.execute(opened.limit(1)).first() is not None


def _waiting(conn: Connection, lane: str, kind: str) -> bool:
    """Whether a row is there that nobody has drawn; locked, so that nobody draws it before this commit."""
    query = select(_OUT.c.id).where(_OUT.c.lane == lane, _OUT.c.kind == kind, _OUT.c.state == "ready")
    return conn.execute(query.limit(1).with_for_update()).first() is not None


def _here(kind: str, aggregate: int, place: str):  # type: ignore[no-untyped-def]
    return and_(_CARD.c.kind == kind, _CARD.c.aggregate == aggregate, _CARD.c.place == place)


def card(conn: Connection, kind: str, aggregate: int, place: str) -> Card | None:
    """Where an aggregate's living message is, or None when none was ever wanted."""
    row = conn.execute(select(_CARD).where(_here(kind, aggregate, place))).first()
    return Card(row.channel, row.ts, row.wanted, row.shown) if row else None


def _may_go(now: datetime) -> Select[Any]:
    return (
        select(_OUT)
        .where(
            _OUT.c.state.in_(OPEN),
            or_(_OUT.c.not_before.is_(None), _OUT.c.not_before <= now),
            or_(_OUT.c.lease_until.is_(None), _OUT.c.lease_until <= now),
            _first_of_lane(),
            ~exists().where(_PACE.c.recipient == _OUT.c.recipient, _PACE.c.next_at > now),
        )
        .order_by(_OUT.c.priority, _OUT.c.id)
        .limit(1)
    )


def any_ready(conn: Connection, now: datetime) -> bool:
    """Whether a claim would find a row: a read, so that an idle worker writes nothing."""
    return conn.execute(_may_go(now)).first() is not None


def claim(conn: Connection, now: datetime, lease: timedelta, pace: timedelta) -> Item | None:
    """Take the most urgent open row that is the oldest of its lane and whose recipient may be posted to now.

    `pace` is how long the recipient is then left alone. None: nothing may be tried now.
    """
    query = _may_go(now).with_for_update(skip_locked=True, of=_OUT)
    row = conn.execute(query).first()
    if row is None or (pace and not _take_turn(conn, row.recipient, now, now + pace)):
        return None
    token, until = secrets.token_hex(8), now + lease
    conn.execute(
        update(_OUT)
        .where(_OUT.c.id == row.id)
        .values(state="sending", lease_until=until, lease_token=token, tries=row.tries + 1)
    )
    return Item(
        row.id, row.lane, row.kind, row.aggregate_kind, row.aggregate, row.place, row.recipient,
        json.loads(row.facts), token, until, row.tries + 1, row.misses, row.sent_at, row.window_at, row.channel,
    )  # fmt: skip


def _first_of_lane() -> ColumnElement[bool]:
    older = _OUT.alias("older")
    return ~exists().where(older.c.lane == _OUT.c.lane, older.c.state.in_(OPEN), older.c.id < _OUT.c.id)


def _take_turn(conn: Connection, recipient: str, now: datetime, until: datetime) -> bool:
    """Set the recipient's next turn; False when another process has just taken this one."""
    fresh = upsert.insert_for(conn, _PACE).values(recipient=recipient, next_at=until)
    mine = fresh.on_conflict_do_update(
        index_elements=["recipient"], set_={"next_at": until}, where=_PACE.c.next_at <= now
    )
    return conn.execute(mine.returning(_PACE.c.recipient)).first() is not None


def _held_by(item: Item) -> ColumnElement[bool]:
    """The row while it is this worker's: not claimed by another since, and not settled."""
    return and_(_OUT.c.id == item.id, _OUT.c.lease_token == item.token, _OUT.c.state == "sending")


def about_to_send(conn: Connection, item: Item, now: datetime, window_at: datetime, channel: str, version: int) -> bool:
    """Commit that a post may be on its way; False means the lease is somebody else's by now."""
    done = conn.execute(
        update(_OUT)
        .where(_held_by(item))
        .values(sent_at=now, window_at=window_at, channel=channel, version=version, misses=0)
    )
    return done.rowcount == 1


def sent(conn: Connection, item: Item, ts: str, channel: str, text: str, version: int, now: datetime) -> bool:
    """Settle a row as delivered; a card's row learns where it is and asks for another refresh if outdated."""
    done = conn.execute(
        update(_OUT)
        .where(_held_by(item))
        .values(state="sent", ts=ts, channel=channel, text=text[:500], lease_until=None, error="")
    )
    if done.rowcount == 0:
        return False
    if version:
        _shown(conn, item, ts, channel, version, now)
    return True


def _shown(conn: Connection, item: Item, ts: str, channel: str, version: int, now: datetime) -> None:
    key = {"kind": item.aggregate_kind, "aggregate": item.aggregate, "place": item.place}
    values = {"ts": ts, "channel": channel, "shown": version}
    first = upsert.insert_for(conn, _CARD).values(**key, **values, recipient=item.recipient, wanted=version)
    conn.execute(first.on_conflict_do_update(index_elements=list(key), set_=values))
    state = card(conn, item.aggregate_kind, item.aggregate, item.place)
    if state and state.wanted > version and item.kind.startswith("card."):
        _insert(conn, item.aggregate_kind, item.aggregate, Notice(item.kind, item.place, item.recipient), now)


def forget_card(conn: Connection, item: Item) -> None:
    """The message was deleted by a person: the next delivery posts a new one."""
    conn.execute(
        update(_CARD).where(_here(item.aggregate_kind, item.aggregate, item.place)).values(ts="", channel="", shown=0)
    )


def not_sent(conn: Connection, item: Item, until: datetime, error: str) -> None:
    """Slack certainly did not take it: try again at `until`."""
    conn.execute(
        update(_OUT)
        .where(_held_by(item))
        .values(state="ready", sent_at=None, not_before=until, lease_until=None, error=error)
    )


def unclear(conn: Connection, item: Item, until: datetime, misses: int, error: str) -> None:
    """It may have been taken: look for it at `until`; `sent_at` stays."""
    conn.execute(
        update(_OUT)
        .where(_held_by(item))
        .values(state="sending", not_before=until, lease_until=None, misses=misses, error=error)
    )


def clean_to_resend(conn: Connection, item: Item) -> None:
    """Two clean look-ups, the last late enough, found nothing: it may be posted again."""
    conn.execute(update(_OUT).where(_held_by(item)).values(sent_at=None, misses=0))


def end(conn: Connection, item: Item, state: str, error: str) -> None:
    """Settle without a message: parked (refused for good), uncertain, or dropped (no longer true)."""
    conn.execute(update(_OUT).where(_held_by(item)).values(state=state, lease_until=None, error=error))


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
    query = select(at).select_from(rows).where(_OUT.c.state.in_(OPEN), _first_of_lane())
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


def version_sent(conn: Connection, item_id: int) -> int:
    """The card version noted before a row was last sent; 0 for a notice."""
    return int(conn.execute(select(_OUT.c.version).where(_OUT.c.id == item_id)).scalar() or 0)
