"""Reminders of an hour as one message for one person, worst first."""

from __future__ import annotations

from broker_bot.domain.readmodels import QueueRow, ReminderBatch
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, section
from broker_bot.slack.views.rows import row_block, row_text
from broker_bot.slack.views.surface import Block, Message
from broker_bot.slack.views.text import brief, count, moment
from broker_bot.slack.views.words import LABELS

MOST = 10
ORDER = (ids.TAKE, ids.REPLY, ids.PROMISE, ids.OPEN)


def reminder_batch(batch: ReminderBatch) -> Message:
    """At most ten requests with their buttons; the rest is counted and stands in Home."""
    number = len(batch.rows)
    late = sum(row.late for row in batch.rows)
    news = f"{_owed(batch)}; {late} late." if late else f"{_owed(batch)}."
    reason = "You get this because nobody else answered." if batch.as_lead else ""
    blocks: list[Block] = [section(f"*{news}*" + (f"\n{reason}" if reason else ""))]
    for row in batch.rows[:MOST]:
        blocks += _row(row)
    if number > MOST:
        blocks.append(context(f"and {number - MOST} more in Home."))
    return Message(f"{news} {_worst(batch)}".strip(), tuple(blocks))


def _owed(batch: ReminderBatch) -> str:
    number = len(batch.rows)
    if batch.as_lead:
        return f"{count(number, 'request')} of your unit {'has' if number == 1 else 'have'} no answer yet"
    return f"{count(number, 'request waits', 'requests wait')} for you"


def _row(row: QueueRow) -> list[Block]:
    drawn = [action for action in ORDER if action in row.actions]
    if not drawn:
        return row_block(row, "school")
    about = f"{row.number} {row.title}"
    return [section(row_text(row, "school")), *actions([button(LABELS[a], a, str(row.id), about=about) for a in drawn])]


def _worst(batch: ReminderBatch) -> str:
    if not batch.rows:
        return ""
    row = batch.rows[0]
    due = f", {'was due' if row.late else 'due'} {moment(row.due_at)}" if row.due_at else ""
    return f"First: {brief(row.school, 60)}, {brief(row.title, 80)}{due}."
