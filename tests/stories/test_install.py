"""A stranger with docs/install.md alone: its own commands, from nothing to a first answered request."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from broker_bot import district
from broker_bot.slack.manifest import SCOPES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "install.md").read_text("utf-8")
PRINCIPAL, LEAD, DESK = "Carmen Ruiz", "Gus Ferris", "unit-facilities"


def commands(heading: str) -> list[str]:
    """The page's indented blocks under a heading, each as one script."""
    part = PAGE.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    blocks = re.findall(r"(?:^    .+\n)+", part, re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in blocks]


class Terminal:
    """A shell in the stranger's folder; what the page exports lasts from one script to the next."""

    def __init__(self, folder: Path, exits: ExitStack) -> None:
        self._folder, self._exits = folder, exits
        own = {n: v for n, v in os.environ.items() if not n.startswith(("BROKER_", "SLACK_", "DATABASE_"))}
        self.env = {**own, "PATH": f"{Path(sys.executable).parent}:{own['PATH']}", "PORT": str(free_port())}

    def run(self, script: str) -> str:
        """Run to the end, keep its exports, and return what it printed. Raises CalledProcessError."""
        script = f"set -e\n{script}\necho ----; env -0"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self._folder, env=self.env, capture_output=True, check=True, timeout=60
        )
        printed, _, exported = done.stdout.decode().rpartition("----\n")
        self.env = dict(entry.split("=", 1) for entry in exported.split("\0") if entry)
        return printed

    def start(self, script: str, until: str) -> list[str]:
        """Run in the background, to be ended by Ctrl-C; returns its lines up to the one that has `until`."""
        process = subprocess.Popen(
            ["bash", "-c", f"set -e\n{script.replace('broker-bot run', 'exec broker-bot run')}"],
            cwd=self._folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        self._exits.callback(end, process)
        assert process.stdout is not None
        late = threading.Timer(60, process.kill)
        late.start()
        lines = []
        for line in process.stdout:
            lines.append(line)
            if until in line:
                late.cancel()
                return lines
        raise AssertionError(f"it ended before it said {until!r}:\n{''.join(lines)}")


def end(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)
    process.wait(20)
    if process.stdout is not None:
        process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Workspace:
    """The sandbox's page, by what it sends."""

    def __init__(self, url: str) -> None:
        self._page = httpx.Client(base_url=f"{url}/control", timeout=10)
        people = self._page.get("/state").json()["people"]
        self._ids = {one["name"]: one["id"] for one in people}

    def act(self, what: str, who: str, **facts: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._page.post(f"/{what}", json={"as": self._ids[who], **facts}).json()
        assert answer["ok"], answer
        return answer

    def sees(self, who: str, channel: str, words: str) -> dict[str, Any]:
        """The newest message with these words; waits for it."""
        return until(lambda: self._message(who, channel, words), f"{who} sees {words!r}")

    def _message(self, who: str, channel: str, words: str) -> dict[str, Any] | None:
        found = self._page.get("/messages", params={"as": self._ids[who], "channel": channel}).json()["messages"]
        return next((m for m in reversed(found) if words in m["text"]), None)

    def form(self, who: str) -> dict[str, Any]:
        """The open form."""
        return until(lambda: self._page.get("/inbox", params={"as": self._ids[who]}).json()["modal"], "a form")

    def close(self) -> None:
        self._page.close()


def until(look: Callable[[], dict[str, Any] | None], what: str, seconds: float = 20) -> dict[str, Any]:
    over = time.monotonic() + seconds
    while time.monotonic() < over:
        if found := look():
            return found
        threading.Event().wait(0.05)
    raise AssertionError(f"Waited {seconds} s in vain: {what}")


@pytest.fixture
def exits() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_the_page_leads_from_nothing_to_a_first_answered_request(tmp_path: Path, exits: ExitStack) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    install, files, slack, start, asking = commands("1. Try it")
    assert "make venv" in install  # the tests themselves run in what it makes
    first, second = Terminal(tmp_path, exits), Terminal(tmp_path, exits)
    assert first.run(files).endswith(": ok\n")
    port = free_port()
    assert "--port 8766" in slack
    shown = second.start(
        slack.replace("8766", str(port)).replace("broker-bot sandbox", "exec broker-bot sandbox"), "Socket Mode"
    )
    pasted = [line for line in shown if line.startswith("SLACK_")]
    assert len(pasted) == 4
    first.run("".join(pasted) + start.partition("broker-bot run")[0])
    first.start("broker-bot run", "ready")
    box = Workspace(f"http://127.0.0.1:{port}")
    exits.callback(box.close)

    box.act("say", PRINCIPAL, channel="bot", text="AC out in the library")
    box.sees(PRINCIPAL, "bot", "Facilities has it. Somebody answers by")
    card = box.sees(LEAD, DESK, "Oak ES: AC out in the library.")
    box.act("press", LEAD, channel=DESK, ts=card["ts"], action_id="request.reply")
    blocks = [block for block in box.form(LEAD)["blocks"] if block["type"] == "input"]
    said = "Lila comes with a fan at ten."
    box.act("submit", LEAD, values={blocks[0]["block_id"]: {"value": said}})
    box.sees(PRINCIPAL, "bot", said)

    third = Terminal(tmp_path, exits)
    third.env["PORT"] = first.env["PORT"]
    asked = third.run(asking.replace("<the four lines>", "".join(pasted)))
    assert asked == f"The district's files: {tmp_path}/my_district\nAll is well.\n"


@pytest.mark.parametrize("folder", sorted((ROOT / "examples").iterdir()), ids=lambda folder: folder.name)
def test_each_example_is_whole(folder: Path) -> None:
    assert district.check(folder, date(2026, 10, 5)) == ([], []), "digests/ changed? Copy it to the example"


def test_the_page_gives_a_reason_for_each_scope() -> None:
    table = PAGE.partition("| Scope | Why |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`([a-z_.:]+)`", table)) == sorted(SCOPES)
