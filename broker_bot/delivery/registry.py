"""Which intent is drawn by what."""

from __future__ import annotations

from broker_bot.delivery import draw, draw_demands
from broker_bot.delivery.draw import Drawing
from broker_bot.delivery.draw_notes import SENTENCES, note

DRAWINGS: dict[str, Drawing] = {
    "card.school": draw.card_school,
    "card.unit": draw.card_unit,
    "card.ild": draw.card_ild,
    "card.question": draw.question,
    "packet": draw.packet,
    "last_step": draw.last,
    "urgent": draw.urgent,
    "reminders": draw.reminders,
    "remind.now": draw.reminders,
    "alarm.nobody": draw.nobody,
    "note.plain": draw.plain,
    **dict.fromkeys(SENTENCES, note),
    **dict.fromkeys(("note.reply", "note.left", "note.added", "note.reopened", "note.came_from", "note.nudge"), note),
    **draw_demands.DRAWINGS,
}
