"""Past requests under other files: which would go elsewhere, be asked about, alarm, or climb at other times."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import dated
from broker_bot.domain.access import Action
from broker_bot.domain.closures import applied
from broker_bot.domain.district import District
from broker_bot.domain.model import Request
from broker_bot.domain.rehearsal import Birth, Difference, compare
from broker_bot.matching import Desk, Lesson
from broker_bot.service.export import Glass, NotExported, break_glass
from broker_bot.service.landing import Service
from broker_bot.service.lessons import actor
from broker_bot.store import closures, config, queries, requests, trail


def simulate(service: Service, files: District, since: datetime, actor_id: str) -> tuple[list[Difference], int]:
    """The requests filed since `since` that `files` would treat differently, and how many were looked at.

    With the lessons in force now, and the days that were declared closed. Raises NotExported.
    """
    actor(service, actor_id, Action.SIMULATE)
    before = service.present.district()

    def read(conn: Connection) -> tuple[list[Difference], int]:
        after = applied(files, closures.as_of(conn))
        desks = _Desks(after, [Lesson(x.text, x.route) for x in config.lessons(conn)])
        asked, found = queries.asked_about(conn), queries.opened_since(conn, since)
        differences = []
        for request in found:
            day = dated.today(request.opened_at, after)
            placed = desks.of(request.opened_at).place(request.text)
            birth = _birth(conn, request, request.id in asked)
            there = compare(request, birth, placed, dated.on(before, day), dated.on(after, day))
            differences += [there] if there else []
        return differences, len(found)

    return service.db.read(read)


def _birth(conn: Connection, request: Request, asked: bool) -> Birth:
    first = next((data for _, what, _, data in trail.lines(conn, "request", request.id) if what == "opened"), {})
    return Birth(str(first.get("route") or request.terms.route), asked, bool(first.get("urgent")))


class _Desks:
    """The desk of each day; built anew only when a dated route begins or ends."""

    def __init__(self, district: District, lessons: list[Lesson]) -> None:
        self._district, self._lessons = district, lessons
        self._desks: dict[int, Desk] = {}

    def of(self, at: datetime) -> Desk:
        day = dated.today(at, self._district)
        turn = dated.turns(self._district, day)
        if turn not in self._desks:
            self._desks[turn] = Desk(dated.on(self._district, day), self._lessons)
        return self._desks[turn]


def opened(service: Service, number: int, actor_id: str, glass: Glass) -> str:
    """The words of one request; the opening is logged in its trail and told. Raises NotExported."""
    who, district, now = actor(service, actor_id, Action.SIMULATE), service.present.district(), service.clock.now()

    def land(conn: Connection) -> str:
        request = requests.load(conn, number, lock=True)
        if request is None:
            raise NotExported(f"There is no request R-{number}.")
        told = f"opened the text of the request R-{number} to see where other files would send it"
        break_glass(conn, request, who, glass, told, district, now)
        return request.text

    text: str = service.db.run(land)
    return text
