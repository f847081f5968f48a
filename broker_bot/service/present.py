"""What is in force now: the applied district and the matching desk, reloaded when their serials rise."""

from __future__ import annotations

import threading
from datetime import datetime

from broker_bot.domain.district import District
from broker_bot.matching import Desk, Lesson
from broker_bot.store import config
from broker_bot.store.db import Database


class NotApplied(Exception):
    """No district files have been applied yet: run `broker-bot migrate`."""


class Present:
    """Reads the serials before each use, so a change in one process is in force in all within one command."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._district: tuple[int, District] | None = None
        self._desk: tuple[tuple[int, int], Desk] | None = None

    def district(self) -> District:
        """The district in force. Raises NotApplied before the first apply."""
        return self._district_of(self._db.read(config.serials).get("config", 0))

    def _district_of(self, serial: int) -> District:
        with self._lock:
            if self._district is None or self._district[0] != serial:
                newest = self._db.read(config.newest)
                if newest is None:
                    raise NotApplied("No district files are applied yet. Run `broker-bot migrate`.")
                self._district = (serial, newest)
            return self._district[1]

    def desk(self) -> Desk:
        """The matcher with every lesson in force."""
        serials = self._db.read(config.serials)
        key = (serials.get("config", 0), serials.get("lessons", 0))
        district = self._district_of(key[0])
        with self._lock:
            if self._desk is None or self._desk[0] != key:
                lessons = [Lesson(x.text, x.route) for x in self._db.read(config.lessons)]
                same_files = self._desk is not None and self._desk[0][0] == key[0]
                desk = self._desk[1].with_lessons(lessons) if same_files and self._desk else Desk(district, lessons)
                self._desk = (key, desk)
            return self._desk[1]

    def apply(self, district: District, at: datetime) -> bool:
        """Put district files in force for every process; False when they are in force already."""
        return self._db.run(lambda conn: config.apply(conn, district, at))
