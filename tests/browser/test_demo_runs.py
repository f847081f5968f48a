"""`broker-bot demo` as a process: it starts over, goes on, refuses and stops as it says."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Connection

from broker_bot.demo import town
from broker_bot.demo.stage import Demo, InUse
from broker_bot.store import queries
from tests.browser.conftest import ROOT, need_chromium
from tests.browser.people import PRINCIPAL

need_chromium()
pytestmark = pytest.mark.browser

SEEDED = 6
"""Requests of a first start's week."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo was started once and stopped."""
    folder = tmp_path_factory.mktemp("lived")
    Demo(ROOT, folder, 0, lambda line: None).stop()
    return folder


@pytest.fixture
def folder(lived: Path, tmp_path: Path) -> Path:
    return shutil.copytree(lived, tmp_path / "demo")


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`broker-bot demo` on a folder; killed at the end if it still runs."""
    command = [sys.executable, "-m", "broker_bot", "demo", "--no-open", "--data", str(folder), *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("BROKER_", "SLACK_"))}


def _line(process: subprocess.Popen[str], pattern: str) -> str:
    """The first line of output that matches; its first group."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found.group(1)
    raise AssertionError(f"the demo ended with {process.wait()} before it said {pattern}")


def _ask(demo: Demo, text: str) -> str:
    """The principal writes; the last message of the bot in that conversation."""
    user = town.ids(demo.district)[PRINCIPAL]
    place = demo.box.dm(user)
    demo.box.say(user, "bot", text)
    demo.box.wait_until(lambda: any(text in str(m["blocks"]) for m in demo.box.posts(place)), 20, "a card")
    return str(demo.box.posts(place)[-1]["text"])


def _requests(demo: Demo) -> int:
    """How many requests the schools have, open and closed."""

    def count(conn: Connection) -> int:
        both = (queries.open_of_school, queries.closed_of_school)
        return sum(len(read(conn, school)) for school in demo.district.schools for read in both)

    return demo.bot.db.read(count)


def test_a_first_start_that_was_cut_off_starts_over(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "0") as process:
        _line(process, "(the ILDs decide)")
    assert not (tmp_path / "ready").exists()
    demo = Demo(ROOT, tmp_path, 0, lambda line: None)
    assert _requests(demo) == SEEDED
    demo.stop()


def test_ctrl_c_before_it_is_ready_ends_it_with_one_sentence(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "0") as process:
        _line(process, "(the week before)")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "Stopped before it was ready; the next start begins anew."


def test_a_second_start_goes_on_where_the_first_ended(folder: Path) -> None:
    said: list[str] = []
    first = Demo(ROOT, folder, 0, said.append)
    assert "Facilities &amp; Maintenance" in _ask(first, "AC out in 301")
    before = first.clock.now() + timedelta(hours=1)
    first.bot.worker.jump(before, first.clock.jump_to)
    first.stop()
    second = Demo(ROOT, folder, 0, said.append)
    assert said == []
    assert timedelta() <= second.clock.now() - before < timedelta(minutes=10)
    assert _requests(second) == SEEDED + 1
    heard = [m["text"] for m in second.box.messages(second.box.dm(town.ids(second.district)[PRINCIPAL]))]
    assert "AC out in 301" in heard
    _ask(second, "AC out in 302")
    second.stop()


def test_a_taken_port_is_told_in_a_sentence_and_touches_nothing(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with running(tmp_path / "new", "--port", str(port)) as process:
            said, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert f"Port {port} can't be used" in said
    assert f"Try: broker-bot demo --port {port + 1}" in said
    assert not (tmp_path / "new").exists()


def test_two_demos_do_not_share_a_folder(folder: Path) -> None:
    first = Demo(ROOT, folder, 0, lambda line: None)
    with pytest.raises(InUse, match="Another demo runs on"):
        Demo(ROOT, folder, 0, lambda line: None)
    first.stop()
    Demo(ROOT, folder, 0, lambda line: None).stop()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_it_ends_cleanly_within_seconds_while_a_page_is_open(browser: Browser, folder: Path, number: int) -> None:
    with running(folder, "--port", "0") as process:
        url = _line(process, r"Open (http://127\.0\.0\.1:\d+)")
        page = browser.new_page()
        page.goto(f"{url}/#as={PRINCIPAL}&channel=bot")
        expect(page.locator("#conversation .message").last).to_be_visible()
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(30) == 0
        assert time.monotonic() - began < 10
        expect(page.get_by_test_id("offline")).to_be_visible()
        page.close()
