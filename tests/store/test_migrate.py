"""A database is brought to the schema of the code, and one that can't be used is refused in plain words."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from broker_bot.store import migrate as migrations
from broker_bot.store.db import Database, Unusable
from broker_bot.store.migrate import check, migrate, network_file_system, startup_check, version
from broker_bot.store.tables import SCHEMA_VERSION
from broker_bot.store.tables_asking import TalkRow
from broker_bot.store.tables_cover import AbsenceRow
from broker_bot.store.tables_gate import MemoRow
from broker_bot.store.tables_intake import SourceRow
from broker_bot.store.tables_people import SettingRow
from broker_bot.store.tables_time import BlockRow


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    opened = Database(empty_url)
    yield opened
    opened.close()


def schema(conn: Connection) -> dict[str, Any]:
    """Everything about the tables that the two ways of making them could do differently."""
    there = inspect(conn)
    return {table: table_of(there, table) for table in there.get_table_names() if table != "alembic_version"}


def table_of(there: Any, table: str) -> dict[str, Any]:
    columns = {c["name"]: {**c, "type": repr(c["type"])} for c in there.get_columns(table)}
    return {
        "columns": columns,
        "key": there.get_pk_constraint(table),
        "checks": sorted(there.get_check_constraints(table), key=lambda c: str(c["name"])),
        "indexes": sorted(there.get_indexes(table), key=lambda i: str(i["name"])),
        "unique": there.get_unique_constraints(table),
        "foreign": there.get_foreign_keys(table),
        "options": there.get_table_options(table),
    }


def test_migrations_make_exactly_the_tables_of_the_code(empty: Database) -> None:
    with empty.engine.connect() as conn, conn.begin() as fresh:
        SQLModel.metadata.create_all(conn)
        wanted = schema(conn)
        fresh.rollback()
    migrate(empty)
    assert empty.read(schema) == wanted
    assert set(wanted) == set(SQLModel.metadata.tables) and {
        AbsenceRow.__tablename__,
        MemoRow.__tablename__,
        BlockRow.__tablename__,
        SourceRow.__tablename__,
        TalkRow.__tablename__,
        SettingRow.__tablename__,
    } < set(wanted)


def test_every_check_has_a_name_and_nothing_is_deleted_by_cascade(database: Database) -> None:
    tables = database.read(schema).values()
    assert all(check["name"] for table in tables for check in table["checks"])
    assert not [key for table in tables for key in table["foreign"] if key["options"].get("ondelete")]


def test_an_empty_database_asks_for_migrate_and_a_migrated_one_is_accepted(empty: Database) -> None:
    with pytest.raises(Unusable, match=r"empty.*Run `broker-bot migrate`"):
        check(empty)
    migrate(empty)
    check(empty)
    assert empty.read(version) == SCHEMA_VERSION


def test_migrating_again_changes_nothing_and_does_not_load_alembic(database_url: str) -> None:
    code = (
        "import sys; from broker_bot.store.db import Database; from broker_bot.store.migrate import check, migrate\n"
        f"db = Database({database_url!r}); migrate(db); check(db); db.close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def stamp(database: Database, number: str) -> None:
    database.run(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number}))


def test_code_older_than_the_database_refuses_it_and_leaves_it_alone(database: Database) -> None:
    stamp(database, "9999")
    for refuse in (check, migrate):
        with pytest.raises(Unusable, match="This code is older than the database"):
            refuse(database)
    assert database.read(version) == "9999"


def test_a_database_older_than_the_code_asks_for_migrate(database: Database) -> None:
    stamp(database, "0000")
    with pytest.raises(Unusable, match=r"at version 0000.*Run `broker-bot migrate`"):
        check(database)


def test_processes_that_migrate_at_once_do_it_once(empty_url: str) -> None:
    problems: list[BaseException] = []
    start = threading.Barrier(4)

    def one() -> None:
        opened = Database(empty_url)
        try:
            start.wait()
            migrate(opened)
            check(opened)
        except Exception as error:
            problems.append(error)
        finally:
            opened.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems


def test_a_migration_that_fails_leaves_nothing_behind(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", "0001x")
    with pytest.raises(Exception, match="0001x"):
        migrate(empty)
    monkeypatch.undo()
    assert empty.read(schema) == {}
    migrate(empty)
    check(empty)


def test_a_healthy_database_passes_the_check_at_start(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    startup_check(database)
    assert not caplog.records


def damaged(path: Path) -> Path:
    """A file with rows in it and nonsense in the middle of a page."""
    opened = Database(f"sqlite:///{path}")
    migrate(opened)
    rows = [{"r": f"person-{n}@school.example", "c": "C" * 50} for n in range(2000)]
    opened.run(lambda conn: conn.execute(text("INSERT INTO conversation VALUES (:r, :c)"), rows))
    opened.close()
    with path.open("r+b") as file:
        for page in range(20, 40):
            file.seek(page * 4096)
            file.write(b"\xff" * 600)
    return path


def refused(path: Path) -> str:
    with pytest.raises(Unusable) as said:
        opened = Database(f"sqlite:///{path}")
        try:
            startup_check(opened)
        finally:
            opened.close()
    assert str(path.parent) in str(said.value)
    return str(said.value)


def test_a_damaged_file_is_refused_and_points_to_the_backup(tmp_path: Path) -> None:
    assert "Restore it from a backup" in refused(damaged(tmp_path / "broker.sqlite3"))


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broker.sqlite3"
    path.write_text("Dear diary, " * 100, "utf-8")
    assert "Restore it from a backup" in refused(path)


@contextmanager
def an_ordinary_user(folder: Path) -> Iterator[None]:
    """Root may write everything, so give that right up for a while."""
    before = os.geteuid()
    if before == 0:
        os.chown(folder, 65534, 65534)
        for file in folder.iterdir():
            os.chown(file, 65534, 65534)
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_file_that_may_only_be_read_is_refused_by_its_path() -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "broker.sqlite3"
        opened = Database(f"sqlite:///{path}")
        migrate(opened)
        opened.close()
        path.chmod(0o444)
        with an_ordinary_user(Path(name)):
            assert "can't be written" in refused(path)


def test_a_folder_that_may_only_be_read_is_refused_by_its_path() -> None:
    with tempfile.TemporaryDirectory() as name, an_ordinary_user(Path(name)):
        Path(name).chmod(0o555)
        assert "can't be written" in refused(Path(name) / "broker.sqlite3")
        assert "can't be made" in refused(Path(name) / "new" / "broker.sqlite3")


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    opened = Database(f"sqlite:///{tmp_path}/not/there/yet/broker.sqlite3")
    startup_check(opened)
    migrate(opened)
    opened.close()


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    opened = Database("postgresql+psycopg://bot:secret@127.0.0.1:1/broker")
    with pytest.raises(Unusable, match=r"127\.0\.0\.1:1/broker does not answer") as said:
        startup_check(opened)
    assert "secret" not in str(said.value)


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /srv/share nfs4 rw 0 0
/dev/sdb1 /srv/share/local ext4 rw 0 0
//server/files /srv/my\\040files cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/broker.sqlite3", ""),
        ("/srv/share/broker.sqlite3", "nfs4"),
        ("/srv/shared/broker.sqlite3", ""),
        ("/srv/share/local/broker.sqlite3", ""),
        ("/srv/my files/broker.sqlite3", "cifs"),
    ],
)
def test_a_network_share_is_known_by_the_nearest_mount(path: str, kind: str) -> None:
    assert network_file_system(Path(path), MOUNTS) == kind


def test_a_file_on_a_network_share_is_warned_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/export {tmp_path} nfs rw 0 0\n", "utf-8")
    monkeypatch.setattr(migrations, "_MOUNTS", mounts)
    opened = Database(f"sqlite:///{tmp_path}/broker.sqlite3")
    with caplog.at_level(logging.WARNING):
        startup_check(opened)
    opened.close()
    assert "network share (nfs)" in caplog.text and str(tmp_path) in caplog.text


def test_every_module_of_the_migrations_lies_in_a_package_that_is_installed() -> None:
    folder = Path(migrations.__file__).parent / "migrations"
    modules = {path.parent for path in folder.rglob("*.py")}
    assert folder / "versions" in modules
    assert all((place / "__init__.py").is_file() for place in modules)
