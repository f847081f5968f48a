"""Modals of the gate: an ILD decides for the own network, a unit asks once more, a unit corrects a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from broker_bot.domain.readmodels import MandateCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import (
    choose,
    context,
    date_input,
    field,
    modal,
    option,
    picked,
    section,
    select,
    several,
    text_input,
)
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import brief, join, link, quote
from broker_bot.slack.views.words_mandate import facts, key

ON_PAGE = "Stands on the page with title, date, minutes and link. The unit's text above does not."
DRAFT = "A draft from the unit's words; make it yours or empty it."
NEW = ("must", "brief", "fyi", "handout", "excused")


def _source(card: MandateCard) -> list[Block]:
    """The memo as it came, where there was one: an ILD's words never stray from it unseen."""
    where = link(card.source_link, "Where it came from") if card.source_link else ""
    if not card.source_text:
        return [context(where)] if where else []
    return [section(join(("*The memo as it came*", quote(card.source_text, 900), where), "\n"))]


def decide_modal(card: MandateCard, kinds: Sequence[tuple[str, str]], schools: Sequence[tuple[str, str]] = ()) -> Modal:
    """One decision for one network; `kinds` are (id, words), at most 10, `schools` (id, name) those it is for.

    Aggregate: "mandate:network".
    """
    options = [option(words, kind) for kind, words in kinds]
    chosen = [drawn for drawn in options if drawn["value"] == card.tier]
    line_hint = ON_PAGE if card.tier or not card.line else f"{DRAFT} {ON_PAGE}"
    again = f"{brief(card.unit)} asks once more: {brief(card.again, 500)}" if card.again else ""
    blocks: list[Block] = [
        section(join((f"*{brief(card.title, 150)}*", f"From {brief(card.unit)}", facts(card), again), "\n")),
        section(quote(card.text, 1500)),
        *_source(card),
        field(ids.FIELD_TIER, "For your principals", choose("radio_buttons", options, chosen)),
        _line(
            ids.FIELD_LINE,
            "Your line to principals",
            card.line,
            line_hint,
        ),
        field(
            ids.FIELD_REASON,
            "Reason for the unit",
            text_input(most=500, initial=card.reason),
            optional=True,
            hint=f"{card.sent_by} reads it; needed for a no, a handout, an excuse.",
        ),
        field(
            ids.FIELD_MINUTES, "Time limit in minutes", _limit(card.limit), optional=True, hint="For the short ones."
        ),
        _line(
            ids.FIELD_FOCUS, "For the school's focus", card.focus, "Your own expectation, apart from the unit's words."
        ),
        field(
            ids.FIELD_ANSWER,
            "What you answered for them",
            text_input(most=500, initial=card.answer),
            optional=True,
            hint="Principals and the unit read it, with \u201cdone for you\u201d.",
        ),
        *_apart(card, kinds, schools),
    ]
    return Modal(modal(ids.MODAL_DECIDE, "Decide", key(card), blocks, submit="Decide"))


def _line(block_id: str, label: str, initial: str, hint: str) -> Block:
    return field(block_id, label, text_input(lines=False, most=300, initial=initial), optional=True, hint=hint)


def _limit(initial: int) -> Block:
    block: Block = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "2400"}
    return block | {"initial_value": str(initial)} if initial else block


def _apart(card: MandateCard, kinds: Sequence[tuple[str, str]], schools: Sequence[tuple[str, str]]) -> list[Block]:
    """Where it differs: principals in their first two years, single schools."""
    new = [option(words, kind) for kind, words in kinds if kind in NEW]
    blocks = [
        field(
            ids.FIELD_NEW,
            "First- and second-year principals",
            picked("The same as for all", new, card.new_principals),
            optional=True,
        ),
        _line(ids.FIELD_WHY, "Why, for new principals", card.why, "One sentence; only they read it."),
    ]
    listed = [option(name, school) for school, name in schools]
    if listed:
        blocks += [
            field(
                ids.FIELD_EXCUSED, "Excuse these schools", several("None", listed, card.excused), optional=True,
                hint="Reminders stop. The unit sees which, and your reason.",
            ),
            field(
                ids.FIELD_ANSWERED, "Done for these schools", several("None", listed, card.answered), optional=True,
                hint="They read what you answered.",
            ),
        ]  # fmt: skip
    return blocks


def again_modal(card: MandateCard, people: Sequence[tuple[str, str]]) -> Modal:
    """A unit asks once more; `people` are (id, name) of whom it may ask. Aggregate: "mandate:network"."""
    options = [option(name, person) for person, name in people]
    said = f"{brief(card.tier_words)}, decided by {brief(card.decided_by)}."
    blocks: list[Block] = [
        section(join((f"*{brief(card.title, 150)}*", said, quote(card.reason, 1000) if card.reason else ""), "\n")),
        field(ids.FIELD_PERSON, "Whom you ask", select("Choose a person", options)),
        field(ids.FIELD_TEXT, "What the decision left out", text_input(most=500), hint="You can ask once more, once."),
    ]
    return Modal(modal(ids.MODAL_AGAIN, "Ask once more", key(card), blocks, submit="Ask"))


def move_modal(card: MandateCard, to: date | None = None, draft: str = "") -> Modal:
    """A unit corrects the date, to `to` where a memo says so. Aggregate: the demand's id, "|" and the memo's place."""
    blocks: list[Block] = [
        section(f"*{brief(card.title, 150)}*\nWho saw the old date is told once, with both dates and your name."),
        field(ids.FIELD_DATE, "New date", date_input(to or card.due_at)),
    ]
    return Modal(modal(ids.MODAL_MOVE, "Correct the date", f"{card.id}|{draft}", blocks, submit="Correct"))
