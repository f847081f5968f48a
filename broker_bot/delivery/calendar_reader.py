"""Reads the calendars that ILDs follow for their protected time, each once an hour; see `feed` for what is refused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection

from broker_bot.delivery.feed import FeedRefused, fetch
from broker_bot.district.ics_file import NotACalendar
from broker_bot.service import following
from broker_bot.service.landing import Service

log = logging.getLogger(__name__)

LOOK_SECONDS = 60
"""How often it is looked whether a calendar is to be read; a new one is read at the next look."""

Fetch = Callable[[str, Collection[str]], bytes]


class CalendarReader:
    """Looks at every followed calendar whose hour has passed; what fails is told to its person once."""

    def __init__(self, service: Service, hosts: Collection[str], get: Fetch = fetch) -> None:
        self._service, self._hosts, self._fetch = service, hosts, get

    def look(self) -> None:
        """Every calendar that is due once."""
        now = self._service.clock.now()
        for person, address in self._service.db.read(lambda conn: following.due(conn, now)):
            try:
                self._read(person, address)
            except (FeedRefused, NotACalendar) as error:
                why = str(error)
                log.error("the calendar of %s: %s", person, why)
                self._service.db.run(
                    lambda conn, p=person, a=address, w=why: following.failed(  # type: ignore[misc]
                        conn, p, a, w, self._service.clock.now()
                    )
                )

    def _read(self, person: str, address: str) -> None:
        raw = self._fetch(address, self._hosts)
        district = self._service.present.district()
        now = self._service.clock.now()
        self._service.db.run(lambda conn: following.read(conn, person, address, raw, district, now))
