"""Databases for tests: a real SQLite file and a real PostgreSQL server, one fresh database a test."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from broker_bot import district as district_files
from broker_bot.domain.district import District
from broker_bot.store.db import Database
from broker_bot.store.migrate import migrate
from tests.postgres import Server, server

ROOT = Path(__file__).parent.parent
BOTH = {"sqlite": pytest.param("sqlite"), "postgres": pytest.param("postgres", marks=pytest.mark.postgres)}


@pytest.fixture(scope="session")
def district() -> District:
    """The district whose files are shipped."""
    return district_files.load(ROOT)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, closed after the test; each test that takes it runs on SQLite and on PostgreSQL."""
    opened = Database(database_url)
    yield opened
    opened.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what takes a database on both, or on the one that `only_on` names."""
    only = metafunc.definition.get_closest_marker("only_on")
    for name in ("database_url", "empty_url"):
        if name in metafunc.fixturenames:
            databases = BOTH.values() if only is None else [BOTH[only.args[0]]]
            metafunc.parametrize(name, databases, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database, also for processes of their own."""
    yield from _address(request, tmp_path, migrated=True)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, not even tables."""
    yield from _address(request, tmp_path, migrated=False)


def _address(request: pytest.FixtureRequest, folder: Path, migrated: bool) -> Iterator[str]:
    request.node.user_properties.append(("database", request.param))
    only = request.node.get_closest_marker("only_on")
    if only is not None:
        request.node.user_properties.append(("why", only.kwargs["why"]))
    if request.param == "sqlite":
        path = folder / "broker.sqlite3"
        if migrated:
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    running: Server = request.getfixturevalue("postgres_server")
    template = {"template": request.getfixturevalue("postgres_template")} if migrated else {}
    url = running.create(**template)
    yield url
    running.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server) -> Iterator[str]:
    """The name of a migrated database to copy."""
    url = postgres_server.create()
    _migrate(url)
    yield url.partition("?")[0].rpartition("/")[2]
    postgres_server.drop(url)


def _migrate(url: str) -> None:
    opened = Database(url)
    migrate(opened)
    opened.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A running server; without one the test is skipped, or fails when BROKER_REQUIRE_POSTGRES is 1."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(server())
        except Exception as error:
            trouble = f"PostgreSQL could not be started: {type(error).__name__}: {str(error).splitlines()[0]}"
            if os.environ.get("BROKER_REQUIRE_POSTGRES") == "1":
                pytest.fail(trouble, pytrace=False)
            pytest.skip(f"NOT TESTED ON POSTGRESQL. {trouble}")
        yield running


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran on each database, and which of them on one alone and why."""
    counts: Counter[tuple[str, str]] = Counter()
    alone: dict[str, list[str]] = {"sqlite": [], "postgres": []}
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            facts = dict(getattr(report, "user_properties", ()))
            name = facts.get("database")
            if name and report.when != "teardown":
                counts[name, "ran" if report.when == "call" and outcome != "skipped" else "did not"] += 1
            if "why" in facts and report.when == "call":
                alone[facts["database"]].append(f"{report.nodeid.partition('::')[2].partition('[')[0]}: {facts['why']}")
    for name in ("sqlite", "postgres") if counts else ():
        line = f"{name}: {counts[name, 'ran']} tests ran, {counts[name, 'did not']} did not"
        terminalreporter.write_line(line, red=not counts[name, "ran"])
        for each in sorted(alone[name]):
            terminalreporter.write_line(f"  there alone: {each}")
