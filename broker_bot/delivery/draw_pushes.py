"""The day's one message to a school: what still holds of what was kept for it."""

from __future__ import annotations

from broker_bot.delivery.draw import Drawing, Drawn, Scene
from broker_bot.delivery.draw_page_notes import due_items, late_words, moved_words
from broker_bot.domain.page_now import labels
from broker_bot.domain.readmodels import PageItem
from broker_bot.slack.views.day_note import day_note
from broker_bot.store import kept_back
from broker_bot.store.outbox import Item


def pushes(scene: Scene, item: Item) -> Drawn | None:
    """Corrected dates, late items, then what falls due, each item once."""
    lines: list[str] = []
    due: dict[int, tuple[int, PageItem]] = {}
    for kept in kept_back.handed_over(scene.conn, item.aggregate):
        facts = kept.notice.facts
        match kept.notice.kind:
            case "note.due":
                due |= {one[1].mandate: one for one in due_items(scene, facts)}
            case "note.moved":
                lines.append(moved_words(scene, kept.aggregate, facts))
            case "note.late":
                lines.append(late_words(scene, kept.aggregate, facts))
    said = [line for line in dict.fromkeys(lines) if line]
    rows = sorted(due.values(), key=lambda one: (one[1].due is None, one[1].due))
    return Drawn(day_note(said, rows, labels(scene.district))) if said or rows else None


DRAWINGS: dict[str, Drawing] = {"pushes": pushes}
