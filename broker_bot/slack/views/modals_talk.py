"""Modals of the unit about its talk with the school: a question, and what was agreed on the phone."""

from __future__ import annotations

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, date_input, field, modal, text_input
from broker_bot.slack.views.modals_unit import about, to_school
from broker_bot.slack.views.surface import Modal
from broker_bot.slack.views.text import brief


def ask_modal(card: RequestCard, readers: str = "") -> Modal:
    """A question; with a day the clock waits for the answer, three school days at most."""
    hint = "Leave it empty to let the clock run. It waits 3 school days at most, and goes on when the school answers."
    when = field(ids.FIELD_DATE, "Stop the clock until", date_input(), optional=True, hint=hint)
    blocks = [about(card), to_school(card, readers, "What do you need to know?"), when]
    return Modal(modal(ids.MODAL_ASK, "Ask the school", str(card.id), blocks, submit="Ask"))


def reword_modal(said: int, text: str, reader: str) -> Modal:
    """What somebody wrote in a form, to be changed or taken back."""
    hint = "Empty it to take it back: the other side then reads *removed by sender*."
    words = field(ids.FIELD_TEXT, "What you wrote", text_input(initial=text), optional=True, hint=hint)
    note = f"{brief(reader)} will read the change, marked as edited."
    return Modal(modal(ids.MODAL_REWORD, "Change", str(said), [context(note), words], submit="Change"))


def called_modal(card: RequestCard, readers: str = "") -> Modal:
    """What was said on the phone; the school can answer that nobody called."""
    note = "It counts as your answer. The school can press *Nobody called*."
    label = "Whom did you reach, and what did you agree?"
    blocks = [about(card, note), to_school(card, readers, label)]
    return Modal(modal(ids.MODAL_CALLED, "I called them", str(card.id), blocks, submit="Send"))
