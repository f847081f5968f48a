"""`broker-bot doctor` against a workspace with many things broken: each is named, with its fix."""

from __future__ import annotations

import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from broker_bot.cli import cli
from broker_bot.clock import machine_time
from broker_bot.demo import town
from broker_bot.domain.district import District
from broker_bot.domain.model import Notice
from broker_bot.sandbox.server import Sandbox
from broker_bot.slack import ids
from broker_bot.slack.listeners import HEARD
from broker_bot.slack.manifest import EVENTS, SCOPES, manifest
from broker_bot.slack.shortcuts import SHORTCUTS
from broker_bot.store import outbox, wakes
from broker_bot.store.db import Database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def box(district: District) -> Iterator[Sandbox]:
    """The district's workspace, with every scope granted."""
    with Sandbox(town.people(district), town.channels(district), scopes=frozenset(SCOPES)) as workspace:
        yield workspace


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A district's folder that a test may spoil."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("routes.yaml", "roster.csv"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "digests", folder / "digests")
    return folder


def doctor(box: Sandbox, home: Path, data: Path, monkeypatch: pytest.MonkeyPatch, **env: str) -> tuple[int, str]:
    """Exit code and what it printed."""
    values = {
        "SLACK_BOT_TOKEN": box.bot_token,
        "SLACK_SIGNING_SECRET": box.signing_secret,
        "SLACK_API_URL": box.api_url,
        "BROKER_HOME": str(home),
        "BROKER_DATA": str(data),
        **env,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(cli, ["doctor"])
    return done.exit_code, done.output


def findings(said: str) -> list[tuple[str, str]]:
    """Each thing that is wrong with its fix."""
    return re.findall(r"^\d+\. (.+)\n   Fix: (.+)$", said, re.MULTILINE)


def migrated(data: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Database:
    monkeypatch.setenv("BROKER_DATA", str(data))
    monkeypatch.setenv("BROKER_HOME", str(home))
    assert CliRunner().invoke(cli, ["migrate"]).exit_code == 0
    return Database(f"sqlite:///{data / 'broker.sqlite3'}")


def test_a_sound_installation_is_called_well(
    box: Sandbox, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated(tmp_path / "data", monkeypatch, home).close()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = str(silent.getsockname()[1])
    assert doctor(box, home, tmp_path / "data", monkeypatch, PORT=port) == (
        0,
        f"The district's files: {home}\n"
        f"The bot does not run here: nothing answers on port {port}. `broker-bot run` starts it.\n"
        "The rest is well.\n",
    )


def test_ten_things_broken_at_once_are_all_named_with_their_fix(
    district: District, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = town.people(district)
    gone, missing = people[0], people[1]
    channels = [c for c in town.channels(district) if c.name != "unit-finance"]
    facilities = next(c for c in channels if c.name == "unit-facilities")
    left = next(c for c in channels if c.name == "unit-technology")
    shared = next(c for c in channels if c.name == "unit-communications")
    changed = [
        replace(
            c, archived=c is facilities, external=c is shared, bot_in=c is not left, private=c is not left and c.private
        )
        for c in channels
    ]
    members = [replace(p, deactivated=p is gone) for p in people if p is not missing]
    known = {p.id for p in members}
    rooms = [replace(c, members=tuple(m for m in c.members if m in known)) for c in changed]
    data = tmp_path / "data"
    db = migrated(data, monkeypatch, home)
    now = machine_time()
    db.run(lambda conn: outbox.enqueue(conn, "dm", 0, Notice("note.plain", "person:x", "x", {"text": "?"}), now))
    item = db.run(lambda conn: outbox.claim(conn, now, timedelta(seconds=30), timedelta()))
    assert item is not None
    db.run(lambda conn: outbox.end(conn, item, "parked", "channel_not_found"))
    db.run(lambda conn: wakes.put(conn, "request", "1", now - timedelta(hours=2)))
    db.close()
    scopes = frozenset(SCOPES) - {"users:read.email", "im:history"}
    with Sandbox(members, rooms, scopes=scopes | {"users:read.email"}) as box:
        code, said = doctor(box, home, data, monkeypatch, SLACK_SIGNING_SECRET="")
    assert code == 1
    for named, fix in (
        ("SLACK_SIGNING_SECRET is not set", "Basic Information"),
        ("lacks the scope im:history", "install the app again"),
        ("there is no channel #unit-finance", "invite the bot there"),
        ("#unit-facilities is archived", "Unarchive it"),
        ("bot is not in #unit-technology", "/invite @broker"),
        ("#unit-communications is shared with another organization", "units.communications.channel"),
        (f"1 of the roster is not in Slack: {missing.email}", "roster.csv"),
        (f"1 of the roster is deactivated in Slack: {gone.email}", "roster.csv"),
        ("1 message is parked", "broker-bot queue"),
        ("has been due since", "Start it"),
    ):
        assert [one for one in findings(said) if named in one[0] and fix in one[1]], (named, said)
    assert said.endswith("10 things to mend.\n")


def test_bad_files_and_a_refused_token_are_named(
    box: Sandbox, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (home / "routes.yaml").read_text("utf-8")
    (home / "routes.yaml").write_text(text.replace("time_zone: America/Chicago", "time_zone: CST"), "utf-8")
    code, said = doctor(box, home, tmp_path / "none", monkeypatch, SLACK_BOT_TOKEN="xoxb-wrong")
    assert code == 1
    assert "routes.yaml:" in said and "time_zone" in said
    assert "There is no database" in said and "broker-bot migrate" in said
    assert "refuses the bot's token: invalid_auth" in said


def test_machine_and_calendar_are_looked_at_too(
    box: Sandbox, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, a clock that is off, a calendar that ends, nobody at work, a refused app token, a wrong port."""
    text = (home / "routes.yaml").read_text("utf-8")
    today = machine_time().date()
    for name in ("holidays", "breaks", "half_days"):
        text = re.sub(rf"^{name}:\n(?:  - .*\n|\n(?=  - ))+", f"{name}: []\n", text, flags=re.MULTILINE)
    (home / "routes.yaml").write_text(text.replace("holidays: []", f'holidays: ["{today} Today"]'), "utf-8")
    db = migrated(tmp_path / "data", monkeypatch, home)
    since = machine_time() - timedelta(hours=2)
    db.run(lambda conn: outbox.enqueue(conn, "dm", 0, Notice("note.plain", "person:x", "x", {"text": "?"}), since))
    db.close()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage._replace(free=40_000_000))
    with late_clock(minutes=11) as slow:
        code, said = doctor(box, home, tmp_path / "data", monkeypatch, SLACK_API_URL=slow)
    monkeypatch.undo()
    bad = {"SLACK_APP_TOKEN": "xapp-wrong", "PORT": "http"}
    _, also = doctor(box, home, tmp_path / "data", monkeypatch, **bad)
    assert code == 1
    for printed, named, fix in (
        (said, f"the calendar ends on {today}", "works today"),
        (said, "Only 40 MB are free", "Make room"),
        (said, "This machine's clock is 11 minutes off Slack's", "time synchronisation"),
        (said, "ready to go since", "Start it"),
        (also, "PORT: this is not a port", "Mend the variable"),
        (also, "Slack opens no connection for Socket Mode: invalid_auth", "app-level token (xapp-...) again"),
    ):
        assert [one for one in findings(printed) if named in one[0] and fix in one[1]], (named, printed)


@contextmanager
def late_clock(minutes: int) -> Iterator[str]:
    """A Web API whose clock is ahead of ours; it knows the token and no list."""

    class Api(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = b'{"ok": true}' if "auth.test" in self.path else b'{"ok": false, "error": "fatal_error"}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime(machine_time() + timedelta(minutes=minutes), usegmt=True)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Api) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/api/"
        server.shutdown()
        serving.join()


@pytest.mark.parametrize(
    ("change", "named", "fix"),
    [
        ("DELETE FROM alembic_version", "this code needs", "broker-bot migrate"),
        ("UPDATE alembic_version SET version_num = '9999'", "older than the database", "Install the release"),
        ("", "is damaged", "restore the last backup"),
    ],
)
def test_a_database_that_cannot_be_used_is_named(
    change: str, named: str, fix: str, box: Sandbox, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = migrated(tmp_path, monkeypatch, home)
    if change:
        db.run(lambda conn: conn.execute(text(change)))
    db.close()
    if not change:
        (tmp_path / "broker.sqlite3").write_bytes(b"not a database, whatever its name says" * 200)
    _, said = doctor(box, home, tmp_path, monkeypatch)
    ((what, mend),) = findings(said)
    assert named in what and fix in mend


def test_the_manifest_subscribes_to_what_the_listeners_hear() -> None:
    assert {name.split(".")[0] for name in EVENTS} == set(HEARD)
    made = manifest("https://bot.example.org")
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)
    offered = {one["callback_id"]: one for one in made["features"]["shortcuts"]}
    assert set(offered) == set(SHORTCUTS) == {ids.SHORTCUT_NEW, ids.SHORTCUT_MESSAGE, ids.SHORTCUT_MEMO}
    assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in offered.values())
    assert made["settings"]["interactivity"]["request_url"] == "https://bot.example.org/slack/events"
    assert not [s for s in made["oauth_config"]["scopes"]["bot"] if s.startswith("admin") or s.endswith("customize")]
    by_socket = manifest("", socket_mode=True)
    assert by_socket["settings"]["socket_mode_enabled"]
    assert "url" not in by_socket["features"]["slash_commands"][0]


def test_the_scopes_asked_for_are_these_and_no_others() -> None:
    assert sorted(SCOPES) == [
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "users:read",
        "users:read.email",
    ]


def test_units_outside_slack_need_their_settings(
    box: Sandbox, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes = (home / "routes.yaml").read_text("utf-8")
    routes = routes.replace('"#unit-transportation"', "buses@cedargrove.example")
    routes = routes.replace('"#unit-technology"', '"https://desk.cedargrove.example/broker"')
    (home / "routes.yaml").write_text(routes, "utf-8")
    _, said = doctor(box, home, tmp_path, monkeypatch)
    assert "Transportation is reached by e-mail (buses@cedargrove.example), and letters are not set up." in said
    assert "Add it=SECRET to BROKER_DESK_SECRETS" in said
    env = {"BROKER_SMTP_URL": "smtp://127.0.0.1", "BROKER_MAIL_FROM": "b@x.example", "BROKER_MAIL_SECRET": "s"}
    _, said = doctor(box, home, tmp_path, monkeypatch, **env, BROKER_DESK_SECRETS="it=s")
    assert "reached by e-mail" not in said and "BROKER_DESK_SECRETS" not in said
