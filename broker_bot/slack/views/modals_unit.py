"""Modals of those who answer: the unit's staff and the ILD. Each names who will read what is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from broker_bot.domain.readmodels import Choice, RequestCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import context, date_input, field, files_field, modal, option, select, text_input
from broker_bot.slack.views.desks import desk_field
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import brief, day, join
from broker_bot.slack.views.words import subject, title


def reply_modal(card: RequestCard, readers: str) -> Modal:
    """The unit's answer. `readers` names them: "Dana Ortiz and the school's office"."""
    blocks = [about(card), to_school(card, readers, "Your reply"), *_files(card)]
    return Modal(modal(ids.MODAL_REPLY, "Reply to school", str(card.id), blocks, submit="Send"))


def promise_modal(card: RequestCard, earliest: date, readers: str = "") -> Modal:
    """A date, with a sentence for the school."""
    when = field(ids.FIELD_DATE, "Done by", date_input(), hint=f"{day(earliest)} or later. The school sees this date.")
    blocks = [about(card), when, to_school(card, readers, "What will happen"), *_files(card)]
    return Modal(modal(ids.MODAL_PROMISE, "Promise a date", str(card.id), blocks, submit="Promise"))


def finish_modal(card: RequestCard, readers: str = "") -> Modal:
    """What was done; the school is asked whether it is."""
    head = about(card, "The school is asked: is it done?")
    blocks = [head, to_school(card, readers, "What was done"), *_files(card)]
    return Modal(modal(ids.MODAL_FINISH, "Finish", str(card.id), blocks, submit="Finish"))


def not_ours_modal(card: RequestCard, choices: Sequence[Choice]) -> Modal:
    """A refusal names the next desk. `choices` are all desks; the help desk is added here."""
    why = field(ids.FIELD_TEXT, "A word for them", text_input(most=500), optional=True)
    blocks = [about(card, "The school sees who has it next."), desk_field("Whose is it?", choices), why]
    return Modal(modal(ids.MODAL_NOT_OURS, "Not ours", str(card.id), blocks, submit="Move"))


def nudge_modal(card: RequestCard, people: Sequence[tuple[str, str]]) -> Modal:
    """`people` are (id, name) of the unit, at most 100."""
    who = select("Choose a person", [option(name, person) for person, name in people])
    words = field(
        ids.FIELD_TEXT, "Your words", text_input(most=1500), optional=True, hint="The school does not see this."
    )
    blocks = [about(card), *([field(ids.FIELD_PERSON, "Whom to ask", who)] if people else []), words]
    return Modal(modal(ids.MODAL_NUDGE, "Nudge", str(card.id), blocks, submit="Send"))


def let_run_modal(card: RequestCard, earliest: date) -> Modal:
    """The ladder waits until a day; then the ILD hears again if there is still no answer."""
    when = field(ids.FIELD_DATE, "Let it run until", date_input(), hint=f"{day(earliest)} or later.")
    note = f"You hear again that day if {brief(card.unit)} has not answered. Nobody above you is told before."
    return Modal(modal(ids.MODAL_LET_RUN, "Let run until", str(card.id), [about(card, note), when], submit="Let run"))


def ild_reply_modal(card: RequestCard, readers: str = "") -> Modal:
    """The ILD writes to the school; the unit's own answer stays owed."""
    blocks = [about(card, _owed(card)), to_school(card, readers, "Your reply"), *_files(card)]
    return Modal(modal(ids.MODAL_ILD_REPLY, "Reply to school", str(card.id), blocks, submit="Send"))


def ild_finish_modal(card: RequestCard, readers: str = "") -> Modal:
    """The ILD has done the unit's work; the school is asked whether it is done."""
    blocks = [about(card, _owed(card)), to_school(card, readers, "What was done")]
    return Modal(modal(ids.MODAL_ILD_FINISH, "Done", str(card.id), blocks, submit="Done"))


def _owed(card: RequestCard) -> str:
    return f"{brief(card.unit)} still owes its own answer."


def about(card: RequestCard, note: str = "") -> Block:
    """Which request a modal is about, and a word on what happens."""
    return context(join((title(card), subject(card), note), "\n"))


def _files(card: RequestCard) -> list[Block]:
    """Files of a confidential request are never passed on, so none are asked for."""
    return [] if card.confidential else [files_field()]


def to_school(card: RequestCard, readers: str, label: str) -> Block:
    """The sentence for the school, with the names of those who will read it."""
    names = [card.requester, card.filed_by] if card.filed_by not in ("", card.requester) else [card.requester]
    hint = f"{card.school}: {readers or ' and '.join(names)} will read this."
    return field(ids.FIELD_TEXT, label, text_input(), hint=hint)
