"""Memos in Slack: a pasted one, and each demand read from one as the form that its checker sends."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain import week
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.demand_faces import mandate_card
from broker_bot.domain.district import Person
from broker_bot.domain.memo_faces import draft_of
from broker_bot.service import memo_files, memo_threads
from broker_bot.service import memos as reading
from broker_bot.service.memo_threads import PassMemo, ReadMemo
from broker_bot.service.memos import PasteMemo
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.openers_intake import Shortcut
from broker_bot.slack.payloads import OUTDATED, Payload, Unreadable, action, button_key, user, view_key, words
from broker_bot.slack.payloads_demands import schools_by_network, two
from broker_bot.slack.payloads_intake import from_message
from broker_bot.slack.views.modals_decide import move_modal
from broker_bot.slack.views.modals_mandate import mandate_modal, paste_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.store import demands, memos


def _pasted(body: Payload) -> Command:
    return PasteMemo(view_key(body), user(body), text=words(body), link=words(body, ids.FIELD_LINK))


def _paste(look: Look, actor: Person, value: str) -> Modal:
    unit = look.district.units.get(actor.unit)
    if unit is None or not may(actor, Action.MANDATE_DRAFT, Subject(unit=actor.unit)):
        raise NotAllowed(reading.NOT_A_UNIT)
    return paste_modal(unit.name)


def _check(look: Look, actor: Person, value: str) -> Modal:
    memo_id, place = two(value)
    found = memos.load(look.conn, memo_id)
    unit = look.district.units.get(actor.unit)
    if found is None or unit is None or not may(actor, Action.MANDATE_DRAFT, Subject(unit=found.unit)):
        raise NotAllowed("I don't find that memo.")
    one = reading.proposal(found, place, look.district)
    if one is None or any(sent == place for sent, _ in found.sent):
        raise NotAllowed("That one was sent already.")
    known = demands.load(look.conn, one.corrects) if one.corrects else None
    if known is not None and known.unit == actor.unit:
        return move_modal(mandate_card(known, None, "", look.district), one.due, value)
    legal = False if unit.id in look.district.digest.legal_units else None
    public = found.link if found.source in OPEN_TO_ALL else ""
    draft = draft_of(value, one, public, legal, week.today(look.now, look.district))
    return mandate_modal(draft, unit.name, schools_by_network(look.district))


def _passed(body: Payload) -> Command:
    memo, _, unit = str(action(body).get("value") or "").partition(":")
    if not (memo.isascii() and memo.isdecimal()):
        raise Unreadable(OUTDATED)
    return PassMemo(button_key(body), user(body), memo=int(memo), unit=unit)


def picked(body: Payload) -> ReadMemo:
    """The shortcut *Read as a memo* on a message. Raises Unreadable for a payload without one."""
    one = from_message(body)
    return ReadMemo(one.key, one.by, one.at, one.channel, one.ts, one.root, one.upto, one.text)


def _nothing(look: Look, actor: Person, body: Payload) -> None:
    """Nothing is asked; people who have no memos read are told."""
    if not memo_files.may_read(actor):
        raise NotAllowed(memo_threads.NOT_YOURS)


OPEN_TO_ALL = ("feed", "memo")
"""Where the link of a memo is one that principals can open: a feed's entry, or what the unit wrote beside a paste."""

SHORTCUT = Shortcut("message", "Read as a memo", "Finds what it asks of principals, to check", _nothing, picked)

BUTTONS: dict[str, Callable[[Payload], Command]] = {ids.MEMO_UNIT: _passed}

OPENERS: dict[str, Opener] = {ids.MEMO_PASTE: _paste, ids.MEMO_CHECK: _check}

MODALS: dict[str, Callable[[Payload], Command]] = {ids.MODAL_MEMO: _pasted}
