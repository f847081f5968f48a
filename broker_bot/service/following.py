"""An ILD's own calendar (`.ics`) as protected time: whose is followed, what was read, and what could not be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from broker_bot.district.ics_file import Occasion, occasions
from broker_bot.domain import hours, protection
from broker_bot.domain.district import Block, Calendar, District
from broker_bot.domain.model import Notice, Reply
from broker_bot.service import keeping
from broker_bot.service.worded import Spoken
from broker_bot.store import blocks, queries, wakes
from broker_bot.store.blocks import FEED

LONGEST = timedelta(hours=12)
"""An event with hours that lasts longer is a trip or a mistake, and no protected time."""

EVERY = timedelta(hours=1)
"""How often a calendar is read."""

_FORM = re.compile(r"calendar (?P<address>(?:https|webcal)://\S+)(?P<every> all)?", re.IGNORECASE)
_NEVER = re.compile(r"calendar (?:never|off)", re.IGNORECASE)


def follow(said: Spoken, words: str) -> Reply | None:
    """`in schools calendar ADDRESS`, with `all` behind it or not, and `in schools calendar never`."""
    if _NEVER.fullmatch(words):
        _keep(said.conn, said.actor.id, "", False)
        renew(said.conn, said.actor.id, (), said.now)
        return Reply("I no longer read your calendar. Blocks you named and your weekly pattern stay.")
    found = _FORM.fullmatch(words)
    if found is None:
        return None
    address, every = re.sub(r"^webcal", "https", found["address"], flags=re.IGNORECASE), bool(found["every"])
    _keep(said.conn, said.actor.id, address, every)
    which = (
        "Every event with hours that is not marked free counts as protected time."
        if every
        else "Events whose title names a school of the district, or a visit, walkthrough, observation or coaching, "
        "count as protected time; put `all` behind the address if every event does."
    )
    return Reply(
        f"I read your calendar at {urlsplit(address).hostname} within a minute, and then each hour. {which} "
        "I keep the hours, never a title. `/broker in schools` lists what I found."
    )


def _keep(conn: Connection, person: str, address: str, every: bool) -> None:
    known = blocks.plan(conn, person)
    blocks.put_plan(conn, person, replace(known, feed=address, every=every, tried_at=None, trouble="", over=None))


def due(conn: Connection, now: datetime) -> list[tuple[str, str]]:
    """(person, address) of the calendars to be read now."""
    found = ((person, blocks.plan(conn, person)) for person, _ in blocks.feeds(conn))
    return [(person, p.feed) for person, p in found if p.tried_at is None or p.tried_at + EVERY <= now]


def read(conn: Connection, person: str, address: str, raw: bytes, district: District, now: datetime) -> None:
    """Take what a calendar says as its person's protected time. Raises NotACalendar."""
    plan = blocks.plan(conn, person, lock=True)
    if plan.feed != address or person not in district.people:
        return
    today = now.astimezone(ZoneInfo(district.zone)).date()
    found = occasions(raw, district.zone, today, today + timedelta(weeks=protection.WEEKS_AHEAD))
    calendar = district.calendars[district.ladder.ild_calendar]
    names = [school.name for school in district.schools.values()]
    spans = list(_spans(found, names, plan.every, calendar))
    if plan.over is not None:
        spans = [(max(begins, plan.over), ends) for begins, ends in spans if ends > plan.over]
    blocks.put_plan(conn, person, replace(plan, tried_at=now, trouble=""))
    renew(conn, person, spans, now)


def _spans(found: Iterable[Occasion], schools: list[str], every: bool, calendar: Calendar) -> Iterator[Block]:
    for one in found:
        named = protection.is_visit(one.title, schools)
        if one.days and named:
            for opens, closes in hours.stretches(one.begins_at, calendar):
                if opens >= one.ends_at:
                    break
                yield opens, min(closes, one.ends_at)
        elif not one.days and (named or (every and one.busy)) and timedelta(0) < one.ends_at - one.begins_at <= LONGEST:
            yield one.begins_at, one.ends_at


def failed(conn: Connection, person: str, address: str, why: str, now: datetime) -> None:
    """A calendar could not be read: what was read before stays, and its person is told once until it can be."""
    plan = blocks.plan(conn, person, lock=True)
    if plan.feed != address:
        return
    blocks.put_plan(conn, person, replace(plan, tried_at=now, trouble=why))
    if plan.trouble != why:
        words = f"I could not read your calendar for your time in schools; what I read before stays. {why}"
        keeping.tell(conn, "dm", 0, Notice("note.plain", f"feed:{person}", person, {"text": words}), now)


def renew(conn: Connection, person: str, found: Iterable[Block], now: datetime) -> None:
    """Put a calendar's blocks in the place of those it gave before; nothing is touched when they are the same."""
    wanted = protection.united(protection.ahead(found, now))
    known = protection.united(protection.ahead(blocks.around(conn, person, now, FEED), now))
    if wanted == known:
        return
    blocks.renew(conn, person, wanted, FEED, now)
    wakes.put(conn, "block", person, now)
    look_again(conn, person, now)


def over(conn: Connection, person: str, now: datetime) -> None:
    """`in schools over` holds against the calendar too: the block that runs is not read back at the next reading."""
    running = protection.until(blocks.around(conn, person, now, FEED), now)
    if running is not None:
        blocks.put_plan(conn, person, replace(blocks.plan(conn, person), over=running))


def look_again(conn: Connection, person: str, now: datetime) -> None:
    """The step after a director moves with the protected time."""
    for found in queries.standing(conn):
        if found.packet_to == person and found.owes:
            wakes.put(conn, "request", str(found.id), now)
