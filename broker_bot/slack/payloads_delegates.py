"""Delegates: the form and the presses of a principal's Home to commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.delegates import EndDelegate, NameDelegate
from broker_bot.domain.district import Person
from broker_bot.domain.people import school_name
from broker_bot.service.delegating import NOT_YOURS
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.payloads import OUTDATED, Payload, Unreadable, action, button_key, filled, number, user, view_key
from broker_bot.slack.views.delegates import delegate_modal
from broker_bot.slack.views.surface import Modal


def _named(body: Payload) -> Command:
    picked = filled(body, ids.FIELD_LAST)
    try:
        last = date.fromisoformat(picked) if picked else None
    except (TypeError, ValueError):
        raise Unreadable(OUTDATED) from None
    return NameDelegate(view_key(body), user(body), user=str(filled(body, ids.FIELD_PERSON) or ""), last=last)


def _ended(body: Payload) -> Command:
    return EndDelegate(button_key(body), user(body), delegation=number(action(body).get("value")))


def _open(look: Look, actor: Person, _: str) -> Modal:
    if not may(actor, Action.DELEGATE, Subject(school=actor.school)):
        raise NotAllowed(NOT_YOURS)
    return delegate_modal(school_name(look.district, actor.school))


BUTTONS: dict[str, Callable[[Payload], Command]] = {ids.DELEGATE_END: _ended}
OPENERS: dict[str, Opener] = {ids.DELEGATE_NEW: _open}
MODALS: dict[str, Callable[[Payload], Command]] = {ids.MODAL_DELEGATE: _named}
