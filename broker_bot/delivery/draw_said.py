"""A copy of what somebody said in the other room: posted once, under the card there, and changed in place."""

from __future__ import annotations

from dataclasses import replace

from broker_bot.delivery.draw import Drawn, Scene, face
from broker_bot.domain import details, people
from broker_bot.domain.model import Request
from broker_bot.domain.readmodels import SaidLine
from broker_bot.slack.views import said
from broker_bot.slack.views.surface import Message
from broker_bot.store import mirror, outbox, requests
from broker_bot.store.mirror import Mirrored
from broker_bot.store.outbox import Item


def copy(scene: Scene, item: Item) -> Drawn | None:
    """The copy at a place as the sentence reads now; what is said to the school also shows in the conversation."""
    row = mirror.load(scene.conn, item.aggregate)
    request = requests.load(scene.conn, row.request) if row and row.request else None
    if row is None or request is None:
        return None
    card = outbox.card(scene.conn, "request", request.id, item.place)
    own = outbox.card(scene.conn, "said", row.id, item.place)
    thread, channel = (card.ts, card.channel) if card else ("", "")
    aloud = row.kind == "reply" and item.place.startswith("school:")
    return Drawn(
        _message(scene, item, row, request),
        update=own.ts if own else "",
        thread=thread,
        channel=own.channel if own and own.ts else channel,
        version=own.wanted if own else 1,
        also_in_channel=aloud and bool(thread),
    )


def line(scene: Scene, row: Mirrored) -> SaidLine:
    """The sentence with its writer's name and, in a reply, the unit it was written for."""
    unit = scene.district.units.get(row.unit)
    name = people.name_of(scene.district, row.author)
    return SaidLine(name, unit.name if unit else "", row.text, row.at, bool(row.stamp), row.removed)


def _message(scene: Scene, item: Item, row: Mirrored, request: Request) -> Message:
    inside = item.place.startswith("unit:")
    said_line, hidden = line(scene, row), request.confidential if inside else ""
    if row.kind == "reply":
        if inside:
            return said.left(said_line, hidden)
        return said.answer(said_line, face(scene, request, "school", item.recipient))
    if inside and details.found_in(row.text, scene.district, scene.now):
        said_line = replace(said_line, text=details.hidden(row.text, scene.district, scene.now))
    return said.added(said_line, hidden, quiet=bool(request.confidential))
