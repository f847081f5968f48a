"""Presses and submissions about words that wait for their sender, and about what an ILD was asked."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain import commands as c
from broker_bot.domain.access import Action, may
from broker_bot.domain.district import Person
from broker_bot.service import drafts, splitting, talks
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.payloads import Payload, action, button_key, number, user, view_key, words
from broker_bot.slack.views.modals_asking import edit_modal, talk_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.store import pending
from broker_bot.store import talks as talk_rows

LONGEST = 3000
"""Characters that Slack's text field takes (docs.slack.dev, "Block Kit: plain-text input")."""

CHOICES = {
    ids.SPLIT: splitting.SPLIT,
    ids.KEEP_AS_ONE: splitting.KEEP,
    ids.SEND_TO_ILD: talks.SEND,
    ids.FOR_A_UNIT: talks.UNIT,
    ids.SEND_MASKED: drafts.MASKED,
    ids.SEND_AS_IS: drafts.AS_IS,
    ids.DISCARD: drafts.DISCARD,
}
"""What each button says about the message it stands under."""


def _settle(choice: str) -> Callable[[Payload], c.Command]:
    return lambda body: c.Settle(button_key(body), user(body), None, number(action(body).get("value")), choice)


def _ask_update(body: Payload) -> c.Command:
    ident, _, request = str(action(body).get("value") or "").partition(":")
    return c.Settle(button_key(body), user(body), None, number(ident), str(number(request)))


def _edited(body: Payload) -> c.Command:
    ident = number(body["view"].get("private_metadata"))
    return c.Settle(view_key(body), user(body), None, ident, drafts.EDITED, words(body))


def _talked(body: Payload) -> c.Command:
    return c.AnswerTalk(button_key(body), user(body), None, number(action(body).get("value")))


def _answered(body: Payload) -> c.Command:
    return c.AnswerTalk(view_key(body), user(body), None, number(body["view"].get("private_metadata")), words(body))


def _edit(look: Look, actor: Person, value: str) -> Modal:
    kept = pending.load(look.conn, number(value))
    if kept is None or kept.sender != actor.id:
        raise NotAllowed("I don't find that message.")
    if kept.settled:
        raise NotAllowed(f"That went on already. {kept.settled}")
    if len(kept.text) > LONGEST:
        raise NotAllowed(
            "It is too long to be edited in a form. Write it anew without the details, and discard this one."
        )
    return edit_modal(kept.id, kept.text)


def _reply(look: Look, actor: Person, value: str) -> Modal:
    talk = talk_rows.load(look.conn, number(value))
    if talk is None or not may(actor, Action.ANSWER_TALK, talks.subject(talk, look.district)):
        raise NotAllowed(talks.UNKNOWN)
    if talk.answered_at:
        raise NotAllowed(f"{talk.number} was answered already.")
    return talk_modal(talks.face(talk, look.district, look.now))


BUTTONS: dict[str, Callable[[Payload], c.Command]] = {
    **{action_id: _settle(choice) for action_id, choice in CHOICES.items()},
    ids.ASK_UPDATE: _ask_update,
    ids.TALK_DONE: _talked,
}
OPENERS: dict[str, Opener] = {ids.EDIT_DRAFT: _edit, ids.TALK_REPLY: _reply}
MODALS: dict[str, Callable[[Payload], c.Command]] = {ids.MODAL_EDIT: _edited, ids.MODAL_TALK: _answered}
