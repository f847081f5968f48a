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
    """What a person's blocks are made from: a weekly pattern and the address of a calendar."""

    weekly: Pattern = ()
    feed: str = ""


def all_since(conn: Connection, since: datetime) -> dict[str, tuple[Block, ...]]:
    """Everybody's blocks that end after `since`."""
    found: dict[str, list[Block]] = {}
    rows = conn.execute(select(_BLOCK).where(_BLOCK.c.ends_at > since).order_by(_BLOCK.c.begins_at, _BLOCK.c.id))
    for row in rows:
        found.setdefault(row.person, []).append((row.begins_at, row.ends_at))
    return {person: tuple(blocks) for person, blocks in found.items()}


def around(conn: Connection, person: str, now: datetime) -> list[Block]:
    """A person's blocks that are not over."""
    rows = conn.execute(
        select(_BLOCK.c.begins_at, _BLOCK.c.ends_at).where(_BLOCK.c.person == person, _BLOCK.c.ends_at > now)
    )
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


def plan(conn: Connection, person: str) -> Plan:
    """A person's plan; an empty one when there is none."""
    body = conn.execute(select(_PLAN.c.body).where(_PLAN.c.person == person)).scalar()
    if not body:
        return Plan()
    facts = json.loads(body)
    return Plan(tuple((w, b, e) for w, b, e in facts["weekly"]), str(facts["feed"]))


def put_plan(conn: Connection, person: str, wanted: Plan) -> None:
    """Keep a person's plan."""
    upsert.put(conn, _PLAN, {"person": person}, body=json.dumps({"weekly": wanted.weekly, "feed": wanted.feed}))


def feeds(conn: Connection) -> list[tuple[str, str]]:
    """(person, address) of every calendar that is followed."""
    people = [row.person for row in conn.execute(select(_PLAN.c.person).order_by(_PLAN.c.person))]
    return [(person, found.feed) for person in people if (found := plan(conn, person)).feed]
