"""What a person corrects in one process changes the very next answer in another, and those after a restart of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from broker_bot.clock import JumpingClock
from broker_bot.demo import town
from broker_bot.domain.district import District
from broker_bot.sandbox.server import Sandbox
from broker_bot.slack import ids
from broker_bot.store import config
from broker_bot.store.db import Database
from tests.crash.test_kill import FORK, _free_port, _up
from tests.crash.victim import live
from tests.stories.cast import BUS, FAR_PRINCIPAL, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.world import actions

pytestmark = pytest.mark.crash

SAID, BEFORE, AFTER = BUS, "transportation.bus_route", "facilities.hvac"


class Pair:
    """Two bots, each a process with a desk of its own, on one database; the workspace talks to one at a time."""

    def __init__(self, district: District, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        clock = JumpingClock(folder / "clock_offset")
        clock.start_at(datetime(2027, 1, 15, 10, 0, tzinfo=ZoneInfo(district.zone)).astimezone(UTC))
        database.run(lambda conn: config.apply(conn, district, clock.now()))
        people, rooms = town.people(district), town.channels(district)
        self.box = Sandbox(people=people, channels=rooms, clock=lambda: clock.now().timestamp())
        self.user = {person.email: person.id for person in people}
        self.processes: list[ForkServerProcess] = []
        self.ports: list[int] = []

    def start(self) -> None:
        """Both, ready for work and with their desks built."""
        self.ports = [_free_port(), _free_port()]
        url = self.database.url.render_as_string(hide_password=False)
        for port, role in zip(self.ports, ("both", "web"), strict=True):
            facts = (port, "", 0, url, self.box.api_url, self.box.bot_token, self.box.signing_secret, str(self.folder))
            process = FORK.Process(target=live, args=(*facts, role), daemon=True)
            process.start()
            self.processes.append(process)
        self.box.wait_until(lambda: all(map(_up, self.ports)), 120, "both bots to be up")

    def stop(self) -> None:
        self.box.disconnect()
        for process in self.processes:
            process.kill()
            process.join(10)
        self.processes = []

    def talk_to(self, which: int) -> None:
        self.box.connect(f"http://127.0.0.1:{self.ports[which]}/slack/events")

    def say(self, person: str) -> str:
        """The route of the request that the sentence opens; an empty string if it opens none in time."""
        before = self.routes()
        self.box.say(self.user[person], "bot", SAID)
        self.box.wait_until(lambda: len(self.routes()) > len(before), 60, "a request")
        return self.routes()[-1]

    def routes(self) -> list[str]:
        rows = "SELECT route FROM request ORDER BY id"
        return self.database.read(lambda conn: [row.route for row in conn.execute(text(rows))])

    def correct(self, person: str) -> None:
        """Press *change* on the card of the person's request, and choose another desk."""
        mine, room = self.user[person], self.box.dm(self.user[person])
        self.box.wait_until(lambda: self.cards(room), 60, "the card")
        assert self.box.press(mine, room, self.cards(room)[-1]["ts"], ids.CHANGE).ok
        assert self.box.submit(mine, {"route": {"value": AFTER}}).ok

    def cards(self, room: str) -> list[dict[str, Any]]:
        return [m for m in self.box.messages(room) if ids.CHANGE in actions(m)]


@pytest.fixture
def pair(district: District, database: Database, tmp_path: Path) -> Iterator[Pair]:
    found = Pair(district, database, tmp_path)
    found.box.start()
    try:
        found.start()
        yield found
    finally:
        found.stop()
        found.box.stop()


def test_a_correction_in_one_process_changes_the_next_answer_in_another_and_after_a_restart(pair: Pair) -> None:
    pair.talk_to(1)
    assert pair.say(FAR_PRINCIPAL) == BEFORE
    pair.talk_to(0)
    assert pair.say(PRINCIPAL) == BEFORE
    pair.correct(PRINCIPAL)
    pair.talk_to(1)
    assert pair.say(OTHER_PRINCIPAL) == AFTER
    pair.stop()
    pair.start()
    for which, person in ((1, FAR_PRINCIPAL), (0, OTHER_PRINCIPAL)):
        pair.talk_to(which)
        assert pair.say(person) == AFTER
