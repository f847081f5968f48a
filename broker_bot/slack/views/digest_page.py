"""A principal's weekly page: at most 25 blocks and 8,000 characters; what does not fit is counted and stands in Home.

Slack refuses 50 blocks and, undocumented, about 12,000 characters (github.com/slackapi/bolt-js/issues/2509).
"""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import DigestPage, PageItem
from broker_bot.slack.views.blocks import context, header, section
from broker_bot.slack.views.items import item_blocks, item_text
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import brief, cut, day, quote, say

ROOM = 25
CHARACTERS = 8000
FYI = 5
ITEM = 1500


def digest_page(page: DigestPage) -> Message:
    """Counts and minutes first, then the ILD's note, the items with their buttons, and what others took care of."""
    blocks: list[Block] = [section(f"*{say(page.first_line, 300)}*")]
    if page.note:
        blocks.append(section(f"{quote(page.note, 600)}\n{brief(page.ild)}"))
    end = [context(say(page.counts_line, 300))] if page.counts_line else []
    left = 0
    for tier, heading in page.headings:
        items = [item for item in page.items if item.tier == tier]
        if not items:
            continue
        room = ROOM - len(blocks) - len(end) - 1
        letters = CHARACTERS - size(blocks) - size(end) - 80
        drawn, missed = _tier(page, tier, heading, items, room, letters)
        blocks += drawn
        left += missed
    if left:
        blocks.append(context(f"{left} more in Home."))
    return Message(f"Your week of {day(page.week)}. {say(page.first_line, 300)}", (*blocks, *end))


def size(blocks: Sequence[Block]) -> int:
    """Characters that people read, and the values of buttons."""
    return sum(_letters(block) for block in blocks)


def _letters(node: object) -> int:
    if isinstance(node, dict):
        return sum(len(v) if k in ("text", "value") and isinstance(v, str) else _letters(v) for k, v in node.items())
    return sum(_letters(part) for part in node) if isinstance(node, list) else 0


def _tier(
    page: DigestPage, tier: str, heading: str, items: Sequence[PageItem], room: int, letters: int
) -> tuple[list[Block], int]:
    blocks: list[Block] = [header(heading)]
    letters -= size(blocks)
    if tier == "fyi":
        text, shown = _lines(items, min(letters, 2900))
        if not shown or room < 2:
            return [], len(items)
        return [*blocks, section(text)], len(items) - shown
    for place, item in enumerate(items):
        drawn = item_blocks(page.issue, item, page.labels, ITEM)
        if len(blocks) + len(drawn) > room or size(drawn) > letters:
            return (blocks if place else []), len(items) - place
        blocks += drawn
        letters -= size(drawn)
    return blocks, 0


def _lines(items: Sequence[PageItem], letters: int) -> tuple[str, int]:
    text, shown = "", 0
    for item in items[:FYI]:
        line = "• " + cut(item_text(item), 560)
        if len(text) + len(line) + 1 > letters:
            break
        text, shown = (f"{text}\n{line}" if text else line), shown + 1
    return text, shown
