"""Keeps what a school need not hear now for its windows, and hands it over there; see `domain.quiet` for the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain.handover import KeptBack
from broker_bot.domain.model import Notice
from broker_bot.domain.quiet import ANSWERS, PUSHES
from broker_bot.store import kept_back, outbox, preferences, requests, wakes

PUSH, ANSWER = "push", "answers"
"""Kinds of wake; the id is the person."""

SETTING, HELD = "answers", "held"
COUNT = "pushes"


def push(conn: Connection, kind: str, aggregate: int, notice: Notice, mark: str, now: datetime) -> None:
    """Keep what a school did not ask for until the day's message; `mark` tells it from others of its kind."""
    kept_back.keep(conn, kind, aggregate, replace(notice, place=f"{notice.place}#{mark}"), now)
    wakes.put(conn, PUSH, notice.to, now)


def page_goes(conn: Connection, person: str) -> None:
    """The weekly page says all of it: what waited for a message waits no longer."""
    kept_back.take(conn, person, PUSHES)


def holds(conn: Connection, kind: str, aggregate: int, notice: Notice, now: datetime, lane: str = "") -> bool:
    """Keep an answer for somebody who wants answers in the windows alone; False for everybody and everything else."""
    if notice.kind not in ANSWERS or notice.urgent or "@" not in notice.to:
        return False
    if preferences.get(conn, notice.to, SETTING, "") != HELD:
        return False
    about = requests.load(conn, aggregate) if kind == "request" else None
    if about is not None and about.urgent:
        return False
    facts = {**notice.facts, "lane": lane} if lane else notice.facts
    kept_back.keep(conn, kind, aggregate, replace(notice, facts=facts), now)
    wakes.put(conn, ANSWER, notice.to, now)
    return True


def replay(conn: Connection, kept: KeptBack, now: datetime) -> None:
    place, facts = kept.notice.place.partition("#")[0], dict(kept.notice.facts)
    lane = str(facts.pop("lane", ""))
    outbox.enqueue(conn, kept.aggregate_kind, kept.aggregate, replace(kept.notice, place=place, facts=facts), now, lane)
