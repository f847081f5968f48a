"""Modals of a sender's own draft and of what an ILD was asked."""

from __future__ import annotations

from broker_bot.domain.asking_faces import TalkCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, field, modal, section, text_input
from broker_bot.slack.views.surface import Modal
from broker_bot.slack.views.text import brief, quote


def edit_modal(draft: int, text: str) -> Modal:
    """The sender's own words, to be changed before they go out."""
    blocks = [
        context("Leave out what the unit does not need. What still tells of a student waits for your word again."),
        field(ids.FIELD_TEXT, "Your message", text_input(initial=text)),
    ]
    return Modal(modal(ids.MODAL_EDIT, "Edit your message", str(draft), blocks, submit="Send"))


def talk_modal(card: TalkCard) -> Modal:
    """An ILD's answer, to the sender alone."""
    blocks = [
        section(quote(card.text, 1500)),
        field(ids.FIELD_TEXT, f"Your answer to {card.sender}", text_input()),
        context(f"Only {brief(card.sender)} reads it."),
    ]
    return Modal(modal(ids.MODAL_TALK, "Reply", str(card.id), blocks, submit="Send"))
