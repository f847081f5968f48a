"""The nightly look: whatever is open or closed of late is examined, and somebody is told what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from broker_bot.audit.findings import Finding, examine
from broker_bot.audit.reading import read_books, trails
from broker_bot.store import requests

CHUNK = 200
RECENT = timedelta(days=8)
"""A closed request is examined for so long after it closed; a look that was missed for a week still sees it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a look found among so many requests."""

    examined: int
    findings: tuple[Finding, ...]


def audit(conn: Connection, now: datetime, closed_since: datetime | None = None) -> Report:
    """Examine every request, or those that are open or were closed since then. Reads only."""
    first = requests.first_opened(conn, closed_since)
    if first is None:
        return Report(0, ())
    books = read_books(conn, first - timedelta(days=1), now)
    found: list[Finding] = []
    after = examined = 0
    while chunk := trails(conn, after, CHUNK, closed_since):
        found += examine(books, chunk)
        examined += len(chunk)
        after = chunk[-1][0].id
    return Report(examined, tuple(found))
