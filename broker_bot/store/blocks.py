"""Protected time in rows; each change raises a serial, so every process knows before its next decision."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from broker_bot.domain.district import Block
from broker_bot.domain.protection import Pattern
from broker_bot.store import upsert
from broker_bot.store.config import raise_serial
from broker_bot.store.tables_time import BlockPlanRow, BlockRow

SERIAL = "blocks"
SAID, WEEKLY, FEED = "said", "weekly", "feed"
"""Where a block comes from."""

_BLOCK = BlockRow.__table__  # type: ignore[attr-defined]
_PLAN = BlockPlanRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person's blocks are made from: a weekly pattern and the address of a calendar.

    `every` counts all its events, not visits alone. `tried_at` is when it was read last, `trouble` what went wrong;
    before `over` the person said that the block that ran was over.
    """

    weekly: Pattern = ()
    feed: str = ""
    every: bool = False
    tried_at: datetime | None = None
    trouble: str = ""
    over: datetime | None = None


def all_since(conn: Connection, since: datetime) -> dict[str, tuple[Block, ...]]:
    """Everybody's blocks that end after `since`."""
    found: dict[str, list[Block]] = {}
    rows = conn.execute(select(_BLOCK).where(_BLOCK.c.ends_at > since).order_by(_BLOCK.c.begins_at, _BLOCK.c.id))
    for row in rows:
        found.setdefault(row.person, []).append((row.begins_at, row.ends_at))
    return {person: tuple(blocks) for person, blocks in found.items()}


def around(conn: Connection, person: str, now: datetime, source: str = "") -> list[Block]:
    """A person's blocks that are not over, of one source or of all."""
    query = select(_BLOCK.c.begins_at, _BLOCK.c.ends_at).where(_BLOCK.c.person == person, _BLOCK.c.ends_at > now)
    rows = conn.execute(query.where(_BLOCK.c.source == source) if source else query)
    return [(row.begins_at, row.ends_at) for row in rows]


def add(conn: Connection, person: str, blocks: Iterable[Block], source: str) -> None:
    """Protect more time."""
    rows = [{"person": person, "begins_at": begins, "ends_at": ends, "source": source} for begins, ends in blocks]
    if rows:
        conn.execute(insert(_BLOCK), rows)
    raise_serial(conn, SERIAL)


def end_now(conn: Connection, person: str, now: datetime) -> bool:
    """End the blocks that run now; False when none does. What has been kept stays kept."""
    running = (_BLOCK.c.person == person, _BLOCK.c.begins_at <= now, _BLOCK.c.ends_at > now)
    ended = conn.execute(update(_BLOCK).where(*running).values(ends_at=now)).rowcount
    if ended:
        raise_serial(conn, SERIAL)
    return bool(ended)


def renew(conn: Connection, person: str, blocks: Iterable[Block], source: str, now: datetime) -> None:
    """Put these blocks in the place of what the same source gave for the time ahead."""
    own = (_BLOCK.c.person == person, _BLOCK.c.source == source, _BLOCK.c.ends_at > now)
    conn.execute(delete(_BLOCK).where(*own, _BLOCK.c.begins_at >= now))
    conn.execute(update(_BLOCK).where(*own).values(ends_at=now))
    add(conn, person, blocks, source)


def plan(conn: Connection, person: str, *, lock: bool = False) -> Plan:
    """A person's plan; an empty one when there is none."""
    query = select(_PLAN.c.body).where(_PLAN.c.person == person)
    body = conn.execute(query.with_for_update() if lock else query).scalar()
    if not body:
        return Plan()
    facts = json.loads(body)
    return Plan(
        tuple((w, b, e) for w, b, e in facts["weekly"]),
        str(facts["feed"]),
        bool(facts.get("every")),
        _at(facts.get("tried_at")),
        str(facts.get("trouble") or ""),
        _at(facts.get("over")),
    )


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def put_plan(conn: Connection, person: str, wanted: Plan) -> None:
    """Keep a person's plan."""
    body = {"weekly": wanted.weekly, "feed": wanted.feed, "every": wanted.every, "trouble": wanted.trouble}
    times = {"tried_at": wanted.tried_at, "over": wanted.over}
    body |= {name: at.isoformat() for name, at in times.items() if at is not None}
    upsert.put(conn, _PLAN, {"person": person}, body=json.dumps(body))


def feeds(conn: Connection) -> list[tuple[str, str]]:
    """(person, address) of every calendar that is followed."""
    people = [row.person for row in conn.execute(select(_PLAN.c.person).order_by(_PLAN.c.person))]
    return [(person, found.feed) for person in people if (found := plan(conn, person)).feed]
