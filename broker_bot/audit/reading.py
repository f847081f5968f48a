"""What the auditor reads: every version of the files, closings, protected time, absences, trails and deliveries."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from broker_bot.audit.minutes import OpenMinutes
from broker_bot.domain.district import Away, Block, Closure, District
from broker_bot.domain.model import Request
from broker_bot.store import closures, requests
from broker_bot.store.tables import ConfigRow, EventRow, OutboxRow
from broker_bot.store.tables_cover import AbsenceRow
from broker_bot.store.tables_time import BlockRow, HandoverRow, KeptBackRow

_DISTRICT = TypeAdapter(District)
EVERYWHERE = "all"
NOW = -2
"""All closings that are known by now."""

AHEAD = timedelta(days=370)
"""How far a promise may lie ahead."""

MARGIN = timedelta(hours=1)
"""So far past now a table of open minutes goes on: a step may be taken in the very minute of the look."""


Line = tuple[datetime, str, Mapping[str, Any]]
"""One event of a trail: when, what, with which facts."""


@dataclass
class Books:
    """Everything but the trails, with a table of open minutes for each calendar that was asked for."""

    first: datetime
    now: datetime
    versions: Sequence[tuple[datetime, District]]
    closings: Sequence[tuple[datetime, Sequence[Closure]]]
    """Every change of what is closed: since when, and all that was known from then on."""
    blocks: Mapping[str, Sequence[Block]]
    absences: Sequence[tuple[datetime, str, Away, bool]]
    delivered: frozenset[tuple[int, str, str, int]]
    """(request, kind of notice, person, clock) that were handed to delivery, or wait for the end of protected time."""
    doubled: frozenset[tuple[int, str, str, int]]
    _tables: dict[tuple[int, str, str, str, int], OpenMinutes] = field(default_factory=dict)

    def told(self, request: int, kind: str, person: str) -> bool:
        """Whether it was handed to delivery for whatever clock of that request."""
        return any(key[:3] == (request, kind, person) for key in self.delivered)

    def version(self, at: datetime) -> int:
        """Which of the files' versions was in force."""
        return max((n for n, (since, _) in enumerate(self.versions) if since <= at), default=0)

    def district(self, at: datetime, *, ended: bool = False) -> District:
        """The files then in force, and who was away that day; `ended` counts absences that were taken back too."""
        files = self.versions[self.version(at)][1]
        day = at.astimezone(ZoneInfo(files.zone)).date()
        away = {
            person: who
            for since, person, who, over in self.absences
            if since <= at and _within(who, day) and (ended or not over)
        }
        return replace(files, away=away)

    def as_known(self, at: datetime, calendar: str, school: str) -> OpenMinutes:
        """Open minutes of a calendar into the next year, with the closings known then: for what was promised."""
        known = max((n for n, (since, _) in enumerate(self.closings) if since <= at), default=-1)
        return self._table(at, calendar, school, "", known)

    def minutes(self, at: datetime, calendar: str, school: str, person: str = "") -> OpenMinutes:
        """Open minutes of a calendar up to now and a little more, for a school; without the protected time of `person`.

        A closing takes hours from its declaration on, so what is known now gives every step's time of then.
        """
        return self._table(at, calendar, school, person, NOW)

    def _table(self, at: datetime, calendar: str, school: str, person: str, known: int) -> OpenMinutes:
        version = self.version(at)
        files = self.versions[version][1]
        closed = () if known == -1 or not self.closings else self.closings[-1 if known == NOW else known][1]
        own = school if any(c.scope == school for c in closed) else ""
        key = (version, calendar, own, person if person in self.blocks else "", known)
        if key not in self._tables:
            hours = files.calendars.get(calendar) or files.calendars[files.ladder.ild_calendar]
            shut = [] if hours.always else [c for c in closed if c.scope in (EVERYWHERE, own)]
            last = self.now + (MARGIN if known == NOW else AHEAD)
            self._tables[key] = OpenMinutes(hours, shut, self.first, last, self.blocks.get(key[3], ()))
        return self._tables[key]


