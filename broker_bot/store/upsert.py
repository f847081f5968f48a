"""Insert or change in one statement, so that two processes that both find no row can't both insert one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

Insert = SqliteInsert | PostgresInsert


def insert_for(conn: Connection, table: Table) -> Insert:
    """The database's own INSERT, which knows ON CONFLICT."""
    return sqlite_insert(table) if conn.dialect.name == "sqlite" else postgres_insert(table)


def put(conn: Connection, table: Table, key: Mapping[str, Any], **values: Any) -> None:
    """Give the row with this primary key these values; the row is made when there is none."""
    fresh = insert_for(conn, table).values(**key, **values)
    conn.execute(fresh.on_conflict_do_update(index_elements=list(key), set_=values))
