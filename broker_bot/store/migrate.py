"""Brings a database to the schema this code needs, and refuses one that can't be used. Alembic loads only if needed."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from broker_bot.store.db import Database, Unusable
from broker_bot.store.tables import SCHEMA_VERSION

log = logging.getLogger(__name__)

ADVISORY_LOCK = 0x62726F6B
"""The PostgreSQL advisory lock that lets one process migrate at a time ("brok" in ASCII)."""

PATIENCE_MS = 60_000
"""How long a process waits while another one migrates the same SQLite file."""

NETWORK_FILE_SYSTEMS = ("9p", "afs", "ceph", "cifs", "fuse.sshfs", "glusterfs", "lustre", "nfs", "nfs4", "smb3")
"""Where SQLite's write-ahead log does not work: https://www.sqlite.org/wal.html"""

_MOUNTS = Path("/proc/mounts")


def version(conn: Connection) -> str:
    """The newest migration a database has had, or "" for an empty one."""
    if not inspect(conn).has_table("alembic_version"):
        return ""
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def migrate(db: Database) -> None:
    """Bring the database to SCHEMA_VERSION, all or nothing. Raises Unusable when it is newer than this code."""
    if db.read(version) == SCHEMA_VERSION:
        return
    if db.sqlite:
        _migrate_sqlite(db)
        return
    with db.engine.begin() as conn:
        conn.execute(text("SET LOCAL statement_timeout = 0"))
        conn.execute(text("SET LOCAL lock_timeout = 0"))
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        _upgrade(conn)


def _migrate_sqlite(db: Database) -> None:
    """With foreign keys off, for a table that is rebuilt would take its children's rows with it."""
    with db.engine.connect() as conn:
        _pragma(conn, "foreign_keys=OFF", f"busy_timeout={PATIENCE_MS}")
        try:
            with conn.begin():
                _upgrade(conn)
                if broken := conn.execute(text("PRAGMA foreign_key_check")).first():
                    raise Unusable(f"Migrating would leave rows of {broken[0]} without their parents. Nothing changed.")
        finally:
            conn.invalidate()


def _pragma(conn: Connection, *pragmas: str) -> None:
    """They do nothing inside a transaction, so they go past SQLAlchemy, which would begin one."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    for pragma in pragmas:
        driver.execute(f"PRAGMA {pragma}")


def _upgrade(conn: Connection) -> None:
    found = version(conn)
    if found == SCHEMA_VERSION:
        return
    _refuse_newer(found)
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": conn})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    command.upgrade(config, SCHEMA_VERSION)


def check(db: Database) -> None:
    """Raise Unusable when the database is older or newer than this code."""
    found = db.read(version)
    _refuse_newer(found)
    if found != SCHEMA_VERSION:
        have = f"at version {found}" if found else "empty"
        raise Unusable(f"The database is {have}, this code needs {SCHEMA_VERSION}. Run `broker-bot migrate`.")


def _refuse_newer(found: str) -> None:
    if found > SCHEMA_VERSION:
        raise Unusable(
            f"This code is older than the database: the database is at version {found}, "
            f"this code knows {SCHEMA_VERSION}. Install the newer release."
        )


def startup_check(db: Database) -> None:
    """Raise Unusable, naming what is wrong, when the database can't be written or a SQLite file is damaged.

    A SQLite file on a network share is only warned about.
    """
    if not db.sqlite:
        try:
            db.ping()
        except OperationalError as error:
            where = db.url.render_as_string(hide_password=True)
            raise Unusable(f"The database {where} does not answer: {error.orig}") from error
        return
    path = Path(db.url.database or "")
    if kind := on_network_share(path):
        log.warning("%s is on a network share (%s), where SQLite may lose data. Move it to a local disk.", path, kind)
    try:
        with db.engine.connect() as conn:
            found = conn.execute(text("PRAGMA quick_check(1)")).scalar()
            if found == "ok":
                conn.execute(text("CREATE TABLE may_write (anything)"))
                conn.rollback()
    except DatabaseError as error:
        raise Unusable(_said(path, error)) from error
    if found != "ok":
        raise Unusable(f"The database {path} is damaged ({found}). Restore it from a backup.")


def _said(path: Path, error: DatabaseError) -> str:
    said = str(error.orig)
    if "readonly" in said or "unable to open" in said:
        return f"The database {path} can't be written ({said}). Give this user the right to write the file and folder."
    if isinstance(error, OperationalError):
        return f"The database {path} can't be used: {said}."
    return f"The database {path} is damaged ({said}). Restore it from a backup."


def on_network_share(path: Path) -> str:
    """The kind of network share that holds `path`, or "" for a local disk."""
    return network_file_system(path, _MOUNTS.read_text("utf-8") if _MOUNTS.exists() else "")


def network_file_system(path: Path, mounts: str) -> str:
    """The kind of network share that holds `path`, or "". `mounts` is the text of /proc/mounts."""
    here = path.resolve()
    best, kind = Path(), ""
    for line in mounts.splitlines():
        place, system = line.split()[1:3]
        point = Path(place.encode().decode("unicode_escape"))
        if here.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, system
    return kind if kind in NETWORK_FILE_SYSTEMS else ""
