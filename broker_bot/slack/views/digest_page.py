"""A principal's weekly page: at most 25 blocks and 8,000 characters; what does not fit is counted and stands in Home.

Slack refuses 50 blocks and, undocumented, about 12,000 characters (github.com/slackapi/bolt-js/issues/2509).
"""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.asked import Asked
from broker_bot.domain.readmodels import DigestPage, PageItem
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, header, section
from broker_bot.slack.views.items import item_blocks
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import brief, count, day, quote, say

ROOM = 25
CHARACTERS = 8000
FYI = 5
OFF = 5
ASKED = 3
ITEM = 1500
LINE = 300


def digest_page(page: DigestPage, asked: Sequence[Asked] = ()) -> Message:
    """Counts and minutes first, then the ILD's note, what units wait for, the items, and what others took care of."""
    blocks: list[Block] = [section(f"*{say(_first(page, asked), 300)}*")]
    if page.note:
        blocks.append(section(f"{quote(page.note, 600)}\n{brief(page.ild)}"))
    blocks += _asked(asked)
    end = _end(page)
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
    return Message(f"Your week of {day(page.week)}. {say(_first(page, asked), 300)}", (*blocks, *end))


def _first(page: DigestPage, asked: Sequence[Asked]) -> str:
    """A page with nothing but a question does not say that there is nothing."""
    if page.items or not asked:
        return page.first_line
    return f"Nothing for you this week but {count(len(asked), 'answer')}."


def _asked(asked: Sequence[Asked]) -> list[Block]:
    """What units wait for, each with its button; the rest stands on Home."""
    blocks: list[Block] = []
    for one in asked[:ASKED]:
        said = f"\n{quote(one.text, 300)}" if one.text else ""
        blocks.append(section(f"*{brief(one.unit)}* asked you on {day(one.on)} and waits for your answer.{said}"))
        blocks += actions([button("Answer", ids.ADD, str(one.request), about=one.number)])
    if len(asked) > ASKED:
        blocks.append(context(f"{count(len(asked) - ASKED, 'more question')} in Home."))
    return blocks


def _end(page: DigestPage) -> list[Block]:
    """What others took off, what they took care of, and the ways to all of it."""
    end: list[Block] = []
    if page.off:
        lines = "\n".join(f"• {brief(line, 240)}" for line in page.off[:OFF])
        more = f"\n{len(page.off) - OFF} more." if len(page.off) > OFF else ""
        end.append(section(f"*{brief(page.off_heading)}*\n{lines}{more}"))
    if page.counts_line:
        end.append(context(say(page.counts_line, 300)))
    if page.items or page.off or page.counts_line:
        value = str(page.issue)
        end += actions([button("See all", ids.PAGE_ALL, value), button("Why not?", ids.PAGE_WHY, value)])
    return end


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
    limit = ITEM
    if tier == "fyi":
        items, limit = items[:FYI], LINE
    for place, item in enumerate(items):
        drawn = item_blocks(page.issue, item, page.labels, limit)
        if len(blocks) + len(drawn) > room or size(drawn) > letters:
            return (blocks if place else []), len(items) - place
        blocks += drawn
        letters -= size(drawn)
    return blocks, 0
