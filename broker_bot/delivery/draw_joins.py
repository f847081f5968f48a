"""What joining adds to a card: the one it is joined under, those under it, and whether others are offered."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from broker_bot.domain import joins
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Request
from broker_bot.domain.readmodels import RequestCard
from broker_bot.service.joins import candidates
from broker_bot.store import joins as rows
from broker_bot.store import requests

OFFERED = ("unit", "ild")
"""Sides whose card may offer to join."""


def with_family(
    conn: Connection, request: Request, card: RequestCard, side: str, reader: Person | None, district: District
) -> RequestCard:
    """The card with its family, for one side and one reader (None: the unit's channel)."""
    parent = requests.load(conn, request.parent) if request.parent else None
    family = rows.children(conn, parent.id if parent else request.id)
    offered = side in OFFERED and not request.parent and request.owes and not request.confidential
    alike = candidates(conn, request, reader, district) if offered else []
    seen = joins.shown(card, request, parent, family, alike, district)
    if side == "unit":
        return joins.apart(seen)
    return seen if side in OFFERED else hidden(seen, card)


def hidden(seen: RequestCard, card: RequestCard) -> RequestCard:
    """For the school: how many others there are and nothing else of it."""
    return replace(card, others=seen.others)
