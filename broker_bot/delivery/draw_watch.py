"""A watch's list of a morning, and the report at its end."""

from __future__ import annotations

from broker_bot.delivery.draw import Drawing, Drawn, Scene, plain
from broker_bot.domain import faces
from broker_bot.domain.access import Action, may
from broker_bot.slack.views.watch_list import watch_list
from broker_bot.store import requests
from broker_bot.store.outbox import Item


def listed(scene: Scene, item: Item) -> Drawn | None:
    """What this person may still see of it."""
    person = scene.district.people.get(item.recipient)
    ids = [int(str(one)) for one in item.facts.get("rows") or []]  # type: ignore[union-attr]
    found = requests.load_many(scene.conn, ids).values()
    if person is None:
        return None
    seen = [r for r in found if may(person, Action.READ, faces.subject(r, scene.district))]
    rows = faces.worst_first(faces.queue_row(r, scene.district, scene.now, person) for r in seen)
    unit = str(item.facts.get("unit"))
    name = scene.district.units[unit].name if unit in scene.district.units else unit
    route = scene.district.routes.get(str(item.facts.get("route") or ""))
    name = route.label if route else name
    return Drawn(watch_list(name, rows)) if rows else None


DRAWINGS: dict[str, Drawing] = {"watch.list": listed, "watch.over": plain}
