"""Files that a unit's person or an ILD sends to the bot: noted at once as memos, read by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import Person
from broker_bot.domain.files import FileRef, shown
from broker_bot.domain.model import Notice, Reply
from broker_bot.reading.files import KINDS, LARGEST_BYTES
from broker_bot.service.opening import Message
from broker_bot.store import outbox, sources
from broker_bot.store.sources import Source


def may_read(sender: Person) -> bool:
    """Whether somebody may have a memo read: a unit's people, and an ILD, who passes it on."""
    return may(sender, Action.MANDATE_DRAFT, Subject(unit=sender.unit)) or may(
        sender, Action.MEMO_PASS, Subject(person=sender.id)
    )


def refusal(file: FileRef) -> str:
    """Why a file is not read as a memo, in a sentence; "" when it is."""
    if file.name.lower().rpartition(".")[2] not in KINDS:
        return f"I can't read {shown(file.name)}: I read {', '.join(KINDS)}. Paste the text instead."
    if file.size > LARGEST_BYTES:
        return f"{shown(file.name)} is larger than {LARGEST_BYTES // 1_000_000} MB. Paste the text instead."
    return ""


def sent(conn: Connection, message: Message) -> Reply | None:
    """Files that a unit's person or an ILD sends to the bot are read as memos. None when there are none to read."""
    files, command = message.brought.files, message.command
    if not files or not may_read(message.sender) or not (command.channel and command.ts):
        return None
    good = [file for file in files if not refusal(file)]
    problems = " ".join(refusal(file) for file in files if refusal(file))
    if good:
        facts = {"key": command.key, "text": message.text, "files": [[file.id, file.name] for file in good]}
        claim(conn, message.sender, (command.channel, command.ts), facts, message.now)
    return Reply(problems)


def claim(
    conn: Connection, sender: Person, place: tuple[str, str], facts: Mapping[str, object], now: datetime
) -> tuple[Source, bool]:
    """The row of what is to be read, and whether it is new; its reading is ordered with it."""
    found, new = sources.claim(conn, f"memo:{sender.unit or sender.id}", *place, sender.id, facts, now)
    if new:
        where = f"source:{found.id}"
        outbox.enqueue(conn, "source", found.id, Notice("fetch.memo", where, where), now)
    return found, new


def told(conn: Connection, person: Person, text: str, now: datetime) -> Reply:
    """A line to the person alone."""
    notice = Notice("note.plain", f"person:{person.id}", person.id, {"text": text})
    outbox.enqueue(conn, "dm", 0, notice, now)
    return Reply()
