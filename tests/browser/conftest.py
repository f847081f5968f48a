"""Chromium on a sandbox with three people, four channels, a small Bolt app and a host, and on the real demo.

Without Chromium its tests are skipped, or fail when BROKER_REQUIRE_BROWSER is 1.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from broker_bot.demo import town
from broker_bot.demo.stage import Demo
from broker_bot.sandbox.server import HostButton, Sandbox, SandboxChannel, SandboxPerson
from broker_bot.sandbox.wire import Wire
from tests.browser.bot import build_site
from tests.browser.people import OpenAs, Person

ROOT = Path(__file__).parents[2]
DANA, LEE, MARCUS = "U0001", "U0002", "U0003"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PEOPLE = (
    SandboxPerson(DANA, "Dana Ortiz", "dana@cedar.example", "Principal, Alder ES", "Principals"),
    SandboxPerson(LEE, "Lee Park", "lee@cedar.example", "Facilities", "Units"),
    SandboxPerson(MARCUS, "Marcus Hale", "marcus@cedar.example", "North network", "ILDs"),
)
CHANNELS = (
    SandboxChannel("C0001", "unit-facilities", members=(LEE,)),
    SandboxChannel("C0002", "north-principals", members=(DANA, MARCUS)),
    SandboxChannel("C0003", "network-north", private=True, members=(MARCUS,)),
    SandboxChannel("C0004", "quiet-corner", members=(DANA, LEE), bot_in=False),
)
GUIDE: list[Any] = [
    ("Ask", "Write to *broker* in plain words."),
    {"title": "Answer", "text": "Be the unit.", "as": LEE, "channel": "C0001"},
]

OpenPage = Callable[..., Page]


def chromium() -> str | None:
    return "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else shutil.which("chromium")


def need_chromium() -> None:
    """Skip the calling module, in one line for all of them, where there is no Chromium; or fail, as it is told."""
    if chromium() is None and os.environ.get("BROKER_REQUIRE_BROWSER") == "1":
        pytest.fail("BROKER_REQUIRE_BROWSER is 1 and there is no Chromium; run: apt-get install chromium")
    if chromium() is None:
        pytest.skip("THE PAGE IS NOT TESTED: no Chromium; run: apt-get install chromium", allow_module_level=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(PEOPLE, CHANNELS) as sandbox:
        wire = Wire(build_site(sandbox))
        site = f"http://127.0.0.1:{wire.start(0)}"
        sandbox.connect(f"{site}/slack/events")
        jump = HostButton("jump", "Jump to the next deadline", f"{site}/host/jump", "Moves the clock")
        sandbox.host([jump], GUIDE, f"{site}/host/clock")
        yield sandbox
        sandbox.settle()
        wire.stop()


def _is_own_error(said: ConsoleMessage) -> bool:
    """A lost connection is the browser's to report, not the page's fault."""
    return said.type == "error" and "net::ERR_" not in said.text


@pytest.fixture
def visit(browser: Browser, box: Sandbox) -> Iterator[OpenPage]:
    """Open the page as a person in a place; fails the test if the page reports an error of its own."""
    opened: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(who: str = DANA, channel: str = "bot", *, width: int = 1280, height: int = 800, **more: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        opened.append(context)
        context.set_default_timeout(8000)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if _is_own_error(said) else None)
        page.goto(f"{box.url}/#as={who}&channel={channel}")
        page.get_by_role("heading", level=1).wait_for()
        page.locator("#rail [aria-current=page]").wait_for(state="attached")
        return page

    yield open_page
    for context in opened:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo as a first start leaves it, shared by all: no test counts on the hour or on another's requests."""
    expect.set_options(timeout=20_000)
    running = Demo(ROOT, tmp_path_factory.mktemp("demo"), 0, lambda line: None)
    yield running
    running.stop()


@pytest.fixture
def as_person(browser: Browser, demo: Demo) -> Iterator[OpenAs]:
    """Open the demo's page as somebody, by address; fails the test if the page reports an error."""
    opened: list[BrowserContext] = []
    problems: list[str] = []

    def open_as(who: str, channel: str = "bot", *, width: int = 1280, height: int = 850, **more: Any) -> Person:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        opened.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if _is_own_error(said) else None)
        person = Person(demo, page, town.ids(demo.district)[who])
        while demo.box.modal(person.id):  # left open by a test that failed
            demo.box.close(person.id)
        person.go(channel)
        page.get_by_role("heading", level=1).wait_for()
        page.locator("#rail [aria-current=page]").wait_for(state="attached")
        return person

    yield open_as
    for context in opened:
        for page in context.pages:
            problems += page.locator(".toast.error").all_inner_texts()
        context.close()
    assert problems == []
