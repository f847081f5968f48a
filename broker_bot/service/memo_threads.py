"""Memos out of Slack's own messages: a file sent to the bot, or a thread picked with the shortcut *Read as a memo*.

Noted at once, read by the worker, checked by a person of the unit. An ILD says whose memo it is and passes it on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import week, words
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Notice, Reply
from broker_bot.reading.thread import as_memo, whole_thread
from broker_bot.service import intake, memos
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service
from broker_bot.service.memo_files import claim, may_read, told
from broker_bot.store import memos as kept
from broker_bot.store import outbox, sources, trail
from broker_bot.store.memos import Memo
from broker_bot.store.sources import Source

NOT_YOURS = "Only a central-office unit or an ILD can have a memo read."
IN_HAND = "I have that memo in hand; what I read in it comes to you here."
READ = "I read that one already; what I found stands in our conversation."
UNREAD = "I can't read that conversation, so I read only the message you picked. Invite me there with /invite."
LEAST_BESIDE = memos.LEAST_WORDS
"""Words of a thread that carries files from which on they are a memo of their own."""


@dataclass(frozen=True, slots=True)
class ReadMemo(Command):
    """The shortcut *Read as a memo* on a message: its whole thread up to `upto`, and the files in it.

    `root` is the thread's first ts, `ts` and `text` are the message that was picked.
    """

    channel: str = ""
    ts: str = ""
    root: str = ""
    upto: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class PassMemo(Command):
    """An ILD says whose memo it is: the unit's contact checks it."""

    memo: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file of the thread: its text, or why there is none."""

    name: str
    text: str = ""
    link: str = ""
    problem: str = ""


def pick_up(service: Service, command: Command) -> Reply:
    """The shortcut: the thread is noted and read; the answer goes to the person alone."""
    assert isinstance(command, ReadMemo)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        if not may_read(actor):
            return told(conn, actor, NOT_YOURS, now)
        facts = {"key": command.key, "by": command.by, "ts": command.ts, "upto": command.upto, "text": command.text}
        found, new = claim(conn, actor, (command.channel, command.root), facts | {"formed": False}, now)
        if not new:
            return told(conn, actor, READ if found.settled else IN_HAND, now)
        return Reply()

    return landed(service, command, land)


def gathered(
    service: Service, source: Source, said: Sequence[str], files: Sequence[FileRead], link: str, *, unread: bool = False
) -> None:
    """Take in what was read: each file is a memo; so are the thread's words, where they are enough for one.

    `unread`: the conversation can't be read, so that `said` is only the message that was picked.
    """
    district, now = service.present.district(), service.clock.now()
    day = week.today(source.at, district)
    plain = [intake.with_names(service, words.clean(text), district) for text in said]
    text = whole_thread(plain)
    beside = len(text.split()) < (LEAST_BESIDE if files else 1)
    problems = [file.problem for file in files if file.problem]

    def land(conn: Connection) -> None:
        found = sources.load(conn, source.id, lock=True)
        sender = district.people.get(source.sender)
        if found is None or found.settled or sender is None:
            return
        key = str(source.facts["key"])
        made = Memo(0, key, sender.unit, sender.id, "message", text, source.at, link)
        if not beside and not words.refusal(text[: words.LONGEST]):
            memos.take_in(conn, made, district, now, as_memo(plain, day))
        for file in files:
            if not file.problem:
                digest = hashlib.sha256(file.text.encode("utf-8", "replace")).hexdigest()[:16]
                own = replace(made, key=f"{key}:{digest}", source="file", text=file.text, link=file.link or link)
                memos.take_in(conn, own, district, now)
        lines = problems + ([UNREAD] if unread else []) + ([memos.NOTHING] if beside and not files else [])
        if lines:
            told(conn, sender, " ".join(lines), now)
        sources.settle(conn, source.id, "read")

    service.db.run(land)


def waiting(service: Service, ident: int) -> Source | None:
    """The thread or files that are still to be read; None when that was done."""
    found = service.db.read(lambda conn: sources.load(conn, ident))
    return found if found is not None and not found.settled else None


def pass_on(service: Service, command: Command) -> Reply:
    """The unit's contact gets the memo to check; the ILD's card says so."""
    assert isinstance(command, PassMemo)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = kept.load(conn, command.memo, lock=True)
        owner = (found.passed_by or found.by) if found else ""
        if found is None or owner != actor.id or not may(actor, Action.MEMO_PASS, Subject(person=owner)):
            return Reply("I don't find that memo.", refused=True)
        unit = district.units.get(command.unit)
        if found.unit or unit is None:
            had = district.units.get(found.unit)
            return Reply(f"{had.name} has it already." if had else "Pick one of the list.", refused=True)
        passed = replace(found, unit=unit.id, by=unit.contact, passed_by=actor.id)
        saved = kept.keep(conn, memos.read_again(conn, passed, district))
        trail.append(conn, "memo", saved.id, (Event("memo_passed", actor.id, {"unit": unit.id}),), now)
        outbox.enqueue(conn, "memo", saved.id, memos.card(saved), now)
        mine = Notice("card.memo_passed", f"memo_passed:{actor.id}", actor.id)
        outbox.enqueue(conn, "memo", saved.id, mine, now)
        return Reply()

    return landed(service, command, land)
