"""What a school did not ask for, in the day's one message: what changed, what is new, what falls due."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import ItemLabels, PageItem
from broker_bot.slack.views.blocks import context, section
from broker_bot.slack.views.item_note import item_note
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, count, join

MOST_LINES = 8


def day_note(lines: Sequence[str], due: Sequence[tuple[int, PageItem]], labels: ItemLabels) -> Message:
    """`lines` are changed dates and late items in words, `due` (page, item) what is owed soon; one of them is there."""
    counted = (
        f"{count(len(lines), 'change')}" if lines else "",
        f"{count(len(due), 'item')} due soon" if due else "",
    )
    news = f"About your weekly page: {join(counted, ', ')}."
    blocks: list[Block] = [section(f"*{news}*"), *(section(brief(line, 600)) for line in lines[:MOST_LINES])]
    if len(lines) > MOST_LINES:
        blocks.append(context(f"{len(lines) - MOST_LINES} more on your page."))
    first = lines[0] if lines else ""
    if due:
        rows = item_note("Due soon, and not done yet:" if len(due) > 1 else "Due soon, and not done yet.", due, labels)
        blocks += rows.blocks[: 24 - len(blocks)]
        first = first or rows.text
    return Message(bare(join((news, brief(first, 200)))), tuple(blocks))
