"""Who should not be disturbed now hears later, unless it is about safety; see `quiet` and `packets` too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import protection
from broker_bot.domain.model import Notice
from broker_bot.service import packets, quiet
from broker_bot.store import blocks, kept_back, outbox, wakes

NO_PUSH = ("home", "ephemeral", "card.ild", "card.off")
"""These change what stands, or answer the person's own press: nobody's phone sounds."""


def tell(conn: Connection, kind: str, aggregate: int, notice: Notice, now: datetime) -> None:
    """Send a notice on its way, or keep it for the end of its person's protected time."""
    if quiet.holds(conn, kind, aggregate, notice, now):
        return
    if notice.urgent or "@" not in notice.to or notice.kind in NO_PUSH or _stands(conn, kind, aggregate, notice):
        outbox.enqueue(conn, kind, aggregate, notice, now)
        return
    over = protection.until(blocks.around(conn, notice.to, now), now)
    if over is None:
        if not packets.wait(conn, kind, aggregate, notice, now):
            outbox.enqueue(conn, kind, aggregate, notice, now)
        return
    kept_back.keep(conn, kind, aggregate, notice, now)
    wakes.put(conn, "block", notice.to, over)


def tell_said(conn: Connection, said: int, notice: Notice, now: datetime, lane: str, *, urgent: bool) -> None:
    """The copy of a sentence, in its request's lane; some people want answers in their school's windows alone.

    An ILD who sent the request is not disturbed by it in protected time either.
    """
    if not urgent and quiet.holds(conn, "said", said, notice, now, lane):
        return
    over = None if urgent or "@" not in notice.to else protection.until(blocks.around(conn, notice.to, now), now)
    if over is None:
        outbox.enqueue(conn, "said", said, notice, now, lane=lane)
        return
    kept_back.keep(conn, "said", said, replace(notice, facts={**notice.facts, "lane": lane}), now)
    wakes.put(conn, "block", notice.to, over)


def _stands(conn: Connection, kind: str, aggregate: int, notice: Notice) -> bool:
    """Whether a card stands in Slack already: drawing it anew makes no sound."""
    if not notice.kind.startswith("card."):
        return False
    card = outbox.card(conn, kind, aggregate, notice.place)
    return bool(card and card.ts)
