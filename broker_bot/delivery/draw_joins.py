"""What joining adds to a card: the one it is joined under, those under it, and whether others are offered."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from broker_bot.domain import faces, joins
from broker_bot.domain.access import Action, may
from broker_bot.domain.district import District, Person
from broker_bot.domain.family import schools
from broker_bot.domain.model import Request
from broker_bot.domain.readmodels import QueueRow, RequestCard
from broker_bot.service import climbing
from broker_bot.service.joins import candidates
from broker_bot.store import joins as rows
from broker_bot.store import outbox, requests

OFFERED = ("unit", "ild")
"""Sides whose card may offer to join."""

DIRECTORS = ("ild", "last")
"""Sides that are told of a trouble once, whatever the number of its schools."""


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
    if side in DIRECTORS and not request.urgent:
        also = [*([parent] if parent else []), *family]
        seen = replace(seen, same_at=schools(request, (o for o in also if _reads(reader, o, district)), district))
    return seen if side in DIRECTORS else hidden(seen, card)


def for_all(conn: Connection, request: Request, row: QueueRow, reader: Person, district: District) -> QueueRow:
    """A director's row of a request, with how many more schools the same trouble has."""
    also = (other for other in climbing.others(conn, request) if _reads(reader, other, district))
    more = 0 if request.urgent else len(schools(request, also, district))
    return replace(row, school=f"{row.school} and {more} more") if more else row


def _reads(reader: Person | None, other: Request, district: District) -> bool:
    return reader is not None and may(reader, Action.READ, faces.subject(other, district))


def stands_elsewhere(conn: Connection, request: Request, person: str) -> bool:
    """Whether a director has the packet of another request of the same trouble."""
    place = f"ild:{person}"
    cards = (outbox.card(conn, "request", other.id, place) for other in climbing.others(conn, request))
    return any(card is not None and card.ts for card in cards)


def hidden(seen: RequestCard, card: RequestCard) -> RequestCard:
    """For the school: how many others there are and nothing else of it."""
    return replace(card, others=seen.others)
