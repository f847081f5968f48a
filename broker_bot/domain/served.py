"""What a school sees while its ILD serves it: the ILD, and nothing of what the unit still owes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from broker_bot.domain import people
from broker_bot.domain.district import District
from broker_bot.domain.model import Request, Status
from broker_bot.domain.readmodels import QueueRow, RequestCard


def rows(listed: Iterable[QueueRow], requests: Iterable[Request], district: District) -> tuple[QueueRow, ...]:
    """A school's list with the ILD where one stepped in."""
    by = {r.id: people.name_of(district, r.served_by) for r in requests if r.served_by and r.status != Status.CLOSED}
    return tuple(
        replace(row, unit=by[row.id], state_words="your ILD takes care of this", due_at=None, late=False, holder="")
        if row.id in by
        else row
        for row in listed
    )


def opened(card: RequestCard) -> RequestCard:
    """The opened card of a school."""
    if card.state != "served":
        return card
    words = f"{card.served_by}, your ILD, takes care of this"
    return replace(card, state_words=words, due_at=None, late=False, holder="", shares=())
