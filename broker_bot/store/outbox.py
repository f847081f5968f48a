"""The outbox: intents in lanes, claimed with a lease, settled with what Slack said. Times here are machine time."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, insert, or_, select, update

from broker_bot.domain.model import Json, Notice
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


def _insert(conn: Connection, kind: str, aggregate: int, notice: Notice, now: datetime) -> None:
    conn.execute(
        insert(_OUT).values(
            lane=f"{kind}:{aggregate}:{notice.place}" if aggregate else notice.place,
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
    here = _here(kind, aggregate, notice.place)
    if conn.execute(update(_CARD).where(here).values(wanted=_CARD.c.wanted + 1)).rowcount == 0:
        conn.execute(
            insert(_CARD).values(
                kind=kind,
                aggregate=aggregate,
                place=notice.place,
                recipient=notice.to,
                channel="",
                ts="",
                wanted=1,
                shown=0,
            )
        )
    opened = select(_OUT.c.id).where(
        _OUT.c.lane == f"{kind}:{aggregate}:{notice.place}", _OUT.c.kind == notice.kind, _OUT.c.state.in_(OPEN)
    )
    return conn.execute(opened.limit(1)).first() is not None


def _waiting(conn: Connection, lane: str, kind: str) -> bool:
    query = select(_OUT.c.id).where(_OUT.c.lane == lane, _OUT.c.kind == kind, _OUT.c.state == "ready")
    return conn.execute(query.limit(1)).first() is not None


def _here(kind: str, aggregate: int, place: str):  # type: ignore[no-untyped-def]
    return and_(_CARD.c.kind == kind, _CARD.c.aggregate == aggregate, _CARD.c.place == place)


def card(conn: Connection, kind: str, aggregate: int, place: str) -> Card | None:
    """Where an aggregate's living message is, or None when none was ever wanted."""
    row = conn.execute(select(_CARD).where(_here(kind, aggregate, place))).first()
    return Card(row.channel, row.ts, row.wanted, row.shown) if row else None


def _may_go(now: datetime) -> Select[Any]:
    older = _OUT.alias("older")
    return (
        select(_OUT)
        .where(
            _OUT.c.state.in_(OPEN),
            or_(_OUT.c.not_before.is_(None), _OUT.c.not_before <= now),
            or_(_OUT.c.lease_until.is_(None), _OUT.c.lease_until <= now),
            ~exists().where(older.c.lane == _OUT.c.lane, older.c.state.in_(OPEN), older.c.id < _OUT.c.id),
            ~exists().where(_PACE.c.recipient == _OUT.c.recipient, _PACE.c.next_at > now),
        )
        .order_by(_OUT.c.priority, _OUT.c.id)
        .limit(1)
    )


def any_ready(conn: Connection, now: datetime) -> bool:
    """Whether a claim would find a row: a read, so that an idle worker writes nothing."""
    return conn.execute(_may_go(now)).first() is not None


def claim(conn: Connection, now: datetime, lease: timedelta, pace: timedelta) -> Item | None:
    """Take the most urgent open row that is the oldest of its lane and whose recipient may be posted to now."""
    query = _may_go(now).with_for_update(skip_locked=True, of=_OUT)
    row = conn.execute(query).first()
    if row is None:
        return None
    token, until = secrets.token_hex(8), now + lease
    conn.execute(
        update(_OUT)
        .where(_OUT.c.id == row.id)
        .values(state="sending", lease_until=until, lease_token=token, tries=row.tries + 1)
    )
    if pace:
        _set_pace(conn, row.recipient, now + pace)
    return Item(
        row.id, row.lane, row.kind, row.aggregate_kind, row.aggregate, row.place, row.recipient,
        json.loads(row.facts), token, until, row.tries + 1, row.misses, row.sent_at, row.window_at, row.channel,
    )  # fmt: skip


def _set_pace(conn: Connection, recipient: str, until: datetime) -> None:
    if conn.execute(update(_PACE).where(_PACE.c.recipient == recipient).values(next_at=until)).rowcount == 0:
        conn.execute(insert(_PACE).values(recipient=recipient, next_at=until))


def about_to_send(conn: Connection, item: Item, now: datetime, window_at: datetime, channel: str, version: int) -> bool:
    """Commit that a post may be on its way; False means the lease is somebody else's by now."""
    done = conn.execute(
        update(_OUT)
        .where(_OUT.c.id == item.id, _OUT.c.lease_token == item.token, _OUT.c.state == "sending")
        .values(sent_at=now, window_at=window_at, channel=channel, version=version, misses=0)
    )
    return done.rowcount == 1


def sent(conn: Connection, item: Item, ts: str, channel: str, text: str, version: int, now: datetime) -> bool:
    """Settle a row as delivered; a card's row learns where it is and asks for another refresh if outdated."""
    done = conn.execute(
        update(_OUT)
        .where(_OUT.c.id == item.id, _OUT.c.lease_token == item.token, _OUT.c.state == "sending")
        .values(state="sent", ts=ts, channel=channel, text=text[:500], lease_until=None, error="")
    )
    if done.rowcount == 0:
        return False
    if version:
        _shown(conn, item, ts, channel, version, now)
    return True


def _shown(conn: Connection, item: Item, ts: str, channel: str, version: int, now: datetime) -> None:
    here = _here(item.aggregate_kind, item.aggregate, item.place)
    values = {"ts": ts, "channel": channel, "shown": version}
    if conn.execute(update(_CARD).where(here).values(**values)).rowcount == 0:
        conn.execute(
            insert(_CARD).values(
                kind=item.aggregate_kind,
                aggregate=item.aggregate,
                place=item.place,
                recipient=item.recipient,
                wanted=version,
                **values,
            )
        )
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
        .where(_OUT.c.id == item.id, _OUT.c.lease_token == item.token)
        .values(state="ready", sent_at=None, not_before=until, lease_until=None, error=error)
    )


def unclear(conn: Connection, item: Item, until: datetime, misses: int, error: str) -> None:
    """It may have been taken: look for it at `until`; `sent_at` stays."""
    conn.execute(
        update(_OUT)
        .where(_OUT.c.id == item.id, _OUT.c.lease_token == item.token)
        .values(state="sending", not_before=until, lease_until=None, misses=misses, error=error)
    )


def clean_to_resend(conn: Connection, item: Item) -> None:
    """Two clean look-ups, the last late enough, found nothing: it may be posted again."""
    conn.execute(
        update(_OUT).where(_OUT.c.id == item.id, _OUT.c.lease_token == item.token).values(sent_at=None, misses=0)
    )


def end(conn: Connection, item: Item, state: str, error: str) -> None:
    """Settle without a message: parked (refused for good), uncertain, or dropped (no longer true)."""
    conn.execute(
        update(_OUT)
        .where(_OUT.c.id == item.id, _OUT.c.lease_token == item.token)
        .values(state=state, lease_until=None, error=error)
    )


def hold_all(conn: Connection, recipient: str, until: datetime) -> None:
    """Nothing goes to a recipient before `until` (a Retry-After for its channel)."""
    _set_pace(conn, recipient, until)


def next_try(conn: Connection, now: datetime) -> datetime | None:
    """When the next open row may be tried; None when nothing is open."""
    at = func.coalesce(_OUT.c.lease_until, _OUT.c.not_before)
    rows = conn.execute(select(func.min(at), func.count()).where(_OUT.c.state.in_(OPEN))).first()
    if rows is None or not rows[1]:
        return None
    return rows[0] or now


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
