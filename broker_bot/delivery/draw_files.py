"""A file for a unit that does not live in Slack: it can not go there, so its letter or desk says whom to ask."""

from __future__ import annotations

from broker_bot.delivery.draw import Drawing, Drawn, Scene
from broker_bot.domain.files import shown
from broker_bot.slack.views import notes
from broker_bot.store import requests
from broker_bot.store.outbox import Item


def outside(scene: Scene, item: Item) -> Drawn | None:
    request = requests.load(scene.conn, item.aggregate)
    if request is None or request.confidential:
        return None
    author, name = str(item.facts["author"]), shown(str(item.facts["name"]))
    return Drawn(notes.plain(f"{author} sent a file with {request.number}: {name}. Ask {author} for it."))


DRAWINGS: dict[str, Drawing] = {"file.relay": outside}
