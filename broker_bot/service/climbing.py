"""What joined requests know of each other when the clock looks at one: who was told by the others, one at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import family, ladder
from broker_bot.domain.family import Told
from broker_bot.domain.model import Request
from broker_bot.store import joins as rows
from broker_bot.store import outbox, requests, wakes


def others(conn: Connection, request: Request, *, lock: bool = False) -> list[Request]:
    """The requests that a request is joined with, the one they are joined under first; none for one on its own.

    `lock` locks that one, so that of a family one climbs at a time.
    """
    if not request.parent:
        return rows.children(conn, request.id)
    parent = requests.load(conn, request.parent, lock=lock)
    found = [*([parent] if parent else []), *rows.children(conn, request.parent)]
    return [other for other in found if other.id != request.id]


def told(conn: Connection, request: Request) -> tuple[Told, ...]:
    """Who heard of the same trouble by another request."""
    return family.told(request, others(conn, request, lock=True)) if request.owes and not request.urgent else ()


def look_again(conn: Connection, left: Iterable[Request], now: datetime) -> None:
    """A family changed: whoever relied on another's packet is looked at again, and every packet is drawn anew."""
    for request in left:
        if family.waits_on_another(request):
            wakes.put(conn, "request", str(request.id), now)
        elif request.packet_to and request.owes:
            outbox.enqueue(conn, "request", request.id, ladder.ild_card(request.packet_to), now)
