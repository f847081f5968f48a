"""Two rooms, one conversation: what somebody edits or deletes changes its copies, in whatever order the events come."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from broker_bot.domain import alarm, request, talk, words
from broker_bot.domain import commands as c
from broker_bot.domain.access import Action, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.faces import subject
from broker_bot.domain.model import Notice, Outcome, Reply
from broker_bot.service.landing import Service, actor_of, write
from broker_bot.store import mirror, outbox, requests, trail, wakes
from broker_bot.store.mirror import Mirrored

KEPT = timedelta(hours=1)
"""How long a change waits for a message that has not come; Slack sends an event again for about six minutes."""


def edited(service: Service, command: Command) -> Reply:
    """The copies of a message say what it says now."""
    assert isinstance(command, c.Edited)
    text = words.clean(command.text)
    district, now = service.present.district(), service.clock.now()

    def land(conn: Connection) -> Reply:
        actor = _author(conn, command, district)
        if actor is None:
            return Reply()
        trail.remember(conn, command.key, Reply(), now)
        take_over(conn, command, text, actor, district, now)
        return Reply()

    return service.db.run(land)


def take_over(conn: Connection, command: c.Edited, text: str, actor: Person, district: District, now: datetime) -> None:
    """Change the copies of a message, or keep the change until the message comes."""
    found = _locked(conn, command.channel, command.ts)
    if found is None or found.kind == "early":
        _wait(conn, found, command, now, text=text, stamp=command.stamp)
    elif not _still_reads(conn, found, actor, district):
        return
    elif problem := words.refusal(text):
        to, told = f"channel:{command.channel}", f"Your change was not taken over. {problem}"
        outbox.enqueue(conn, "dm", 0, Notice("note.plain", to, to, {"text": told, "thread": command.ts}), now)
    else:
        others = mirror.passed_on(conn, found)
        _changed(conn, found, text, command.stamp, actor, district, now, danger=command.danger)
        for one in others:
            _changed(conn, one, text, command.stamp, actor, district, now)


def removed(service: Service, command: Command) -> Reply:
    """The copies of a message say that its writer removed it."""
    assert isinstance(command, c.Removed)
    district, now = service.present.district(), service.clock.now()

    def land(conn: Connection) -> Reply:
        actor = _author(conn, command, district)
        if actor is None:
            return Reply()
        trail.remember(conn, command.key, Reply(), now)
        found = _locked(conn, command.channel, command.ts)
        if found is None or found.kind == "early":
            _wait(conn, found, command, now, removed=True)
        elif _still_reads(conn, found, actor, district):
            for one in (found, *mirror.passed_on(conn, found)):
                _gone(conn, one, actor, district, now)
        return Reply()

    return service.db.run(land)


def catch_up(
    conn: Connection, before: Mirrored | None, channel: str, ts: str, actor: Person, district: District, now: datetime
) -> None:
    """Do to a message that is filed now what came before it; `before` was taken out with `mirror.take_early`."""
    found = mirror.find(conn, channel, ts) if before else None
    if before is None or found is None:
        return
    if before.stamp and not words.refusal(before.text):
        _changed(conn, found, before.text, before.stamp, actor, district, now)
    if before.removed:
        found = mirror.find(conn, channel, ts)
        assert found is not None
        _gone(conn, found, actor, district, now)


def reword(
    conn: Connection, row: Mirrored, text: str, danger: bool, actor: Person, district: District, now: datetime
) -> None:
    """A sentence from a form reads otherwise now, at every school that got it."""
    stamp = f"{now.timestamp():.6f}"
    for one in (row, *mirror.passed_on(conn, row)):
        _changed(conn, one, text, stamp, actor, district, now, danger=danger)


def take_back(conn: Connection, row: Mirrored, actor: Person, district: District, now: datetime) -> None:
    """A sentence from a form is removed, at every school that got it."""
    for one in (row, *mirror.passed_on(conn, row)):
        _gone(conn, one, actor, district, now)


def _still_reads(conn: Connection, row: Mirrored, actor: Person, district: District) -> bool:
    """Whether its writer may still read the request; who changed schools or units changes nothing in the old ones."""
    found = requests.load(conn, row.request) if row.request else None
    return found is None or may(actor, Action.READ, subject(found, district))


def _author(conn: Connection, command: Command, district: District) -> Person | None:
    """Who changed the message; None for a stranger and for a delivery that was done before."""
    return None if trail.seen(conn, command.key) else actor_of(conn, command.by, district)


def _locked(conn: Connection, channel: str, ts: str) -> Mirrored | None:
    """The row, under the lock of its request, which is always taken first."""
    found = mirror.find(conn, channel, ts)
    if found is not None and found.request is not None:
        requests.load(conn, found.request, lock=True)
    return mirror.find(conn, channel, ts, lock=True) if found else None


def _wait(
    conn: Connection,
    found: Mirrored | None,
    command: c.Edited | c.Removed,
    now: datetime,
    *,
    text: str = "",
    stamp: str = "",
    removed: bool = False,
) -> None:
    """Keep a change until its message comes. What is written in a channel is the unit's own until it is sent."""
    if not command.direct:
        return
    if found is None:
        mirror.forget_early(conn, now - KEPT)
        mirror.early(conn, command.channel, command.ts, now, text=text, stamp=stamp, removed=removed)
        return
    if removed:
        mirror.change(conn, found.id, removed=True)
    if stamp > found.stamp:
        mirror.change(conn, found.id, text=text, stamp=stamp)


def _changed(
    conn: Connection,
    row: Mirrored,
    text: str,
    stamp: str,
    actor: Person,
    district: District,
    now: datetime,
    *,
    danger: bool = False,
) -> None:
    if stamp <= row.stamp or (text == row.text and not row.removed):
        return
    mirror.change(conn, row.id, text="" if row.removed else text, stamp=stamp)
    if row.removed and row.kind != "asked":
        return
    if row.draft is not None and row.request is None:
        requests.reword_draft(conn, row.draft, text)
        outbox.enqueue(conn, "draft", row.draft, Notice("card.question", f"person:{row.author}", row.author), now)
        if danger:  # never held for a question
            requests.hurry_draft(conn, row.draft, now)
            wakes.put(conn, "draft", str(row.draft), now)
    if row.kind == "remark" or row.request is None:
        return
    found = requests.load(conn, row.request, lock=True)
    assert found is not None
    asked = row.kind == "asked"
    outcome = talk.asked_anew(found, text, actor) if asked else talk.reworded(found, row.text, text, actor)
    if danger and row.kind in ("asked", "added"):
        outcome = alarm.raised(outcome, text, actor, district, now)
    _write(conn, row, outcome, actor, district, now)


def _gone(conn: Connection, row: Mirrored, actor: Person, district: District, now: datetime) -> None:
    if row.removed:
        return
    mirror.change(conn, row.id, text="", removed=True)
    if row.kind == "remark" or row.request is None:
        return
    found = requests.load(conn, row.request, lock=True)
    assert found is not None
    if row.kind == "asked":
        _write(conn, row, talk.unsaid(found, actor), actor, district, now)
    else:
        _write(conn, row, talk.reworded(found, row.text, "", actor), actor, district, now)


def _write(conn: Connection, row: Mirrored, outcome: Outcome, actor: Person, district: District, now: datetime) -> None:
    assert row.request is not None
    write(conn, "request", row.request, request.settled(outcome, district, now), actor.id, now)
    for copy in mirror.places(conn, row.id):
        notice = Notice("card.said", copy.place, copy.recipient)
        outbox.enqueue(conn, "said", row.id, notice, now, lane=f"request:{row.request}:{copy.place}")
