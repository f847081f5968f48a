"""What somebody hears who makes a request of a thread that is one already: which, how it stands, and the way to it."""

from __future__ import annotations

from broker_bot.delivery.draw import Drawing, Drawn, Scene, face
from broker_bot.slack.views.notes import known_already
from broker_bot.store import requests
from broker_bot.store.outbox import Item


def known(scene: Scene, item: Item) -> Drawn | None:
    request = requests.load(scene.conn, item.aggregate)
    if request is None:
        return None
    return Drawn(known_already(face(scene, request, "school", item.recipient)))


DRAWINGS: dict[str, Drawing] = {"source.known": known}
