"""Packets outside protected time: what reaches an ILD in the same moment is one message, and so is what follows soon.

The first packet goes out at its own minute. More of them within the hour wait for its end and come as one list, worst
first (`EVERY`). Danger and a principal's call for help never wait. See docs/adr/0014-packets-in-one-message.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from broker_bot.domain.model import Notice
from broker_bot.store import held, kept_back, requests, wakes

WAKE = "packets"

EVERY = timedelta(hours=1)
"""At most one message of packets an hour, as for the reminders of a contact or lead."""


def wait(conn: Connection, kind: str, aggregate: int, notice: Notice, now: datetime) -> bool:
    """Keep a packet for its ILD's next message: in this tick, or an hour after the last. False for what never waits."""
    if notice.kind != "packet" or notice.urgent or notice.facts.get("help") or notice.facts.get("shown"):
        return False
    last = held.last_batch(conn, name(notice.to))
    at = max(now, last + EVERY) if last else now
    if at > now and not _has_time(conn, aggregate):
        return False
    kept_back.keep(conn, kind, aggregate, notice, now)
    wakes.put(conn, WAKE, notice.to, at)
    return True


def _has_time(conn: Connection, request: int) -> bool:
    """Whether the step after the ILD is far enough away that a packet may wait."""
    found = requests.load(conn, request)
    return found is not None and timedelta(minutes=found.terms.after_ild_minutes) >= 2 * EVERY


def name(person: str) -> str:
    return f"{WAKE}:{person}"
