"""What people do in the demo's story: they write, answer and confirm, each on the way a real press would take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from broker_bot.app import Bot
from broker_bot.clock import JumpingClock
from broker_bot.demo import town
from broker_bot.domain import commands as c
from broker_bot.domain.district import District, Route
from broker_bot.domain.model import Request
from broker_bot.sandbox.server import Sandbox
from broker_bot.store import queries
from broker_bot.store.requests import open_draft_of

PATIENCE = 60.0
"""Seconds that a slow machine has to settle before the demo gives up."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the story needs: the workspace's hands, the bot, the clock, the district and a line of progress."""

    box: Sandbox
    bot: Bot
    clock: JumpingClock
    district: District
    say: Callable[[str], None]

    def go(self, at: datetime) -> None:
        """Move the clock forward, letting happen what falls due on the way."""
        self.bot.worker.jump(at, self.clock.jump_to)

    def user(self, person: str) -> str:
        """A person's id in the workspace."""
        return town.ids(self.district)[person]

    def settle(self) -> None:
        """Wait until the workspace and the bot have nothing left to tell each other."""
        self.box.settle(PATIENCE)
        self.bot.worker.settle(PATIENCE)


def route(district: District, route_id: str) -> Route:
    """The route of that id, or the district's first where it has none such."""
    return district.routes.get(route_id) or next(iter(district.routes.values()))


def ask(stage: Stage, number: int, route_id: str, text: str) -> Request:
    """The principal of that number writes; where the bot asks which desk, the principal says so."""
    people = town.principals(stage.district)
    person, desk = people[number % len(people)], route(stage.district, route_id)
    user = stage.user(person.id)
    stage.box.say(user, "bot", text if desk.id == route_id else (*desk.examples, desk.label)[0])
    stage.settle()
    draft = stage.bot.db.read(lambda conn: open_draft_of(conn, person.id))
    if draft is not None:
        stage.bot.service.handle(c.Choose(f"demo:{draft}", user, None, draft, desk.id))
        stage.settle()
    filed = stage.bot.db.read(lambda conn: queries.open_of_school(conn, person.school))
    if not filed:
        raise RuntimeError(f"the bot filed nothing when {person.name} wrote: {text}")
    return filed[-1]


def answer(stage: Stage, request: Request, words: str) -> None:
    """The unit's lead takes it and answers half an hour later."""
    lead = stage.user(stage.district.units[request.terms.unit].lead)
    stage.go(stage.clock.now() + timedelta(minutes=30))
    key = f"demo:{request.id}"
    stage.bot.service.handle(c.Take(f"{key}:take", lead, None, request.id))
    stage.bot.service.handle(c.ReplyToSchool(f"{key}:reply", lead, None, request.id, words))
    stage.settle()


def finish(stage: Stage, request: Request, words: str) -> None:
    """The lead says it is done, and the school confirms."""
    lead, asker = stage.user(stage.district.units[request.terms.unit].lead), stage.user(request.requester)
    stage.go(stage.clock.now() + timedelta(minutes=20))
    key = f"demo:{request.id}"
    stage.bot.service.handle(c.Finish(f"{key}:finish", lead, None, request.id, words))
    stage.settle()
    stage.bot.service.handle(c.Confirm(f"{key}:confirm", asker, None, request.id))
    stage.settle()
