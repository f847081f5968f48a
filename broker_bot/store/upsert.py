"""Insert or change in one statement, so that two processes that both find no row can't both insert one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

Insert = SqliteInsert | PostgresInsert


def insert_for(conn: Connection, table: Table) -> Insert:
    """The database's own INSERT, which knows ON CONFLICT."""
    return insert_in(conn.dialect.name, table)


def insert_in(dialect: str, table: Table) -> Insert:
    """The same by the dialect's name, for statements that are kept."""
    return sqlite_insert(table) if dialect == "sqlite" else postgres_insert(table)


def put(conn: Connection, table: Table, key: Mapping[str, Any], **values: Any) -> None:
    """Give the row with this primary key these values; the row is made when there is none."""
    conn.execute(_put(conn.dialect.name, table, tuple(key), tuple(values)), {**key, **values})


@lru_cache(maxsize=64)
def _put(dialect: str, table: Table, key: tuple[str, ...], names: tuple[str, ...]) -> Insert:
    """Kept, for SQLAlchemy needs more time to build a statement than SQLite to run it."""
    fresh = insert_in(dialect, table)
    return fresh.on_conflict_do_update(index_elements=key, set_={name: fresh.excluded[name] for name in names})
