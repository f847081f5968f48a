"""A network's week of pages: the ILD's note, when the preview was shown, who approved it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from broker_bot.store import upsert
from broker_bot.store.tables_gate import NetworkWeekRow

_WEEK = NetworkWeekRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class NetworkWeek:
    """One network's week. Instants are aware UTC."""

    week: date
    network: str
    note: str = ""
    shown_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None


def load(conn: Connection, week: date, network: str) -> NetworkWeek:
    """The week as far as anybody touched it."""
    row = conn.execute(select(_WEEK).where(_WEEK.c.week == week, _WEEK.c.network == network)).first()
    if row is None:
        return NetworkWeek(week, network)
    return NetworkWeek(row.week, row.network, row.note, row.shown_at, row.approved_by, row.approved_at)


def note(conn: Connection, week: date, network: str) -> str:
    """The ILD's note for the page of a week; "" for none."""
    return load(conn, week, network).note


def save(conn: Connection, week: date, network: str, **facts: Any) -> None:
    """Write some of a week's facts."""
    now = load(conn, week, network)
    kept = {"note": now.note, "shown_at": now.shown_at, "approved_by": now.approved_by, "approved_at": now.approved_at}
    upsert.put(conn, _WEEK, {"week": week, "network": network}, **(kept | facts))
