"""Why a message went where it went, in lines that the command line and the card share. Quotes the asker's words only,
and examples of the district's own files. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from broker_bot.domain.placing import Candidate, Placement, quoted

CLOSE = 0.02
"""Chance from which a third desk is worth a line; the second always is."""

Nearest = Callable[[str], Sequence[str]]
"""From a route's id to the examples of its own that are most like the message."""


def decided(placed: Placement) -> tuple[str, ...]:
    """What was decided and why, and the words of danger if there are any."""
    urgent = (f"urgent: {quoted(placed.urgent_words)}",) if placed.urgent else ()
    return (_headline(placed), f"why: {placed.why}", *urgent)


def explained(placed: Placement, nearest: Nearest, change: Callable[[str], str]) -> tuple[str, ...]:
    """The decision, then each desk that won or came close: its chance, the words that spoke for it, its examples.

    `change` says for a route's id when it moved between units or will, in a few words or none.
    """
    shown = [it for at, it in enumerate(placed.top) if at <= 1 or it.confidence >= CLOSE]
    lines = [_line(at, it, placed, nearest) for at, it in enumerate(shown)]
    dates = [f"dates: {it.route} {said}" for it in placed.top if (said := change(it.route))]
    return (*decided(placed), *lines, *dates)


def _headline(placed: Placement) -> str:
    if placed.action == "route":
        return f"route: {placed.route} (unit {placed.unit}, confidence {placed.confidence:.2f})"
    if placed.action == "ask":
        return "ask: " + (", ".join(it.route for it in placed.top) or "no desk comes to mind")
    return f"out_of_scope: {placed.kind}"


def _line(at: int, candidate: Candidate, placed: Placement, nearest: Nearest) -> str:
    best = placed.top[0]
    words = quoted(candidate.evidence) or "no words of its own"
    gap = f", {best.confidence - candidate.confidence:.2f} behind {best.route}" if at else ""
    like = "; ".join(f'"{example}"' for example in nearest(candidate.route))
    examples = f"; its example {like} is near" if like else ""
    won = "won" if at == 0 and placed.action == "route" else "lost"
    return f"{won}: {candidate.route} {candidate.confidence:.2f} on {words}{gap}{examples}"
