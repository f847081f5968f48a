"""Memos come in by any way, are read, and wait for a person of the unit to check; nothing goes out by itself."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import memo_faces, week, words
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.memo import Proposal
from broker_bot.domain.model import Event, Json, Notice, Reply
from broker_bot.reading.layout import MOST_CHARACTERS
from broker_bot.reading.proposals import correction, propose, whole
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service
from broker_bot.service.opening import Message
from broker_bot.store import demands, memos, outbox, trail
from broker_bot.store.memos import Memo

_FORWARDED = re.compile(r"\A.*?(?:^|\n)[^\n]{1,80}? wrote: ", re.DOTALL)
LEAST_WORDS = 15
"""Words from which on a unit's message to the bot is read as a memo."""

NOT_A_UNIT = "Only a central-office unit can ask principals for something."
CUT = f"It is long: I read only the first {MOST_CHARACTERS:,} characters. Send the rest apart."
NOTHING = "Paste the memo's text; an emoji or a name alone says too little."


@dataclass(frozen=True, slots=True)
class PasteMemo(Command):
    """A memo pasted into the form."""

    text: str = ""
    link: str = ""


def paste(service: Service, command: Command) -> Reply:
    """Read a pasted memo; its sender gets a card with what was read."""
    assert isinstance(command, PasteMemo)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        if not may(actor, Action.MANDATE_DRAFT, Subject(unit=actor.unit)):
            return Reply(NOT_A_UNIT, refused=True)
        text = words.clean(command.text)
        if words.refusal(text, NOTHING):
            return Reply(errors={"text": NOTHING}, refused=True)
        link = command.link.strip()
        take_in(conn, Memo(0, command.key, actor.unit, actor.id, "memo", text, now, link), district, now)
        return Reply()

    return landed(service, command, land)


def said(conn: Connection, message: Message, district: District) -> Reply | None:
    """A unit's message that is a memo: forwarded, or of fifteen words and more. None for any other."""
    sender, command = message.sender, message.command
    if not sender.unit or not may(sender, Action.MANDATE_DRAFT, Subject(unit=sender.unit)) or command.slash:
        return None
    if not command.source and len(message.text.split()) < LEAST_WORDS:
        return None
    source = "message" if command.source else "memo"
    text = _FORWARDED.sub("", message.text, count=1) if command.source else message.text
    taken = Memo(0, command.key, sender.unit, sender.id, source, text, message.at, command.source)
    take_in(conn, taken, district, message.now)
    return Reply()


def take_in(conn: Connection, memo: Memo, district: District, now: datetime, order: str = "") -> Memo | None:
    """Read a memo and tell its checker; None when this very one came before. `order` is its text as it is read."""
    saved = memos.add(conn, read_again(conn, memo, district, order))
    if saved is None:
        return None
    facts: dict[str, Json] = {"source": memo.source, "proposals": len(saved.proposals), "sha256": _digest(memo.text)}
    event = Event("memo", memo.by, facts)
    trail.append(conn, "memo", saved.id, (event,), now)
    outbox.enqueue(conn, "memo", saved.id, card(saved), now)
    return saved


def read_again(conn: Connection, memo: Memo, district: District, order: str = "") -> Memo:
    """The memo with its proposals, as far as its unit's known demands let corrections be seen."""
    day, text = week.today(memo.received_at, district), order or memo.text
    known = [(m.id, m.title) for m in demands.of_unit(conn, memo.unit)] if memo.unit else []
    found = correction(propose(text, day), text, known)
    named = tuple(replace(one, schools=memo_faces.named_schools(one.text, district)) for one in found)
    note = CUT if len(text) > MOST_CHARACTERS else ""
    return replace(memo, proposals=named, name=memo.name or whole(text, day).title, note=note)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def card(memo: Memo) -> Notice:
    """The card with what was read, to whoever checks it; before it has a unit, to the ILD who sent it."""
    return Notice("card.memo" if memo.unit else "card.memo_passed", _place(memo), memo.by)


def _place(memo: Memo) -> str:
    return f"memo:{memo.by}" if memo.unit else f"memo_passed:{memo.by}"


def proposal(memo: Memo, place: int, district: District) -> Proposal | None:
    """The proposal at a place; one past the last is the memo as one demand."""
    if place == len(memo.proposals):
        return whole(memo.text, week.today(memo.received_at, district))
    return memo.proposals[place] if place < len(memo.proposals) else None


def draft_place(draft: str) -> tuple[int, int] | None:
    """ "memo:place" as two numbers; None for a form that came from no memo."""
    memo, _, place = draft.partition(":")
    return (int(memo), int(place)) if memo.isdecimal() and place.isdecimal() else None


def checked(conn: Connection, draft: str, mandate: int, now: datetime) -> None:
    """A proposal was checked and sent: its card says so."""
    found = draft_place(draft)
    memo = memos.load(conn, found[0], lock=True) if found else None
    if memo is not None and found is not None:
        after = memos.mark_sent(conn, memo, found[1], mandate)
        outbox.enqueue(conn, "memo", memo.id, card(after), now)


def source_of(conn: Connection, draft: str, unit: str) -> tuple[str, str, str]:
    """Where a form's words came from, the memo as it came, its link; three empty ones for none of the unit's."""
    found = draft_place(draft)
    memo = memos.load(conn, found[0]) if found else None
    return (memo.source, memo.text, memo.link) if memo is not None and memo.unit == unit else ("", "", "")
