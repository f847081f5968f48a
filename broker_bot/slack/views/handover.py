"""What waited while somebody was in schools: one message, worst first, each row with its own button."""

from __future__ import annotations

from broker_bot.domain.handover import Handover
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import button, context, section
from broker_bot.slack.views.rows import row_block
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.talk_card import talk_row
from broker_bot.slack.views.text import brief, count, day, join, sentence
from broker_bot.slack.views.words_mandate import mandate_row

MOST = 20
"""Rows of one message; a message has at most 25 blocks, and what is left out stands in Home."""


def handover(found: Handover) -> Message:
    """The batch at the end of protected time."""
    late = sum(row.late for row in found.rows)
    counted = (
        count(len(found.rows), "request") if found.rows else "",
        count(len(found.mandates), "demand") + " to decide" if found.mandates else "",
        count(len(found.asks), "ask") + " about the page" if found.asks else "",
        count(len(found.talks), "question") + " to you" if found.talks else "",
        count(len(found.lines), "message") if found.lines else "",
    )
    what = join(counted, ", ")
    head = f"While you were in schools: {what}" if found.in_schools else f"{what} {_need(found)} you"
    news = head + (f"; {late} late." if late else ".")
    blocks: list[Block] = [section(f"*{news}*" + (f"\n{_helped(found)}" if found.helped else ""))]
    rows = [row_block(row, "both", ids.SHOW) for row in found.rows] + [mandate_row(card) for card in found.mandates]
    rows += [_ask(found, n) for n in range(len(found.asks))]
    rows += [talk_row(card) for card in found.talks]
    rows += [[section(brief(line, 600))] for line in found.lines]
    for row in rows[:MOST]:
        blocks += row
    if len(rows) > MOST:
        blocks.append(context(f"and {len(rows) - MOST} more in Home."))
    return Message(join((news, _first(found))), tuple(blocks))


def _need(found: Handover) -> str:
    return "needs" if found.size == 1 else "need"


def _helped(found: Handover) -> str:
    return f"Help was asked for with {join(found.helped[:10], ', ')}."


def _ask(found: Handover, n: int) -> list[Block]:
    ask = found.asks[n]
    owed = join((brief(ask.unit, 60), f"due {day(ask.due)}" if ask.due else "", brief(ask.school, 60)), " · ")
    text = f"*{brief(ask.principal, 60)} asks you to take off: {brief(ask.title, 100)}*\n{owed}"
    return [section(text, button("Answer", ids.OFF_DECIDE, f"{ask.issue}:{ask.mandate}", about=ask.title))]


def _first(found: Handover) -> str:
    if not found.rows:
        return ""
    row = found.rows[0]
    return sentence(f"First: {brief(row.school, 60)}, {brief(row.title, 80)}")
