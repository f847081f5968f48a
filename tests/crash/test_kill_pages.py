"""SIGKILL again and again while a week's pages are composed and sent: each principal exactly one, none missing."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broker_bot.clock import FakeClock
from broker_bot.demo import town
from broker_bot.domain.demand import Decision, Mandate
from broker_bot.domain.digest import Tier
from broker_bot.domain.district import District
from broker_bot.service import weekly
from broker_bot.service.demands import HANDLERS, WAKERS
from broker_bot.service.landing import Service
from broker_bot.store import demands
from broker_bot.store.db import Database
from tests.crash.test_kill import FORK, Town, _count, _idle
from tests.crash.victim import WORK, live
from tests.service.gate import large

pytestmark = pytest.mark.crash

PAGES = int(os.environ.get("BROKER_PAGES", "24"))
KILLS = int(os.environ.get("BROKER_PAGE_KILLS", "6"))
"""Kills in the run, at steps and times drawn anew for each process."""

BEFORE = datetime(2026, 12, 7, 12, 29, tzinfo=UTC)
"""A minute before the page of Monday, December 7."""


class PageTown(Town):
    """A workspace whose bot is killed `KILLS` times while it makes and sends pages."""

    failed = 0

    def alive(self) -> bool:
        if self.process is not None and self.process.is_alive():
            return True
        if self.process is not None:
            # A start that could not read 2,000 people within its second is no death; it is tried again.
            self.failed += self.process.exitcode != -9
            assert self.failed <= 20, f"the bot died by itself: {self.process.exitcode}"
            self.deaths += self.process.exitcode == -9
        dice = random.Random(f"{self.deaths}{PAGES}")
        most = max(4, PAGES // KILLS)
        step, nth = (dice.choice(WORK), dice.randint(1, most)) if self.deaths < KILLS else ("", 0)
        url = self.database.url.render_as_string(hide_password=False)
        facts = (self.port, step, nth, url, self.box.api_url, self.box.bot_token, self.box.signing_secret)
        self.process = FORK.Process(target=live, args=(*facts, str(self.folder)), daemon=True)
        self.process.start()
        return True


def prepare(database: Database, district: District) -> None:
    """One demand that everybody must do, decided, and the week's wake armed."""
    service = Service(database, FakeClock(BEFORE), HANDLERS, WAKERS)
    service.present.apply(district, BEFORE)
    mandate = Mandate(0, "transportation", "x@school.example", "Send your bell schedule", "Send it.", BEFORE, minutes=5)

    def land(conn: object) -> None:
        saved = demands.add(conn, mandate)  # type: ignore[arg-type]
        decision = Decision(saved.id, "north", Tier.MUST, "ild@school.example", BEFORE, accepted_on=date(2026, 12, 7))
        demands.save_decision(conn, decision)  # type: ignore[arg-type]

    database.run(land)
    weekly.arm(service)


def test_killed_while_a_weeks_pages_are_sent_each_principal_gets_exactly_one(
    district: District, database: Database, tmp_path: Path
) -> None:
    wide = large(district, PAGES)
    wide = replace(wide, people={k: p for k, p in wide.people.items() if not p.school or p.school in wide.schools})
    prepare(database, wide)
    found = PageTown(wide, database, tmp_path, "", 0, seed=PAGES)
    found.clock.start_at(BEFORE)
    try:
        found.alive()
        found.clock.jump_to(datetime(2026, 12, 7, 12, 31, tzinfo=UTC))
        made = "SELECT count(*) FROM issue WHERE composed_at IS NOT NULL"
        waiting = 60 + PAGES / 4
        found.until("all pages", lambda: _count(found, made) == PAGES and _idle(found), waiting)
        principals = {s.principal for s in wide.schools.values()}
        users = {p.id: p.email for p in town.people(wide)}
        got: Counter[str] = Counter()
        for user, email in users.items():
            if email in principals:
                posts = found.box.posts(found.box.dm(user))
                got[email] = sum("Your week of Mon, Dec 7." in post["text"] for post in posts)
    finally:
        found.stop()
    assert got == Counter(dict.fromkeys(principals, 1))
    assert found.deaths >= KILLS * 0.5, f"killed {found.deaths} times only"
