"""What people set for themselves, by name."""

from __future__ import annotations

from sqlalchemy import Connection, select

from broker_bot.store import upsert
from broker_bot.store.tables_people import SettingRow

_ROW = SettingRow.__table__  # type: ignore[attr-defined]


def put(conn: Connection, person: str, name: str, value: str) -> None:
    """Keep a person's choice."""
    upsert.put(conn, _ROW, {"person": person, "name": name}, value=value)


def get(conn: Connection, person: str, name: str, usual: str) -> str:
    """A person's choice, or what is usual."""
    query = select(_ROW.c.value).where(_ROW.c.person == person, _ROW.c.name == name)
    found: str | None = conn.execute(query).scalar()
    return usual if found is None else found