def _within(who: Away, day: date) -> bool:
    return who.first <= day <= who.last


def read_books(conn: Connection, first: datetime, now: datetime) -> Books:
    """Read what held between two instants (business time)."""
    config = ConfigRow.__table__  # type: ignore[attr-defined]
    rows = conn.execute(select(config.c.applied_at, config.c.body).order_by(config.c.serial))
    versions = [(row.applied_at, _DISTRICT.validate_json(row.body)) for row in rows]
    block = BlockRow.__table__  # type: ignore[attr-defined]
    blocks: dict[str, list[Block]] = {}
    for row in conn.execute(select(block).where(block.c.ends_at > first)):
        blocks.setdefault(row.person, []).append((row.begins_at, row.ends_at))
    absence = AbsenceRow.__table__  # type: ignore[attr-defined]
    absences = [
        (row.at, row.person, Away(row.first, row.last, row.cover), row.ended)
        for row in conn.execute(select(absence).order_by(absence.c.id))
    ]
    sent = _sent(conn)
    twice = {key for key in sent if sent.count(key) > 1} if len(set(sent)) < len(sent) else set()
    waiting = {*sent, *_kept(conn)}
    return Books(first, now, versions, closures.history(conn), blocks, absences, frozenset(waiting), frozenset(twice))


def _sent(conn: Connection) -> list[tuple[int, str, str, int]]:
    """Packets and last steps in the outbox, those that somebody asked to see again left out."""
    out = OutboxRow.__table__  # type: ignore[attr-defined]
    query = select(out.c.aggregate, out.c.kind, out.c.recipient, out.c.facts)
    rows = conn.execute(query.where(out.c.aggregate_kind == "request", out.c.kind.in_(("packet", "last_step"))))
    found = [(row, json.loads(row.facts)) for row in rows]
    return [
        (row.aggregate, row.kind, row.recipient, int(facts.get("clock") or 0))
        for row, facts in found
        if not (facts.get("shown") or facts.get("help"))
    ]


def _kept(conn: Connection) -> list[tuple[int, str, str, int]]:
    """The same, waiting for the end of protected time or handed over at its end."""
    kept, handover = KeptBackRow.__table__, HandoverRow.__table__  # type: ignore[attr-defined]
    found = [
        (r.aggregate, r.kind, r.person, n)
        for r in conn.execute(select(kept).where(kept.c.aggregate_kind == "request"))
        for n in _up_to(r.facts)
    ]
    for row in conn.execute(select(handover.c.person, handover.c.body)):
        for kind, aggregate, _, what, facts in json.loads(row.body):
            if kind == "request":
                found += [(int(aggregate), what, row.person, n) for n in _up_to(facts)]
    return found


def _up_to(facts: str) -> range:
    """The clocks for which a kept notice stands: a later one takes the place of an earlier one."""
    return range(int(json.loads(facts).get("clock") or 0) + 1)


def trails(
    conn: Connection, after: int, limit: int, closed_since: datetime | None = None
) -> list[tuple[Request, list[Line]]]:
    """Requests above an id with their trails, in order; with `closed_since` only open ones and those closed later."""
    event = EventRow.__table__  # type: ignore[attr-defined]
    ids = requests.ids_above(conn, after, limit, closed_since)
    known = requests.load_many(conn, ids)
    rows = conn.execute(
        select(event.c.aggregate, event.c.at, event.c.what, event.c.data)
        .where(event.c.kind == "request", event.c.aggregate.in_(ids))
        .order_by(event.c.aggregate, event.c.seq)
    )
    lines: dict[int, list[Line]] = {number: [] for number in ids}
    for row in rows:
        lines[row.aggregate].append((row.at, row.what, json.loads(row.data)))
    return [(known[number], lines[number]) for number in ids if number in known]
