"""Lists: one block a request, headings, and an honest "N more" where a surface is full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broker_bot.domain.readmodels import QueueRow
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import button, context, header, section
from broker_bot.slack.views.surface import Block
from broker_bot.slack.views.text import brief, clip, cut, join, link, moment

LEAST = 10
"""Blocks that every part of a list may use before an earlier part takes the rest."""

ROW = 600
"""Characters of one row, so that ten of them fit a message."""


@dataclass(frozen=True, slots=True)
class Part:
    """One heading with its rows, each row one or two blocks; `empty` is said when there are none."""

    heading: str
    rows: Sequence[Sequence[Block]]
    empty: str = ""

    @property
    def size(self) -> int:
        """Blocks of all rows together."""
        return sum(len(row) for row in self.rows)


def row_text(row: QueueRow, place: str) -> str:
    """Two lines: what, then where and how it stands. `place` is "school", "unit" or "both"."""
    number = link(row.where, clip(row.number, 30)) if row.where else brief(row.number, 30)
    first = join((f"*{brief(row.title, 100)}*", "Urgent." if row.urgent else ""), "  ")
    where = {"school": (row.school,), "unit": (row.unit,)}.get(place, (row.school, row.unit))
    due = f"{'late, was due' if row.late else 'due'} {moment(row.due_at)}" if row.due_at else "late" if row.late else ""
    holder = "" if row.holder and row.holder in row.state_words else brief(row.holder, 40)
    second = join((number, *(brief(w, 60) for w in where), brief(row.state_words, 100), due, holder), " · ")
    return cut(f"{first}\n{second}", ROW)


def row_block(row: QueueRow, place: str, opens: str = ids.OPEN) -> list[Block]:
    """A row with its Open button; `opens` is that button's id."""
    about = f"{row.number} {row.title}"
    return [section(row_text(row, place), button("Open", opens, str(row.id), about=about))]


def parts(*listed: Part, room: int) -> list[Block]:
    """All parts in order within `room` blocks; what is left out is counted in words."""
    shown = [part for part in listed if part.rows or part.empty]
    spare = room - 2 * len(shown)
    shares = [min(part.size, LEAST) for part in shown]
    spare -= sum(shares)
    for place, part in enumerate(shown):
        more = max(0, min(part.size - shares[place], spare))
        shares[place] += more
        spare -= more
    return [block for part, share in zip(shown, shares, strict=True) for block in _part(part, share)]


def _part(part: Part, share: int) -> list[Block]:
    blocks: list[Block] = [header(part.heading)] if part.heading else []
    drawn = 0
    for row in part.rows:
        if len(row) > share:
            break
        blocks += row
        share -= len(row)
        drawn += 1
    left = len(part.rows) - drawn
    if left:
        blocks.append(context(f"{left} more; they move up as these are done."))
    elif not part.rows:
        blocks.append(context(part.empty))
    return blocks
