"""Snow days and early closings: declared, taken back, and every open request looked at again in its new calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from broker_bot.domain import closures as rules
from broker_bot.domain import commands as c
from broker_bot.domain import recount, spoken
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import Closure, District, School
from broker_bot.domain.model import Event, Reply
from broker_bot.service.landing import Handler, Service, write
from broker_bot.service.worded import Spoken, handler
from broker_bot.store import closures, config, queries, requests, trail, wakes

CHUNK = 100
"""Requests looked at again in one transaction."""

CLOSE_FORM = "`/broker closed DAY [at HH:MM] for all REASON`, or `for SCHOOL, SCHOOL: REASON`."
OPEN_FORM = "`/broker open DAY for all`, or `for SCHOOL, SCHOOL`."
NOT_YOURS = "The chief of schools and administrators declare closings; tell one of them."
PASSED = "That time has passed, so nothing changes. A closing counts from the moment it is declared."

_FORM = re.compile(r"(?P<day>.+?)(?: (?:at|from) (?P<time>[\w:. ]+?))? for (?P<scope>.+)", re.IGNORECASE | re.DOTALL)


class Unclear(ValueError):
    """A closing that can't be declared as it was written; the message says why."""


def close(said: Spoken) -> Reply | None:
    """`closed DAY [at TIME] for SCOPE REASON`."""
    found = _FORM.fullmatch(said.words)
    day = spoken.day(found["day"], today(said.district, said.now)) if found else None
    begin = spoken.minute(found["time"]) if found and found["time"] else 0
    if not found or day is None or begin is None:
        return None
    if not may(said.actor, Action.DECLARE_CLOSED, Subject()):
        return _not_theirs(said)
    try:
        scopes, reason = scope_of(found["scope"], said.district)
        fresh = declared(said.conn, said.district, day, begin, scopes, reason, said.actor.id, said.now)
    except Unclear as error:
        return Reply(str(error), refused=True)
    return Reply(f"{_words(fresh, said.district)} Open requests get their new dates now; nothing sent is taken back.")


def reopen(said: Spoken) -> Reply | None:
    """`open DAY for SCOPE`."""
    found = _FORM.fullmatch(said.words)
    day = spoken.day(found["day"], today(said.district, said.now)) if found else None
    if not found or found["time"] or day is None:
        return None
    if not may(said.actor, Action.DECLARE_CLOSED, Subject()):
        return _not_theirs(said)
    try:
        scopes, _ = scope_of(found["scope"], said.district, reason_needed=False)
        taken_back(said.conn, said.district, day, scopes, said.actor.id, said.now)
    except Unclear as error:
        return Reply(str(error), refused=True)
    return Reply(f"Open again from now on: {spoken.day_words(day)}. Open requests get their new dates now.")


def _not_theirs(said: Spoken) -> Reply | None:
    """A school's words are a request; anybody else is told whose business closings are."""
    return None if said.actor.school else Reply(NOT_YOURS, refused=True)


def today(district: District, now: datetime) -> date:
    """The local day."""
    return now.astimezone(ZoneInfo(district.zone)).date()


def scope_of(text: str, district: District, *, reason_needed: bool = True) -> tuple[tuple[str, ...], str]:
    """("all",) or the schools' ids, and the reason after them. Raises Unclear."""
    words = text.strip()
    everyone = re.match(r"(?:all|everyone|everybody)\b[\s:,-]*", words, re.IGNORECASE)
    scopes: tuple[str, ...] = (rules.ALL,)
    if everyone:
        reason = words[everyone.end() :]
    else:
        names, _, reason = words.partition(":")
        wanted = re.split(r",| and ", names)
        scopes = tuple(_school(name.strip(), district).id for name in wanted if name.strip())
    if reason_needed and not reason.strip():
        raise Unclear(f"Say why, so that people know. Like this: {CLOSE_FORM}")
    return scopes, " ".join(reason.split())


def _school(name: str, district: District) -> School:
    wanted = name.casefold()
    schools = district.schools.values()
    exact = [s for s in schools if wanted in (s.id.casefold(), s.name.casefold())]
    found = exact or [s for s in schools if s.name.casefold().startswith(wanted)]
    if len(found) != 1:
        several = f" It may be {' or '.join(s.name for s in found[:4])}." if found else ""
        raise Unclear(f"I don't know which school {name!r} is.{several} Like this: {CLOSE_FORM}")
    return found[0]


