"""Modals of those who asked, and the read-only card with the full text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from broker_bot.domain.readmodels import Choice, QuestionCard, RequestCard
from broker_bot.domain.said_line import SaidLine
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, field, files_field, modal, section, text_input
from broker_bot.slack.views.desks import desk_field
from broker_bot.slack.views.said import EDITED
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import brief, day, join, moment, pieces, quote, say
from broker_bot.slack.views.words import may_read, source, stands, subject, title, trail


def change_modal(card: RequestCard, choices: Sequence[Choice]) -> Modal:
    """Another desk: at once, or by asking the unit once somebody has taken it."""
    has = brief(card.holder) or brief(card.unit)
    note = "It moves at once." if card.changeable else f"{has} has it already, so {brief(card.unit)} is asked first."
    blocks = [_about(card, note), desk_field("Who should have it?", choices)]
    name = "Change who has it" if card.changeable else "Ask to change"
    return Modal(modal(ids.MODAL_CHANGE, name, str(card.id), blocks, submit="Change" if card.changeable else "Ask"))


def add_modal(card: RequestCard) -> Modal:
    """Something the requester forgot."""
    blocks = [
        _about(card, f"{brief(card.unit)} will read this."),
        field(ids.FIELD_TEXT, "What do you want to add?", text_input()),
        *([] if card.confidential else [files_field()]),
    ]
    return Modal(modal(ids.MODAL_ADD, "Add", str(card.id), blocks, submit="Add"))


def reopen_modal(card: RequestCard) -> Modal:
    """*Not yet*: the same request goes on with its age; a word about what is missing helps but is not asked for."""
    blocks = [
        _about(card, f"{brief(card.unit)} gets it back with all the time you have waited."),
        field(ids.FIELD_TEXT, "What is still missing?", text_input(), optional=True),
    ]
    return Modal(modal(ids.MODAL_REOPEN, "Not yet", str(card.id), blocks, submit="Send"))


def again_modal(card: RequestCard, closed: date) -> Modal:
    """Closed more than thirty days ago: what is missing becomes a new request that follows it."""
    note = f"Closed {day(closed)}, more than 30 days ago. What you write goes to {brief(card.unit)} as a new request "
    blocks = [
        _about(card, f"{note}that follows {brief(card.number)}."),
        field(ids.FIELD_TEXT, "What is still missing?", text_input()),
    ]
    return Modal(modal(ids.MODAL_REOPEN, "Ask again", str(card.id), blocks, submit="Send"))


def other_modal(question: QuestionCard, choices: Sequence[Choice]) -> Modal:
    """Every desk, for a message the bot could not place."""
    blocks: list[Block] = [section(quote(question.text, 300)), desk_field("Desk", choices)]
    return Modal(modal(ids.MODAL_OTHER, "Who should have this?", str(question.draft), blocks, submit="Send"))


def card_modal(card: RequestCard) -> Modal:
    """The whole request, to read: the full text for those who may, how it stands, and what happened when."""
    blocks: list[Block] = [section(f"*{title(card)}*\n{stands(card)}")]
    if card.text:
        blocks += [section(part) for part in pieces(card.text, most=20)]
    else:
        blocks.append(section("The text opens only to the people named for it."))
    if card.shares:
        blocks.append(context("\n".join(brief(line, 160) for line in card.shares)))
    if card.talk:
        blocks += [section(part) for part in talk(card.talk)]
    elif card.last_word and may_read(card):
        by = join((brief(card.last_word_by), moment(card.last_word_at) if card.last_word_at else ""), ", ")
        blocks.append(section(f"*Last word*, {by}:\n{quote(card.last_word)}"))
    if card.trail:
        blocks.append(context(trail(card, 12)))
    if card.explained:
        blocks.append(section(f"*Why this desk?*\n{say(chr(10).join(card.explained))}"))
    behalf = f", sent by {brief(card.filed_by)}" if card.filed_by not in ("", card.requester) else ""
    made = f" Made from {link}." if (link := source(card, "this message")) else ""
    blocks.append(context(f"From {brief(card.requester)}{behalf}, {moment(card.opened_at)}.{made}"))
    return Modal(modal(ids.MODAL_CARD, "Request", str(card.id), blocks))


def talk(lines: Sequence[SaidLine], room: int = 2900) -> list[str]:
    """What the two rooms said to each other, a line each, oldest first, as texts of one section each."""
    said = [f"*{brief(line.author)}*, {moment(line.at)}: {_now(line)}" for line in lines]
    texts: list[str] = []
    for one in said:
        if texts and len(texts[-1]) + len(one) < room:
            texts[-1] += "\n" + one
        else:
            texts.append(one)
    return texts


def _now(line: SaidLine) -> str:
    if line.removed:
        return "_removed by sender_"
    return join((brief(line.text, 600), EDITED if line.edited else ""))


def _about(card: RequestCard, note: str) -> Block:
    return context(join((title(card), subject(card), note), "\n"))
