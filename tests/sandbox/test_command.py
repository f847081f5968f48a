"""`broker-bot sandbox`: the workspace by itself, with what an app needs to find it."""

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from slack_sdk import WebClient
from typer.testing import CliRunner

from broker_bot.cli import cli, sandboxing
from broker_bot.sandbox import manifest as manifests
from broker_bot.sandbox.courier import NO_TLS
from broker_bot.sandbox.model import Shortcut

START = [sys.executable, "-c", "from broker_bot.cli import main; main()", "sandbox", "--port", "0"]
MANIFEST = {
    "display_information": {"name": "Broker"},
    "features": {
        "bot_user": {"display_name": "broker"},
        "slash_commands": [{"command": "/broker", "description": "Ask"}],
        "shortcuts": [{"name": "New request", "type": "global", "callback_id": "new", "description": "d"}],
    },
    "settings": {"event_subscriptions": {"bot_events": ["message.im", "app_home_opened"]}},
    "oauth_config": {"scopes": {"bot": ["chat:write", "users:read"]}},
}

Start = Callable[..., dict[str, str]]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("name,email,channels\nDana Ortiz,dana@x.example,desk\n", "utf-8")
    return path


@pytest.fixture
def start(people: Path) -> Iterator[Start]:
    """Run the command; return the environment it prints. Each process must end well on SIGTERM."""
    running: list[subprocess.Popen[str]] = []

    def run(*more: str) -> dict[str, str]:
        process = subprocess.Popen([*START, "--people", str(people), *more], stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        printed = {}
        for line in process.stdout:
            found = re.fullmatch(r"(SLACK_\w+)=(\S+)\n", line)
            printed.update({found[1]: found[2]} if found else {})
            if "Socket Mode" in line:
                break
        return printed

    yield run
    for process in running:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stdout is not None
        process.stdout.close()


def test_it_prints_what_an_app_needs_to_find_it(start: Start) -> None:
    printed = start()
    assert set(printed) == {"SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}
    assert printed["SLACK_API_URL"].endswith("/api/")
    client = WebClient(token=printed["SLACK_BOT_TOKEN"], base_url=printed["SLACK_API_URL"])
    assert [one["name"] for one in client.conversations_list()["channels"]] == ["desk"]
    opened = client.apps_connections_open(app_token=printed["SLACK_APP_TOKEN"])
    assert str(opened["url"]).startswith("ws://127.0.0.1:")


def test_a_data_folder_carries_the_workspace_over_a_restart(start: Start, tmp_path: Path, people: Path) -> None:
    first = start("--data", str(tmp_path / "data"))
    said = {"as": "U0001", "channel": "desk", "text": "still here"}
    page = first["SLACK_API_URL"].removesuffix("/api/")
    httpx.post(page + "/control/say", json=said, verify=NO_TLS).raise_for_status()
    wait_for_text(tmp_path / "data" / "workspace.json", "still here")
    second = start("--data", str(tmp_path / "data"))
    client = WebClient(token=second["SLACK_BOT_TOKEN"], base_url=second["SLACK_API_URL"])
    assert [one["text"] for one in client.conversations_history(channel="C0001")["messages"]] == ["still here"]


def wait_for_text(path: Path, text: str) -> None:
    for _ in range(200):
        if path.exists() and text in path.read_text("utf-8"):
            return
        threading.Event().wait(0.02)
    raise AssertionError(f"{path} never held {text!r}")


@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_a_manifest_says_what_the_app_offers_and_may(tmp_path: Path, people: Path, ending: str) -> None:
    path = tmp_path / f"manifest.{ending}"
    path.write_text(json.dumps(MANIFEST), "utf-8")
    box = sandboxing.build(sandboxing.Wishes(0, people, manifest=path, commands=("/also",)))
    with box, httpx.Client(base_url=box.url, verify=NO_TLS) as page:
        state = page.get("/control/state").json()
        assert (state["slash_commands"], state["bot"]["name"]) == (["/broker", "/also"], "broker")
        assert state["shortcuts"] == [{"callback_id": "new", "name": "New request", "kind": "global"}]
        bearer = {"Authorization": f"Bearer {box.bot_token}"}
        lacking = page.get("/api/conversations.info?channel=C0001", headers=bearer)
        assert (lacking.json()["error"], lacking.json()["needed"]) == ("missing_scope", "channels:read")
        assert lacking.headers["x-oauth-scopes"] == "chat:write,users:read"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("[1", "is no app manifest"),
        ("[]", "is an object"),
        ('{"features": []}', None),
        ('{"features": 3}', "features is not an object"),
        ('{"features": {"shortcuts": [{"name": "x", "type": "home", "callback_id": "y"}]}}', "global or message"),
        ('{"features": {"slash_commands": [{}]}}', "lacks command"),
    ],
)
def test_a_wrong_manifest_is_named(tmp_path: Path, found: str, said: str | None) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(found, "utf-8")
    if said is None:
        assert sandboxing.read_manifest(path).shortcuts == ()
        return
    with pytest.raises(ValueError, match=said):
        sandboxing.read_manifest(path)


def test_a_shortcut_of_a_manifest_can_be_used() -> None:
    assert manifests.read(MANIFEST).shortcuts == (Shortcut("new", "New request"),)


def test_a_mistake_ends_with_a_sentence(tmp_path: Path) -> None:
    told = CliRunner().invoke(cli, ["sandbox", "--people", str(tmp_path / "gone.csv")])
    assert told.exit_code == 2
    assert "gone.csv cannot be read" in told.output
