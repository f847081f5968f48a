"""The bot of a simulated year: its own service, clock, wakes and courier, and a Slack that takes everything."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from broker_bot.clock import FakeClock
from broker_bot.delivery.courier import Courier, Pace
from broker_bot.delivery.homes import home
from broker_bot.delivery.outside import Outside
from broker_bot.delivery.registry import DRAWINGS
from broker_bot.delivery.slack import Answer, Kind, SlackDoor
from broker_bot.delivery.webhook import DeskDoor
from broker_bot.domain import commands as c
from broker_bot.domain.district import District
from broker_bot.service import Service, acts, protecting
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.store import wakes
from broker_bot.store.db import Database
from broker_bot.worker import Worker

QUIET = Pace(between=0.0, settle=0.3, first_look=0.05)


class TakesAll(SlackDoor):
    """A Slack that says yes."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9/api/", "none")
        self.count = 0

    def call(self, method: str, body: Mapping[str, Any]) -> Answer:
        self.count += 1
        return Answer(Kind.OK, {"ts": f"{self.count}.000100", "channel": {"id": f"D{self.count}"}})


@dataclass
class Year:
    """One run: the bot's parts, a heap of what people will do, and what has been counted."""

    db: Database
    clock: FakeClock
    service: Service
    district: District
    dice: random.Random
    plans: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    count: int = 0
    restarts: int = 0
    worker: Worker | None = None
    noticed: Callable[[], object] = int

    def plan(self, at: datetime, act: Callable[[], None]) -> None:
        """Do it then."""
        self.count += 1
        heapq.heappush(self.plans, (at, self.count, act))

    def start(self) -> None:
        """A fresh process: nothing is left of the old one but the database."""
        self.service = Service(self.db, self.clock, HANDLERS, WAKERS)
        after = {
            "packet": partial(acts.packet_delivered, self.service),
            "handover": partial(protecting.handed_over, self.service),
        }
        outside = Outside(None, DeskDoor({}, QUIET.timeout, QUIET.settle), DRAWINGS)
        courier = Courier(self.db, TakesAll(), self.service.present, self.clock, DRAWINGS, home, after, outside, QUIET)
        self.worker = Worker(self.service, courier)
        self.restarts += 1

    def settle(self) -> None:
        """Take what is due, and deliver what makes a phone sound."""
        assert self.worker is not None
        while True:
            woken = self.worker.tick()
            self.db.run(lambda conn: conn.execute(text(SILENT)))
            delivered = 0
            while self.worker.courier.deliver_one():
                delivered += 1
            if not woken and not delivered:
                return

    def run(self, until: datetime, say: Callable[[str], None]) -> None:
        """Go on from wake to wake and from act to act."""
        shown = self.clock.now()
        while True:
            wake = self.db.read(wakes.next_due)
            at = min((t for t in (wake, self.plans[0][0] if self.plans else None) if t is not None), default=until)
            if at > until:
                return
            self.clock.jump_to(max(at, self.clock.now()))
            while self.plans and self.plans[0][0] <= self.clock.now():
                heapq.heappop(self.plans)[2]()
            self.settle()
            self.noticed()
            if self.clock.now() - shown > timedelta(days=14):
                shown = self.clock.now()
                say(f"{shown:%Y-%m-%d}: {len(self.plans)} acts ahead")

    def handle(self, command: c.Command) -> Any:
        return self.service.handle(command)


QUIET_KINDS = "(kind LIKE 'card.%' OR kind IN ('home', 'ephemeral'))"
SILENT = f"UPDATE outbox SET state = 'sent' WHERE state = 'ready' AND {QUIET_KINDS}"