def declared(
    conn: Connection,
    district: District,
    day: date,
    begin: int,
    scopes: Sequence[str],
    reason: str,
    by: str,
    now: datetime,
) -> tuple[Closure, ...]:
    """Declare a closing and let every open request look again; returns what closes. Raises Unclear when it is over."""
    asked = [Closure(day, scope, reason, by, begin) for scope in scopes]
    fresh = tuple(ahead for one in asked if (ahead := rules.from_now(one, now, district.zone)))
    if not fresh:
        raise Unclear(PASSED)
    _put(conn, (*closures.as_of(conn), *fresh), by, now)
    events = [Event("closed.day", by, {"day": day.isoformat(), "scope": one.scope, "why": reason}) for one in fresh]
    trail.append(conn, "calendar", 0, events, now)
    return fresh


def taken_back(conn: Connection, district: District, day: date, scopes: Sequence[str], by: str, now: datetime) -> None:
    """Take what is still ahead of a closing back. Raises Unclear when there is none."""
    standing = closures.as_of(conn)
    kept = standing
    for scope in scopes:
        kept = rules.reopened(kept, day, scope, now, district.zone)
    if kept == standing:
        raise Unclear(f"Nothing was declared closed on {spoken.day_words(day)} there.")
    _put(conn, kept, by, now)
    trail.append(conn, "calendar", 0, [Event("opened.day", by, {"day": day.isoformat(), "scopes": list(scopes)})], now)


def _put(conn: Connection, wanted: Sequence[Closure], by: str, now: datetime) -> None:
    serial = closures.put(conn, wanted, by, now)
    wakes.put(conn, "recount", f"{closures.SERIAL}:{serial:09d}", now)


def imported(conn: Connection, source: str, wanted: Sequence[Closure], by: str, now: datetime) -> None:
    """Put in force what reading a calendar made of the closures."""
    _put(conn, wanted, by, now)
    days = sum(one.source == source for one in wanted)
    trail.append(conn, "calendar", 0, [Event("imported", by, {"source": source, "days": days})], now)


def _words(fresh: Sequence[Closure], district: District) -> str:
    one = fresh[0]
    names = [district.schools[closure.scope].name for closure in fresh if closure.scope != rules.ALL]
    whom = ", ".join(names) if names else "everyone"
    from_when = f" from {spoken.clock_words(one.begin)} on" if one.begin else ""
    return f"Closed {spoken.day_words(one.day)}{from_when} for {whom}: {one.reason}."


def recount_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Look at a hundred open requests in the changed calendar. The id is "closures:SERIAL:LAST", or "config:...".

    Changes are taken in their order, for each starts from what the one before left.
    """
    if wakes.earlier(conn, "recount", ident):
        wakes.put(conn, "recount", ident, now + timedelta(seconds=1))
        return
    what, serial, *last = ident.split(":")
    before, after = _district(conn, what, int(serial) - 1), _district(conn, what, int(serial))
    ids = queries.open_ids(conn, int(last[0]) if last else 0, CHUNK)
    for request_id in ids if before and after else ():
        found = requests.load(conn, request_id, lock=True)
        if found is not None and before and after:
            write(conn, "request", found.id, recount.moved_dates(found, before, after, now), "clock", now)
            if what == "config":  # people may have changed too: the request itself looks again
                wakes.put(conn, "request", str(found.id), now)
    if len(ids) == CHUNK:
        wakes.put(conn, "recount", f"{what}:{serial}:{ids[-1]:09d}", now)


def _district(conn: Connection, what: str, serial: int) -> District | None:
    """The district with its closures, as one of the two stood at a serial; None when there were no files yet."""
    files = config.as_of(conn, serial) if what == "config" else config.newest(conn)
    return rules.applied(files, closures.as_of(conn, serial if what == closures.SERIAL else None)) if files else None


HANDLERS: dict[type[c.Command], Handler] = {
    c.Close: handler(close, CLOSE_FORM),
    c.OpenAgain: handler(reopen, OPEN_FORM),
}
