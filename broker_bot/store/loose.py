"""Files that came without words, until words come; a few minutes at most, for then they belong to nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select

from broker_bot.domain.files import FileRef
from broker_bot.store import upsert
from broker_bot.store.tables_intake import LooseFileRow

_LOOSE = LooseFileRow.__table__  # type: ignore[attr-defined]

# One statement, kept: every request that is opened asks for them.
_TAKE = delete(_LOOSE).where(_LOOSE.c.sender == bindparam("whose")).returning(_LOOSE.c.facts, _LOOSE.c.at)

WAITS = timedelta(minutes=15)
"""How long a file and the words that belong to it may be apart; as long as a question of the bot waits."""


def keep(conn: Connection, sender: str, files: Sequence[FileRef], at: datetime) -> None:
    """Keep files for the sender's next words, or under a name of their own ("remark:ID")."""
    for file in files:
        upsert.put(conn, _LOOSE, {"file": file.id}, sender=sender, facts=json.dumps(asdict(file)), at=at)


def take(conn: Connection, sender: str, now: datetime) -> tuple[FileRef, ...]:
    """The files that wait for a sender's words; they wait no more, and neither do those of too long ago."""
    rows = sorted(conn.execute(_TAKE, {"whose": sender}).all(), key=lambda row: row.at)
    return tuple(FileRef(**json.loads(row.facts)) for row in rows if row.at >= now - WAITS)


def of(conn: Connection, sender: str) -> tuple[FileRef, ...]:
    """The files kept under a name, whatever their age; they stay."""
    rows = conn.execute(select(_LOOSE.c.facts).where(_LOOSE.c.sender == sender).order_by(_LOOSE.c.at))
    return tuple(FileRef(**json.loads(row.facts)) for row in rows)
