"""A message about a few items outside the weekly page: handed over, or due soon. Each with its *done*."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import ItemLabels, PageItem
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import button, context, section
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import bare, brief, count, day, join, link

MOST = 20


def item_note(news: str, items: Sequence[tuple[int, PageItem]], labels: ItemLabels) -> Message:
    """`news` is the sentence on top, `items` are (page, item); at most 20, the rest is counted."""
    blocks: list[Block] = [section(f"*{brief(news, 200)}*")]
    for issue, item in items[:MOST]:
        value = f"{issue}:{item.mandate}"
        blocks.append(section(_words(item), button(labels.done, ids.ITEM_DONE, value, about=item.title)))
    if len(items) > MOST:
        blocks.append(context(f"{len(items) - MOST} more in my Home."))
    first = items[0][1]
    due = f", due {day(first.due)}" if first.due else ""
    more = f" and {len(items) - 1} more" if len(items) > 1 else ""
    return Message(bare(f"{brief(news, 200)} {brief(first.title, 150)}{due}{more}."), tuple(blocks))


def _words(item: PageItem) -> str:
    title = link(item.link, item.title[:150]) if item.link else brief(item.title, 150)
    due = f"due *{day(item.due)}*" if item.due else ""
    facts = join(
        (f"*{title}*", due, count(item.minutes, "minute") if item.minutes else "", brief(item.unit, 60)), " · "
    )
    return join((facts, brief(item.line, 300)), "\n")
