"""A database as a district would have it: files in force, people known, requests waiting for somebody to act."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import text

from benchmarks.mix import Cast
from benchmarks.process import ROOT
from broker_bot import district as files
from broker_bot.clock import Clock, SystemClock
from broker_bot.demo import town
from broker_bot.domain.commands import Say
from broker_bot.domain.district import District, Role
from broker_bot.matching import Desk
from broker_bot.service import Service
from broker_bot.service.files import put_in_force
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.store import config
from broker_bot.store.db import Database
from broker_bot.store.migrate import migrate


def texts(district: District) -> tuple[str, ...]:
    """Messages as principals write them, one kind after the other; each becomes a request or a question."""
    desk = Desk(district)
    routes = [route.examples for route in district.routes.values()]
    turns = [examples[at] for at in range(8) for examples in routes if at < len(examples)]
    said = [f"{example}, room {200 + at}" for at, example in enumerate(turns)]
    return tuple(one for one in said if desk.place(one).action in ("route", "ask"))


def service(db: Database, clock: Clock | None = None) -> tuple[Service, District]:
    """A service on a migrated database in which the shipped district is in force and everybody is known."""
    migrate(db)
    district = files.load(ROOT)
    made = Service(db, clock or SystemClock(), HANDLERS, WAKERS)
    put_in_force(made, district)
    people = [(p.id, p.email, p.name, False) for p in town.people(district)]
    db.run(lambda conn: config.know_people(conn, people))
    channels = {f"#{ch.name}": ch.id for ch in town.channels(district)}
    for unit in district.units.values():
        found = channels.get(unit.channel, unit.channel)
        db.run(lambda conn, unit=unit, found=found: config.know_conversation(conn, f"unit:{unit.id}", found))  # type: ignore[misc]
    return made, district


def fill(db: Database, requests: int, opened: datetime | None = None) -> Cast:
    """`requests` open requests, everything about them told; and who can act on them."""
    made, district = service(db)
    slack = {p.email: p.id for p in town.people(district)}
    filers = [slack[p.id] for p in district.people.values() if p.role == Role.PRINCIPAL]
    said = [text for text in texts(district) if made.present.desk().place(text).action == "route"]
    with ThreadPoolExecutor(16) as threads:
        for number in range(requests):
            words = said[number % len(said)]
            threads.submit(made.handle, Say(f"seed:{number}", filers[number % len(filers)], opened, words, "D0", "1.0"))
    db.run(lambda conn: conn.execute(text("DELETE FROM outbox")))
    rows = db.read(lambda conn: list(conn.execute(text("SELECT id, unit FROM request ORDER BY id"))))
    acting = tuple((row.id, slack[district.units[row.unit].lead]) for row in rows)
    return Cast(tuple((user, f"D{user}") for user in filers), texts(district), acting)
