"""What is new for a watched unit: one list a morning."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import QueueRow
from broker_bot.slack.views.blocks import context, section
from broker_bot.slack.views.rows import row_block
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import brief, count

MOST = 15


def watch_list(unit: str, rows: Sequence[QueueRow]) -> Message:
    """New requests of the network for one unit, as they stand now."""
    news = f"You are copied on {brief(unit, 60)}: {count(len(rows), 'new request')}."
    blocks: list[Block] = [section(f"*{news}*")]
    for row in rows[:MOST]:
        blocks += row_block(row, "school")
    if len(rows) > MOST:
        blocks.append(context(f"and {len(rows) - MOST} more."))
    blocks.append(context("Nothing for you to do; you asked to see these."))
    return Message(news, tuple(blocks))
