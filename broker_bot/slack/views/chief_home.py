"""The Home of the chief of schools or an executive: what reached them, and what is late by unit."""

from __future__ import annotations

from collections.abc import Sequence

from broker_bot.domain.readmodels import ChiefHome
from broker_bot.slack.views.blocks import home, section
from broker_bot.slack.views.rows import Part, parts, row_block
from broker_bot.slack.views.surface import Block, Home
from broker_bot.slack.views.text import brief, count
from broker_bot.slack.views.words_mandate import mandate_row


def chief_home(page: ChiefHome) -> Home:
    """At most 100 blocks."""
    reached = len(page.reached)
    said = f"{count(reached, 'request')} reached you." if reached else "Nothing has reached you."
    top: list[Block] = [section(f"*{said}*")]
    rows = Part("Reached you", [row_block(row, "both") for row in page.reached])
    units = Part("By unit", _units(page.units))
    gate = Part("To decide, where a network has no ILD", [mandate_row(card) for card in page.mandates])
    return Home(home(top + parts(rows, gate, units, room=100 - len(top))))


def _units(units: Sequence[tuple[str, int, int]]) -> list[list[Block]]:
    return [[section(f"*{brief(name, 60)}:* {waiting} open, {late} late")] for name, waiting, late in units]
