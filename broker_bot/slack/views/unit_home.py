"""The Home of a unit's staff: the queue, nearest breach first, and what the unit asked of principals."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import MandateCard, UnitQueue
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, home, section
from broker_bot.slack.views.rows import Part, parts, row_block
from broker_bot.slack.views.surface import Block, Home
from broker_bot.slack.views.text import brief, join
from broker_bot.slack.views.words_mandate import apart, due, network


def unit_home(queue: UnitQueue) -> Home:
    """Counts in one line, then the queue; at most 100 blocks."""
    served = f"{queue.served_by_ild} served by an ILD, your answer still owed" if queue.served_by_ild else ""
    counts = join((f"{queue.unanswered} to answer", f"{queue.late} late" if queue.late else "none late", served), " · ")
    top: list[Block] = [section(f"*{brief(queue.unit)}*\n{counts}")]
    if queue.may_send_mandate:
        top += actions(
            [
                button("Ask principals for something", ids.MANDATE_NEW, "new"),
                button("Read a memo", ids.MEMO_PASTE, "new"),
            ]
        )
    top += _filters(queue)
    mine = Part("For you", [row_block(row, "school") for row in queue.mine])
    nobody = "" if queue.mine else "Nobody waits for you."
    label = next((label for name, label, _ in queue.filters if name == queue.shown), "Queue")
    heading = "The rest of the unit" if queue.mine else "Queue" if queue.shown == "all" else label
    rows = Part(heading, [row_block(r, "school") for r in queue.rows], nobody)
    if queue.notice:
        top.append(context(brief(queue.notice, 200)))
    asked = Part("What you asked of principals", _mandates(queue.mandates))
    return Home(home(top + parts(mine, rows, asked, room=100 - len(top))))


def _filters(queue: UnitQueue) -> list[Block]:
    """What the list can show, each with its number; and the way to answer several."""
    found = [
        button(f"{label} {number}", f"queue.{name}", name, style="primary" if name == queue.shown else "", about="list")
        for name, label, number in queue.filters
    ]
    several = [button("Several at once", ids.SEVERAL, "list")] if len(queue.rows) + len(queue.mine) > 1 else []
    return actions([*found, *several])


def _mandates(cards: Sequence[MandateCard]) -> list[list[Block]]:
    """A row for each network's decision; the date is corrected on the first, for all."""
    seen = [card.id for card in cards]
    return [_mandate(card, seen.index(card.id) == place) for place, card in enumerate(cards)]


def _mandate(card: MandateCard, first: bool) -> list[Block]:
    by = f"{brief(card.tier_words, 60)}, decided by {brief(card.decided_by, 60)}" if card.tier else "waits for the ILD"
    line = join((network(card), due(card), by), " · ")
    reason = f"Reason: {brief(card.reason, 200)}" if card.reason else ""
    words = join((f"*{brief(card.title, 100)}*", line, brief(card.counts), apart(card), reason), "\n")
    move = button("Correct the date", ids.MANDATE_MOVE, str(card.id), about=card.title) if first else None
    return [section(words, move)]
