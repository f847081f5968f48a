"""SIGKILL between any two steps of one request's life, with connections reset on top: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import socket
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from broker_bot.clock import JumpingClock
from broker_bot.demo import town
from broker_bot.domain.district import District
from broker_bot.sandbox.server import Fault, Sandbox
from broker_bot.store import config, trail
from broker_bot.store.db import Database
from tests.crash.victim import STEPS, live

pytestmark = pytest.mark.crash

KILLS = int(os.environ.get("BROKER_KILLS", "2"))
"""Kills a step on each database."""

REACHED = {
    "before_commit": 12,
    "after_commit": 8,
    "after_ack": 1,
    "mid_tick": 3,
    "after_claim": 6,
    "before_post": 5,
    "after_post": 5,
}
"""How often one request's life surely comes to each step, so that nearly every run is killed somewhere in it."""

FORK = get_context("forkserver")
FORK.set_forkserver_preload(["tests.crash.victim"])


class Town:
    """A workspace that stays up while its bot is killed and started again."""

    def __init__(self, district: District, database: Database, folder: Path, step: str, nth: int, seed: int) -> None:
        self.district, self.database, self.folder = district, database, folder
        self.clock = JumpingClock(folder / "clock_offset")
        zone = ZoneInfo(district.zone)
        self.friday = datetime(2027, 1, 15, 15, 50, tzinfo=zone).astimezone(UTC)
        self.clock.start_at(self.friday)
        database.run(lambda conn: config.apply(conn, district, self.clock.now()))
        self.box = Sandbox(
            people=town.people(district),
            channels=town.channels(district),
            clock=lambda: self.clock.now().timestamp(),
            retry_delays=(0.3, 0.6, 1.2, 2.0, 4.0),
            seed=seed,
        )
        self.box.start()
        self.port = _free_port()
        self.box.connect(f"http://127.0.0.1:{self.port}/slack/events")
        self.step, self.nth, self.deaths = step, nth, 0
        self.process: ForkServerProcess | None = None

    def alive(self) -> bool:
        """Start the bot when there is none or the last one was killed."""
        if self.process is not None and self.process.is_alive():
            return True
        if self.process is not None:
            assert self.process.exitcode == -9, f"the bot died by itself: {self.process.exitcode}"
            self.deaths += 1
        nth = self.nth if self.process is None else 0
        url = self.database.url.render_as_string(hide_password=False)
        facts = (self.port, self.step, nth, url, self.box.api_url, self.box.bot_token, self.box.signing_secret)
        self.process = FORK.Process(target=live, args=(*facts, str(self.folder)), daemon=True)
        self.process.start()
        return True

    def until(self, what: str, seen: object, timeout: float = 240.0) -> None:
        """Wait for `seen()`, starting the bot anew whenever it was killed."""
        self.box.wait_until(lambda: self.alive() and seen(), timeout, what)  # type: ignore[operator]

    def stop(self) -> None:
        self.box.disconnect()
        if self.process is not None:
            self.process.kill()
            self.process.join(10)
        self.box.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _posts(found: Town, person: str) -> int:
    user = next(p.id for p in town.people(found.district) if p.email == person)
    return len(found.box.posts(found.box.dm(user)))


def _count(found: Town, query: str) -> int:
    return int(found.database.read(lambda conn: conn.execute(text(query)).scalar_one()))


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_one_request_one_card_one_escalation(
    district: District, database: Database, tmp_path: Path, step: str
) -> None:
    dice = random.Random(f"{step}{KILLS}")
    deaths = 0
    for turn in range(KILLS):
        if turn:
            _empty(database)
        folder = tmp_path / str(turn)
        folder.mkdir()
        found = Town(district, database, folder, step, dice.randint(1, REACHED[step]), seed=turn)
        try:
            _story(found)
        finally:
            found.stop()
        deaths += found.deaths
    assert deaths >= KILLS * 0.5, f"only {deaths} of {KILLS} runs were killed: the step is reached too rarely"


def _story(found: Town) -> None:
    district, box = found.district, found.box
    principal = next(p for p in district.people.values() if p.role == "principal")
    unit = district.units["facilities"]
    ild = district.networks[district.schools[principal.school].network]
    channel = next(c.id for c in town.channels(district) if c.name == unit.channel.removeprefix("#"))
    box.fault(Fault(method="chat.postMessage", kind="reset_after", times=None, share=0.15))
    box.fault(Fault(method="chat.postMessage", kind="reset_before", times=None, share=0.1))
    found.until("the bot to be up", lambda: _up(found.port))
    box.say(next(p.id for p in town.people(district) if p.email == principal.id), "bot", "AC out in 204")
    found.until("the unit's card", lambda: box.posts(channel) and _posts(found, principal.id) and _idle(found))
    for local, person in (("19 08:51", unit.contact), ("19 10:03", unit.lead), ("19 10:51", ild)):
        zone = ZoneInfo(district.zone)
        day, clock = local.split()
        hour, minute = (int(part) for part in clock.split(":"))
        at = datetime(2027, 1, int(day), hour, minute, tzinfo=zone).astimezone(UTC)
        found.clock.jump_to(at + timedelta(seconds=1))
        found.until(f"{person} to be told", lambda person=person: _posts(found, person) and _idle(found))
    ids = Counter(post["metadata"]["event_payload"]["id"] for post in box.posts())
    assert max(ids.values()) == 1, "an intent was posted twice"
    assert len(box.posts(channel)) == 1
    for person in (principal.id, unit.contact, unit.lead, ild):
        assert _posts(found, person) == 1, person
    assert _count(found, "SELECT count(*) FROM request") == 1
    number = _count(found, "SELECT id FROM request")
    steps = f"SELECT count(*) FROM event WHERE kind = 'request' AND aggregate = {number} AND what LIKE 'ladder.%'"
    assert _count(found, steps) == 3
    assert found.database.read(lambda conn: trail.broken_at(conn, "request", number)) is None


def _idle(found: Town) -> bool:
    waiting = "SELECT count(*) FROM outbox WHERE state IN ('ready', 'sending')"
    return found.box.pending == 0 and _count(found, waiting) == 0


def _up(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _empty(database: Database) -> None:
    """Forget the last turn's district life, as a fresh database would; the append-only trail is cut by its table."""
    names = ("request", "draft", "outbox", "card", "wake", "seen", "held", "batch", "conversation", "pace", "issue")

    def land(conn: object) -> None:
        for name in names:
            conn.execute(text(f"DELETE FROM {name}"))  # type: ignore[attr-defined]

    database.run(land)
