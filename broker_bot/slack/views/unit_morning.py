"""What a unit reads in its channel when it opens: how much it owes, and the first ten, nearest date first."""

from __future__ import annotations

from broker_bot.domain.unit_list import UnitMorning
from broker_bot.slack.views.blocks import context, section
from broker_bot.slack.views.rows import row_block
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, count, join

MOST = 10


def unit_morning(read: UnitMorning) -> Message:
    """One message a day; the rest is counted and stands in Home."""
    parts = (
        f"{read.late} late" if read.late else "none late",
        f"{read.unclaimed} nobody has" if read.unclaimed else "",
        f"{read.today} promised for today" if read.today else "",
    )
    news = f"*{brief(read.unit)} has {count(read.owed, 'open request')}:* {join(parts, ', ')}."
    blocks: list[Block] = [section(news)]
    for row in read.rows[:MOST]:
        blocks += row_block(row, "school")
    more = read.owed - len(read.rows[:MOST])
    if more:
        blocks.append(context(f"and {more} more in Home, where several can be answered at once."))
    return Message(bare(news), tuple(blocks))
