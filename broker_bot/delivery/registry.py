"""Which intent is drawn by what."""

from __future__ import annotations

from broker_bot.delivery import (
    draw,
    draw_asking,
    draw_demands,
    draw_files,
    draw_handover,
    draw_memos,
    draw_pushes,
    draw_said,
    draw_sources,
    draw_units,
    draw_watch,
)
from broker_bot.delivery.draw import Drawing, Drawn, Scene
from broker_bot.delivery.draw_notes import SENTENCES, note
from broker_bot.store.outbox import Item


def _unless_gone(drawing: Drawing) -> Drawing:
    """What was meant for somebody who left the roster since is no longer sent; what stands there stays."""

    def drawn(scene: Scene, item: Item) -> Drawn | None:
        left = "@" in item.recipient and item.recipient not in scene.district.people
        return None if left else drawing(scene, item)

    return drawn


_DRAWINGS: dict[str, Drawing] = {
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
    "alarm.unheard": draw.unheard,
    "card.said": draw_said.copy,
    "card.joined": draw_said.joined,
    **dict.fromkeys(SENTENCES, note),
    **dict.fromkeys(
        ("note.question", "note.edited", "note.reopened", "note.came_from", "note.nudge", "note.brought_in"), note
    ),
    **draw_asking.DRAWINGS,
    **draw_units.DRAWINGS,
    **draw_demands.DRAWINGS,
    **draw_watch.DRAWINGS,
    **draw_files.DRAWINGS,
    **draw_memos.DRAWINGS,
    **draw_pushes.DRAWINGS,
    **draw_sources.DRAWINGS,
}

DRAWINGS: dict[str, Drawing] = {
    **{kind: _unless_gone(drawing) for kind, drawing in _DRAWINGS.items()},
    "handover": _unless_gone(draw_handover.drawing({**_DRAWINGS, "note.plain": draw.plain})),
    "note.plain": draw.plain,
    "ephemeral.remark": draw_said.remark,
}
