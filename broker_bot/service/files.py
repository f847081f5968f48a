"""Putting the district's files in force: once at start, and again when somebody saves them; the last good ones stay."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from sqlalchemy import Connection, update

from broker_bot import district as files
from broker_bot.domain import leavers
from broker_bot.domain.district import District
from broker_bot.domain.model import Notice
from broker_bot.service import weekly
from broker_bot.service.landing import Service
from broker_bot.store import absences, config, outbox, queries, wakes
from broker_bot.store.tables import WakeRow

log = logging.getLogger(__name__)


class Refused(Exception):
    """The files are sound by themselves but do not fit what is open; the message says what to do."""


def put_in_force(service: Service, fresh: District, yes_remove: int = 0) -> bool:
    """Apply files in one transaction and let every open request look again; False when they are in force already.

    Raises Refused when a unit, route or set of hours with open requests would disappear, or more than a fifth of the
    schools; `yes_remove` is the number of schools that somebody confirmed.
    """
    now = service.clock.now()

    def land(conn: Connection) -> bool:
        _must_fit(conn, fresh, yes_remove)
        if not config.apply(conn, fresh, now):
            return False
        absences.leave(conn, fresh.people)
        serial = config.serials(conn)["config"]
        wakes.put(conn, "recount", f"config:{serial:09d}", now)
        wake = WakeRow.__table__  # type: ignore[attr-defined]
        conn.execute(update(wake).where(wake.c.kind == "request").values(due_at=now))
        for found in queries.standing(conn):
            if leavers.gone(found, fresh):
                wakes.put(conn, "request", str(found.id), now)
        return True

    return service.db.run(land)


def _must_fit(conn: Connection, fresh: District, yes_remove: int) -> None:
    lost = _orphans(conn, fresh)
    if lost:
        raise Refused(f"open requests stand with {', '.join(lost)}; close or move them before you remove it")
    old = config.newest(conn)
    problem = files.removal_problem(old, fresh) if old else None
    if problem and old and len(set(old.schools) - set(fresh.schools)) != yes_remove:
        raise Refused(problem)


def _orphans(conn: Connection, fresh: District) -> list[str]:
    """What the terms of open requests name and the files no longer have."""
    lost: set[str] = set()
    for terms in {found.terms for found in queries.standing(conn)}:
        if terms.unit not in fresh.units:
            lost.add(f"unit {terms.unit}")
        elif terms.route not in fresh.routes:
            lost.add(f"route {terms.route}")
        lost |= {f"hours {name}" for name in (terms.calendar, terms.ild_calendar) if name not in fresh.calendars}
    return sorted(lost)


class Watcher:
    """Looks at the files' bytes and applies them when they changed; a mistake keeps what is in force."""

    def __init__(self, service: Service, home: Path) -> None:
        self._service, self._home = service, home
        self._seen = self._bytes()

    def _bytes(self) -> str:
        digest = hashlib.sha256()
        paths = [self._home / "routes.yaml", self._home / "roster.csv", *sorted((self._home / "digests").glob("*"))]
        for path in paths:
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()

    def look(self) -> None:
        """Apply changed files, or tell the administrator once what is wrong with them."""
        seen = self._bytes()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            fresh = files.load(self._home)
            if put_in_force(self._service, fresh):
                weekly.arm(self._service)
                log.info("the district's files are in force: %s", fresh.version[:12])
        except (files.DistrictErrors, Refused) as error:
            log.error("the changed files are not in force; the last good ones stay:\n%s", error)
            self._tell(str(error))

    def _tell(self, problem: str) -> None:
        admin = self._service.present.district().help_contact
        text = f"The changed district files are not in force; the last good ones stay.\n{problem[:2000]}"
        notice = Notice("note.plain", f"person:{admin}", admin, {"text": text})
        now = self._service.clock.now()
        self._service.db.run(lambda conn: outbox.enqueue(conn, "dm", 0, notice, now))
