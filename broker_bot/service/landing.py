"""Where every command lands: load and lock, decide, and write state, events, outbox and wake in one transaction."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from broker_bot.clock import Clock
from broker_bot.domain import clock_facts
from broker_bot.domain.commands import Command
from broker_bot.domain.delegates import last_day
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Outcome, Reply
from broker_bot.service import keeping, page_asks
from broker_bot.service.present import Present
from broker_bot.store import config, delegations, held, mirror, requests, trail, wakes
from broker_bot.store.db import Busy, Database

log = logging.getLogger(__name__)

WAKES_A_TICK = 100

TOGETHER = 10
"""Requests that fell due are taken so many in a transaction: a commit each is what a swamped tick waits for most."""

Wake = Callable[["Service", Connection, str, datetime], None]
Handler = Callable[["Service", Command], Reply]
Due = tuple[str, str]
"""A wake: its kind and id."""


class Service:
    """Handles commands and wakes. `handlers` maps a command's class, `wakers` a wake's kind, to its function."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        handlers: dict[type[Command], Handler],
        wakers: dict[str, Wake],
        folder: Path | None = None,
    ) -> None:
        """`folder` is where the matcher keeps what takes long to work out."""
        self.db = db
        self.clock = clock
        self.present = Present(db, clock, folder)
        self._handlers = handlers
        self._wakers = wakers

    def handle(self, command: Command) -> Reply:
        """Do what a person asked, once. Raises what the database raises; nothing is written then."""
        handler = next(h for cls, h in self._handlers.items() if isinstance(command, cls))
        try:
            return handler(self, command)
        except IntegrityError:
            answer = self.db.read(lambda conn: trail.seen(conn, command.key))
            if answer is None:
                raise
            return answer

    def wake_due(self) -> int:
        """Take what is due, oldest first, a hundred or so; returns how many. One bad row never stops the others.

        A row that another worker has shows that there are others: then what is left is looked up anew and begun
        somewhere else, for workers that follow each other from row to row do no more than one alone.
        """
        now, total = self.clock.now(), 0
        passed: set[tuple[str, str]] = set()
        due = self._due(now)
        while due and total < WAKES_A_TICK:
            for rows in _in_groups(due):
                missed = self._wake(rows, now)
                total += len(rows) - len(missed)
                passed.update(missed)
                if missed:
                    break
            else:
                return total
            left = [row for row in self._due(now) if row not in passed]
            begin = random.randrange(len(left)) if left else 0
            due = left[begin:] + left[:begin]
        return total

    def _due(self, now: datetime) -> list[tuple[str, str]]:
        return self.db.read(lambda conn: wakes.due(conn, now, WAKES_A_TICK))

    def _wake(self, rows: Sequence[Due], now: datetime) -> list[Due]:
        """Take these, in one transaction if that goes well, else one by one; returns those that others have."""
        if len(rows) > 1:
            try:
                return self.db.run(lambda conn: self._land(conn, rows, now))
            except Exception as error:  # nothing of it was written: taken singly, the one at fault is found
                log.info("%d wakes are taken one by one: %s", len(rows), type(error).__name__)
        return [row for row in rows if not self._wake_one(*row, now)]

    def _land(self, conn: Connection, rows: Sequence[Due], now: datetime) -> list[Due]:
        wakes.yield_quickly(conn)
        missed = []
        for kind, ident in rows:
            if wakes.claim(conn, kind, ident, now):
                self._wakers[kind](self, conn, ident, now)
            else:
                missed.append((kind, ident))
        return missed

    def _wake_one(self, kind: str, ident: str, now: datetime) -> int:
        try:
            return int(not self.db.run(lambda conn: self._land(conn, [(kind, ident)], now)))
        except (Busy, OperationalError) as error:  # a person is acting on the same row: the wake stays and comes again
            log.info("wake %s %s waits for the next tick: %s", kind, ident, error)
            return 0
        except Exception:  # one poisoned row is put off, then parked; the others go on
            parked = self.db.run(lambda conn: wakes.failed(conn, kind, ident, now))
            log.exception("wake %s %s failed%s", kind, ident, " and is parked" if parked else "")
            return 1


def _in_groups(due: Sequence[Due]) -> Iterator[Sequence[Due]]:
    """In order: requests that follow each other up to TOGETHER at once, anything else alone."""
    group: list[Due] = []
    for row in due:
        if group and (row[0] != "request" or len(group) == TOGETHER):
            yield group
            group = []
        group.append(row)
        if row[0] != "request":
            yield group
            group = []
    if group:
        yield group


BY_LETTER = "mail:"
"""Begins the `by` of a command whose writer proved an e-mail address instead of a Slack user id."""


def actor_of(conn: Connection, by: str, district: District) -> Person | None:
    """The roster's person behind a Slack user id or a proven address, read now; None for a stranger."""
    if by.startswith(BY_LETTER):
        return district.people.get(by.removeprefix(BY_LETTER))
    return district.people.get(config.email_of(conn, by))


def stranger(district: District, conn: Connection, by: str) -> Reply:
    """What somebody outside the roster is told: whom to ask; a delegate whose time is over, since when."""
    email = config.email_of(conn, by)
    lapsed = next((d for d in reversed(delegations.standing(conn)) if d.person == email), None) if email else None
    if lapsed is not None:
        school, last = district.schools.get(lapsed.school), last_day(lapsed.until, district.zone)
        principal = district.people.get(school.principal) if school else None
        ask = f" Ask {principal.name} to name you again." if principal else ""
        place = school.name if school else lapsed.school
        told = f"Your time to act for {place} ended on {last:%a, %b} {last.day}, so I did nothing.{ask}"
        return Reply(told, refused=True)
    who = district.people.get(district.help_contact)
    name = f"{who.name} ({who.id})" if who else district.help_contact
    return Reply(
        f"I don't find you in {district.name}'s roster, so I can't file this. Ask {name} to add you.", refused=True
    )


def write(conn: Connection, kind: str, ident: int, outcome: Outcome, actor: str, now: datetime) -> None:
    """The one transaction shape: state, events, intents, held reminders, lesson and wake of one aggregate."""
    if outcome.request is not None and kind == "request":
        fresh = any(event.kind == "opened" for event in outcome.events)
        before = None if fresh else trail.newest(conn, kind, ident, clock_facts.KIND)
        outcome = clock_facts.noted(before, outcome)
        assert outcome.request is not None
        requests.save(conn, outcome.request)
        wakes.put(conn, kind, str(ident), outcome.wake_at)
        if any(event.kind == "added" for event in outcome.events):
            page_asks.draw_again(conn, outcome.request, now)
    trail.append(conn, kind, ident, outcome.events, now)
    crossing = mirror.add(conn, ident, outcome.said, now) if outcome.said else 0
    for notice in outcome.notices:
        if notice.kind == "card.said":
            lane, urgent = f"{kind}:{ident}:{notice.place}", outcome.request is not None and outcome.request.urgent
            keeping.tell_said(conn, crossing, notice, now, lane, urgent=urgent)
        else:
            keeping.tell(conn, kind, ident, notice, now)
    held.hold(conn, outcome.held, now)
    if outcome.lesson is not None:
        config.learn(conn, outcome.lesson, ident, actor, now)
