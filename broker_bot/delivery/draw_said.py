"""A copy of what somebody said in the other room: posted once, under the card there, and changed in place."""

from __future__ import annotations

from dataclasses import replace

from broker_bot.delivery.draw import Drawn, Scene, face, living, reads
from broker_bot.domain import details, people
from broker_bot.domain.model import Request
from broker_bot.domain.said_line import SaidLine
from broker_bot.slack.views import notes, said
from broker_bot.slack.views.surface import Message
from broker_bot.store import mirror, outbox, requests
from broker_bot.store.mirror import Mirrored
from broker_bot.store.outbox import Item

ANSWERS = ("reply", "question", "called")


def copy(scene: Scene, item: Item) -> Drawn | None:
    """The copy at a place as the sentence reads now; what is said to the school also shows in the conversation."""
    row = mirror.load(scene.conn, item.aggregate)
    request = requests.load(scene.conn, row.request) if row and row.request else None
    if row is None or request is None:
        return None
    if item.place.startswith("school:") and not reads(scene, request, item.recipient):
        return None
    card = outbox.card(scene.conn, "request", request.id, item.place)
    own = outbox.card(scene.conn, "said", row.id, item.place)
    thread, channel = (card.ts, card.channel) if card else ("", "")
    aloud = row.kind in ANSWERS and item.place.startswith("school:")
    return Drawn(
        _message(scene, item, row, request),
        update=own.ts if own else "",
        thread=thread,
        channel=own.channel if own and own.ts else channel,
        version=own.wanted if own else 1,
        also_in_channel=aloud and bool(thread),
    )


def remark(scene: Scene, item: Item) -> Drawn | None:
    """To the author of a remark alone: the school does not see it, and the way to send it."""
    row = mirror.load(scene.conn, int(str(item.facts["said"])))
    request = requests.load(scene.conn, row.request) if row and row.request else None
    if row is None or request is None or row.kind != "remark" or row.removed:
        return None
    school = people.school_name(scene.district, request.school)
    return Drawn(said.remark_line(row.id, school), thread=str(item.facts["thread"]))


def joined(scene: Scene, item: Item) -> Drawn | None:
    """To the sender: which request the words joined, and the way out of it."""
    row = mirror.load(scene.conn, item.aggregate)
    request = requests.load(scene.conn, row.request) if row and row.request else None
    if row is None or request is None:
        return None
    unit = people.unit_of(scene.district, request).name
    gone = row.kind == "moved"
    return living(scene, item, said.joined_line(row.id, request.number, unit, gone))


def line(scene: Scene, row: Mirrored) -> SaidLine:
    """The sentence with its writer's name and, in a reply, the unit it was written for."""
    unit = scene.district.units.get(row.unit)
    name = people.name_of(scene.district, row.author)
    said_by = (name, unit.name if unit else "", row.text, row.at, bool(row.stamp), row.removed, row.kind)
    return SaidLine(*said_by, change=row.id if row.ts is None else 0)


def _message(scene: Scene, item: Item, row: Mirrored, request: Request) -> Message:
    inside = item.place.startswith("unit:")
    said_line, hidden = line(scene, row), request.confidential if inside else ""
    if row.kind == "moved":
        return notes.plain(f"{said_line.author} took this back: it is a new request.")
    if row.kind in ANSWERS:
        if inside:
            return said.left(said_line, hidden)
        return said.answer(replace(said_line, change=0), face(scene, request, "school", item.recipient))
    if inside and details.found_in(row.text, scene.district, scene.now):
        said_line = replace(said_line, text=details.hidden(row.text, scene.district, scene.now))
    own = item.place == f"school:{row.author}"
    return said.added(said_line if own else replace(said_line, change=0), hidden, quiet=bool(request.confidential))
