"""Who acts for a school, in its principal's Home, and the form that names somebody for a time."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import Delegate
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import button, context, date_input, field, modal, plain, section
from broker_bot.slack.views.rows import Part
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import brief, day


def delegates_part(delegates: Sequence[Delegate]) -> Part:
    """A line each: the roster's for good, those named in Slack with their last day and the way to end it."""
    return Part("Who acts for the school", [[_line(one)] for one in delegates])


def _line(one: Delegate) -> Block:
    if one.last is None:
        return section(f"*{brief(one.name)}*{f', {brief(one.title)}' if one.title else ''}")
    words = f"*{brief(one.name)}* until {day(one.last)}"
    return section(words, button("End", ids.DELEGATE_END, str(one.delegation), about=one.name))


def delegate_modal(school: str) -> Modal:
    """Somebody of this Slack, and the last day."""
    who: Block = {"type": "users_select", "placeholder": plain("Choose a person", 150)}
    blocks = [
        context(f"They can send, read and answer requests of {brief(school)} until the end of that day."),
        field(ids.FIELD_PERSON, "Who", who),
        field(ids.FIELD_LAST, "Last day", date_input()),
    ]
    return Modal(modal(ids.MODAL_DELEGATE, "Name a delegate", "school", blocks, submit="Name"))
