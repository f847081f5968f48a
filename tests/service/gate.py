"""A service on a real database with the demands' handlers, for stories about the gate and the weekly page."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from broker_bot.clock import FakeClock
from broker_bot.delivery.draw import Drawn, Scene
from broker_bot.delivery.draw_demands import DRAWINGS
from broker_bot.domain.deciding import DecideMandate
from broker_bot.domain.district import District, Person, Role, School
from broker_bot.domain.items import Issue, OnItem
from broker_bot.domain.model import Reply
from broker_bot.domain.submitting import SubmitMandate
from broker_bot.service.demands import arm
from broker_bot.service.landing import Service
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.store import config, demands, outbox, wakes
from broker_bot.store.db import Database
from broker_bot.store.outbox import Item
from broker_bot.store.tables import IssueRow, OutboxRow

ZONE = ZoneInfo("America/Chicago")
TUESDAY = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE).astimezone(UTC)
WHITAKER = "darnell.whitaker@cedargrove.example"
"""Lead of transportation."""
CALLOWAY, SANTANGELO, NASSER = (
    "denise.calloway@cedargrove.example",
    "miguel.santangelo@cedargrove.example",
    "farah.nasser@cedargrove.example",
)
DUPREE = "marguerite.dupree@cedargrove.example"
"""Principal of Cottonwood ES, network north."""
BOYLE = "kendra.boyle@cedargrove.example"
"""Assistant principal there."""

OUT = OutboxRow.__table__  # type: ignore[attr-defined]
PAGES = IssueRow.__table__  # type: ignore[attr-defined]


class Gate:
    """What a story talks to. People act by e-mail address."""

    def __init__(self, database: Database, district: District, start: datetime = TUESDAY) -> None:
        self.db, self.district, self.clock = database, district, FakeClock(start)
        self.service = Service(database, self.clock, HANDLERS, WAKERS)
        self.service.present.apply(district, start)
        known = [(slack(p.id), p.id, p.name, False) for p in district.people.values()]
        database.run(lambda conn: config.know_people(conn, known))
        arm(self.service)
        self._keys = (f"key{n}" for n in itertools.count())

    def submit(self, by: str = WHITAKER, **fields: Any) -> Reply:
        given = {
            "title": "Send your bell schedule",
            "text": "Fill in the form.",
            "minutes": "20",
            "everyone": True,
            **fields,
        }
        return self.service.handle(SubmitMandate(next(self._keys), slack(by), **given))

    def decide(self, mandate: int, tier: str, by: str = CALLOWAY, network: str = "", **fields: Any) -> Reply:
        network = network or self.district.people[by].network
        command = DecideMandate(next(self._keys), slack(by), mandate=mandate, network=network, tier=tier, **fields)
        return self.service.handle(command)

    def decide_everywhere(self, mandate: int, tier: str, **fields: Any) -> None:
        for ild in (CALLOWAY, SANTANGELO, NASSER):
            self.decide(mandate, tier, ild, **fields)

    def press(self, kind: type[OnItem], by: str, issue: int, mandate: int, **more: Any) -> Reply:
        return self.service.handle(kind(next(self._keys), slack(by), issue=issue, mandate=mandate, **more))

    def go_to(self, text: str) -> None:
        """Jump to a local time, wake by wake."""
        target = datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)
        while (due := self.db.read(wakes.next_due)) is not None and due <= target:
            self.clock.jump_to(max(due, self.clock.now()))
            self.service.wake_due()
        self.clock.jump_to(target)

    def page(self, principal: str = DUPREE) -> Issue:
        found = self.db.read(lambda conn: demands.newest_issue(conn, principal))
        assert found is not None and found.page is not None
        return found

    def titles(self, principal: str = DUPREE) -> list[str]:
        made = self.page(principal).page
        return [item.title for item in made.items] if made else []

    def rows(self, kind: str) -> list[Any]:
        """Every intent of a kind, oldest first."""
        query = select(OUT).where(OUT.c.kind == kind).order_by(OUT.c.id)
        return self.db.read(lambda conn: list(conn.execute(query)))

    def pages(self, week: date) -> int:
        query = select(func.count()).where(PAGES.c.week == week, PAGES.c.composed_at.is_not(None))
        return int(self.db.read(lambda conn: conn.execute(query).scalar_one()))

    def scene(self, conn: Any) -> Scene:
        return Scene(conn, self.service.present.district(), self.clock.now())

    def drawn(self, row: Any) -> Drawn | None:
        """What would be sent for a row now."""
        facts = json.loads(row.facts)
        item = Item(
            row.id, row.lane, row.kind, row.aggregate_kind, row.aggregate, row.place, row.recipient,
            facts, "token", self.clock.now(), 1, 0, None, None, "",
        )  # fmt: skip
        return self.db.read(lambda conn: DRAWINGS[row.kind](self.scene(conn), item))

    def text(self, kind: str) -> str:
        """The notification of the newest intent of a kind; "" when it would be dropped."""
        drawn = self.drawn(self.rows(kind)[-1])
        return drawn.message.text if drawn else ""

    def posted(self, kind: str) -> None:
        """Say that the newest intent of a kind stands in Slack now, so that refreshes go there."""
        row = self.rows(kind)[-1]

        def land(conn: Any) -> None:
            conn.execute(OUT.update().where(OUT.c.id == row.id).values(state="sending", lease_token="t"))
            item = Item(
                row.id, row.lane, row.kind, row.aggregate_kind, row.aggregate, row.place, row.recipient,
                {}, "t", self.clock.now(), 1, 0, None, None, "",
            )  # fmt: skip
            outbox.sent(conn, item, "1.1", "D1", "", 1, self.clock.now())

        self.db.run(land)


def slack(person: str) -> str:
    """The Slack user id that a person has here."""
    return f"U:{person}"


def large(district: District, schools: int) -> District:
    """The district with many elementary schools in one network, each with a principal."""
    people, found = dict(district.people), {}
    for n in range(schools):
        email = f"principal{n:04d}@cedargrove.example"
        people[email] = Person(email, f"Principal {n}", Role.PRINCIPAL, school=f"school{n}")
        found[f"school{n}"] = School(f"school{n}", f"School {n}", ("elementary",), (), "north", email)
    return replace(district, people=people, schools=found, version=f"{schools} schools")
