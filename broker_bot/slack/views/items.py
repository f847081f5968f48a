"""One item of a weekly page, on the page and in Home: its words, its state in words, its buttons."""

from __future__ import annotations

from broker_bot.domain.readmodels import ItemLabels, PageItem
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, more, option, section
from broker_bot.slack.views.surface import Block
from broker_bot.slack.views.text import brief, count, cut, day, join, link, ours, sentence


def item_text(item: PageItem, limit: int = 1500) -> str:
    """The item's own rendering, else title, date and minutes; a changed date is marked, a state is said."""
    text = ours(item.text, limit) if item.text.strip() else _own(item)
    moved = ""
    if item.was and not _marked(item, text):
        moved = f"Changed: was {day(item.was)}, now {day(item.due) if item.due else 'without a date'}."
    return join((text, moved, f"*{sentence(item.state_words, 120)}*" if item.state_words else ""), "\n")


def _marked(item: PageItem, text: str) -> bool:
    """Whether the district's own text says both dates."""
    now = day(item.due) if item.due else ""
    return f"was {day(item.was)}" in text and now in text if item.was else True


def item_blocks(issue: int, item: PageItem, labels: ItemLabels, limit: int = 1500) -> list[Block]:
    """The words and, for what somebody has to do, the buttons done, help, off, and a menu: hand over, ask."""
    value = f"{issue}:{item.mandate}"
    text = cut(item_text(item, limit), limit + 300)
    if item.tier == "fyi":
        return [section(text, button(labels.fewer, ids.ITEM_FEWER, value, about=item.title))]
    if item.state == "done":
        return [section(text)]
    drawn = [button(labels.done, ids.ITEM_DONE, value, about=item.title)]
    if item.state != "help":
        drawn.append(button(labels.help, ids.ITEM_HELP, value, about=item.title))
        drawn.append(button(labels.take_off, ids.ITEM_OFF, value, about=item.title))
    asks = f"{labels.ask}: {item.unit}"
    menu = more(ids.ITEM_MORE, [option(labels.hand, f"hand:{value}"), option(asks, f"ask:{value}")])
    return [section(text, menu), *actions(drawn)]


def _own(item: PageItem) -> str:
    due = f"due {day(item.due)}" if item.due else ""
    first = join((f"*{brief(item.title, 150)}*", due, count(item.minutes, "minute") if item.minutes else ""), " · ")
    source = link(item.link, f"From {brief(item.unit, 60)}") if item.link else ""
    return join((first, brief(item.line, 300), source), "\n")
