"""Modals of the weekly page: hand an item over, ask its unit, all items, why not, page settings."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import (
    ItemLabels,
    PageItem,
)
from broker_bot.domain.readmodels_gate import Hidden
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import choose, context, field, modal, option, section, select, text_input
from broker_bot.slack.views.items import item_text
from broker_bot.slack.views.surface import Block, Modal
from broker_bot.slack.views.text import brief, cut, day, join, sentence

MOST_ROWS = 95


def _about(item: PageItem) -> Block:
    return section(
        join((f"*{brief(item.title, 150)}*", f"due {day(item.due)}" if item.due else "", brief(item.unit)), " \u00b7 ")
    )


def hand_modal(issue: int, item: PageItem, people: Sequence[tuple[str, str]], labels: ItemLabels) -> Modal:
    """`people` are (id, name) of the school. Aggregate: "issue:mandate"."""
    options = [option(name, person) for person, name in people]
    blocks = [
        _about(item),
        field(
            ids.FIELD_PERSON, "To whom", select("Choose a person", options),
            hint="It stays on your page with that name. Reminders go there, and either of you may press done.",
        ),
    ]  # fmt: skip
    return Modal(modal(ids.MODAL_HAND, labels.hand[:24], f"{issue}:{item.mandate}", blocks, submit="Hand over"))


def item_ask_modal(issue: int, item: PageItem) -> Modal:
    """A question that goes to the item's own unit. Aggregate: "issue:mandate"."""
    blocks = [
        _about(item),
        field(
            ids.FIELD_TEXT,
            f"Your question to {item.unit}",
            text_input(most=3000),
            hint="It goes straight to that desk.",
        ),
    ]
    return Modal(modal(ids.MODAL_ITEM_ASK, "Ask about it", f"{issue}:{item.mandate}", blocks, submit="Ask"))


def all_items_modal(items: Sequence[PageItem], headings: Sequence[tuple[str, str]]) -> Modal:
    """Every item of the week, those beyond the message's room too; buttons stand on the page and in Home."""
    blocks: list[Block] = []
    for tier, heading in headings:
        own = [item for item in items if item.tier == tier]
        if own:
            blocks.append(section(f"*{brief(heading)}*"))
            blocks += [section(cut(item_text(item, 900), 1200)) for item in own]
    left = len(blocks) - MOST_ROWS
    shown = blocks[:MOST_ROWS] + ([context(f"{left} more in my Home.")] if left > 0 else [])
    return Modal(modal(ids.MODAL_LIST, "Everything this week", "", shown or [context("Nothing this week.")]))


def why_modal(rows: Sequence[Hidden]) -> Modal:
    """What is not on the page, each with the rule that hides it."""
    blocks: list[Block] = [
        section(f"*{brief(row.title, 150)}* \u00b7 {brief(row.unit)}\n{sentence(row.reason, 250)}")
        for row in rows[:MOST_ROWS]
    ]
    return Modal(modal(ids.MODAL_LIST, "Not on your page", "", blocks or [context("Nothing was left out.")]))


def settings_modal(opt_outs: Sequence[tuple[str, str]]) -> Modal:
    """Opt-outs as (id, words); unchecking one ends it."""
    if not opt_outs:
        words = "You get every note for your information. *Fewer like this* on such a line changes that."
        return Modal(modal(ids.MODAL_LIST, "Page settings", "", [section(words)]))
    options = [option(f"Fewer {words}", what) for what, words in opt_outs[:10]]
    blocks = [
        field(
            ids.FIELD_KEPT, "What you see less of", choose("checkboxes", options, options), optional=True,
            hint="Uncheck to see it again from the next page on. Must-dos and short ones are never left out.",
        )
    ]  # fmt: skip
    return Modal(modal(ids.MODAL_SETTINGS, "Page settings", "settings", blocks, submit="Save"))
