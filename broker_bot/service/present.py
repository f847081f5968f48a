"""What is in force now: the applied district as it stands today, and the matching desk; reloaded when serials rise."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from broker_bot.clock import Clock
from broker_bot.domain import dated
from broker_bot.domain.closures import applied
from broker_bot.domain.delegates import Delegation, as_person
from broker_bot.domain.district import District, Person
from broker_bot.matching import Desk, Lesson
from broker_bot.store import absences, blocks, closures, config, delegations
from broker_bot.store.db import Database


class NotApplied(Exception):
    """No district files have been applied yet: run `broker-bot migrate`."""


DECLARED = ("config", closures.SERIAL, blocks.SERIAL)
"""The serials of what makes the district: its files, and what people declared since."""


REMEMBERED = timedelta(days=60)
"""Protected time that ended longer ago moves no step that is still ahead."""


def as_declared(conn: Connection, now: datetime) -> District:
    """The applied files with everything declared since. Raises NotApplied."""
    files = config.newest(conn)
    if files is None:
        raise NotApplied("No district files are applied yet. Run `broker-bot migrate`.")
    return replace(applied(files, closures.as_of(conn)), protected=blocks.all_since(conn, now - REMEMBERED))


class Present:
    """Reads the serials before each use, so a change in one process is in force in all within one command."""

    def __init__(self, db: Database, clock: Clock, folder: Path | None = None) -> None:
        """`folder` keeps what the matcher worked out from the files, which saves seconds of the next start."""
        self._db, self._clock, self._folder = db, clock, folder
        self._lock = threading.Lock()
        self._district: tuple[tuple[int, ...], District] | None = None
        self._away: tuple[tuple[int, int], tuple[tuple[absences.Absence, ...], frozenset[str]]] | None = None
        self._delegations: tuple[int, tuple[Delegation, ...]] = (0, ())
        self._today: tuple[tuple[object, ...], District] | None = None
        self._desk: tuple[tuple[int, int, int], Desk] | None = None

    def district(self) -> District:
        """The district in force, with the routes of today and who is away today. Raises NotApplied before an apply."""
        serials = self._db.read(config.serials)
        return self._as_of_today(serials, self._clock.now())

    def _as_of_today(self, serials: dict[str, int], now: datetime) -> District:
        files = self._district_of(serials)
        absent, closed = self._people((serials.get(absences.SERIAL, 0), serials.get(config.CLOSED, 0)))
        acting = self._acting(serials.get(delegations.SERIAL, 0), files, now)
        if not (files.dated or absent or closed or acting):
            return files
        day = dated.today(now, files)
        key = (*(serials.get(name, 0) for name in (*DECLARED, absences.SERIAL, config.CLOSED)), day, *acting)
        with self._lock:
            if self._today is None or self._today[0] != key:
                here = absences.on(absent, day)
                everybody = {**files.people, **{p.id: p for p in acting}}
                self._today = (key, replace(dated.on(files, day), away=here, closed=closed, people=everybody))
            return self._today[1]

    def _acting(self, serial: int, files: District, now: datetime) -> tuple[Person, ...]:
        """Who acts for a school at this instant and is in nobody's roster."""
        with self._lock:
            if self._delegations[0] != serial:
                self._delegations = (serial, self._db.read(delegations.standing))
            found = self._delegations[1]
        return tuple(as_person(d) for d in found if d.until > now and d.person not in files.people)

    def _people(self, serials: tuple[int, int]) -> tuple[tuple[absences.Absence, ...], frozenset[str]]:
        """Who is away at some time, and who has no Slack account any more."""
        if serials == (0, 0):
            return (), frozenset()
        with self._lock:
            if self._away is None or self._away[0] != serials:
                found = self._db.read(lambda conn: (absences.standing(conn), config.closed(conn)))
                self._away = (serials, found)
            return self._away[1]

    def _district_of(self, serials: Mapping[str, int]) -> District:
        key = tuple(serials.get(name, 0) for name in DECLARED)
        with self._lock:
            if self._district is None or self._district[0] != key:
                self._district = (key, self._db.read(lambda conn: as_declared(conn, self._clock.now())))
            return self._district[1]

    def desk(self) -> Desk:
        """The matcher with every lesson in force, built anew when the files change or a dated route begins or ends."""
        return self.district_and_desk()[1]

    def district_and_desk(self) -> tuple[District, Desk]:
        """Both by one look at the serials, so that they fit each other."""
        serials, now = self._db.read(config.serials), self._clock.now()
        district = self._as_of_today(serials, now)
        turn = dated.turns(district, dated.today(now, district)) if district.dated else 0
        key = (serials.get("config", 0), serials.get("lessons", 0), turn)
        with self._lock:
            if self._desk is None or self._desk[0] != key:
                lessons = [Lesson(x.text, x.route) for x in self._db.read(config.lessons)]
                same = self._desk is not None and (self._desk[0][0], self._desk[0][2]) == (key[0], key[2])
                desk = self._desk[1].with_lessons(lessons) if same and self._desk else self._built(district, lessons)
                self._desk = (key, desk)
            return district, self._desk[1]

    def _built(self, district: District, lessons: Sequence[Lesson]) -> Desk:
        return Desk(district, lessons, cache=self._folder)

    def apply(self, district: District, at: datetime) -> bool:
        """Put district files in force for every process; False when they are in force already."""
        return self._db.run(lambda conn: config.apply(conn, district, at))
