"""Bringing somebody in: the ILD's form, and the one message that the person asked gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, date_input, field, grouped, modal, option, section, text_input
from broker_bot.slack.views.modals_unit import about
from broker_bot.slack.views.surface import Block, Message, Modal
from broker_bot.slack.views.text import bare, brief, day, ended, join, quote
from broker_bot.slack.views.words import asked, buttons, may_show, subject, title

ORDER = (ids.TAKE, ids.REPLY, ids.PROMISE, ids.FINISH, ids.OPEN)
TEXT_SHOWN = 500


def bring_in_modal(card: RequestCard, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> Modal:
    """`groups` are headings with (id, words) of people."""
    drawn = [(name, [option(words, person) for person, words in found]) for name, found in groups if found]
    sees = "kind, school and age, not the text" if card.confidential else "the request"
    note = f"One message to this person, who then sees {sees}. {brief(card.unit)} still owes its answer."
    blocks = [
        about(card, note),
        field(ids.FIELD_PERSON, "Whom", grouped("Choose a person", drawn)),
        field(ids.FIELD_TEXT, "What you ask of them", text_input(most=1500), hint="The school does not see this."),
        field(ids.FIELD_DATE, "By when", date_input()),
    ]
    return Modal(modal(ids.MODAL_BRING_IN, "Bring in", str(card.id), blocks, submit="Send"))


def brought_in(card: RequestCard, author: str, role: str, words: str, until: date) -> Message:
    """To whoever is brought in: by whom, what is asked, by when; what the school wrote only where access allows."""
    by = f"{brief(author)}, {brief(role)}," if role else brief(author)
    news = f"*{by} brings you in for {brief(card.school)}.*"
    when = f"By {day(until)}. Tell {brief(author)} when it is done, or that it can't be."
    owed = f"{brief(card.unit)} still owes the school its answer."
    blocks: list[Block] = [section(join((news, quote(words, 1500)), "\n")), section(when)]
    text = join((f"{brief(card.requester)} asked:" if may_show(card) else "", asked(card, TEXT_SHOWN)), "\n")
    blocks += [section(text), context(join((title(card), owed), "\n"))]
    blocks += buttons(card, ORDER, also=(ids.OPEN,))
    return Message(bare(join((news, ended(brief(words, 200)), ended(subject(card)), when))), tuple(blocks))
