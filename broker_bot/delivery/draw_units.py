"""A unit's message at its opening time, drawn from what it owes at that moment."""

from __future__ import annotations

from broker_bot.delivery.draw import Drawing, Drawn, Scene, face
from broker_bot.domain import people
from broker_bot.domain.unit_list import morning
from broker_bot.slack.views.unit_morning import MOST, unit_morning
from broker_bot.slack.views.unit_unheard import unit_unheard
from broker_bot.store import queries, requests
from broker_bot.store.outbox import Item


def drawn(scene: Scene, item: Item) -> Drawn | None:
    """Nothing when the unit has answered everything meanwhile."""
    unit = scene.district.units.get(item.place.removeprefix("unit:"))
    if unit is None:
        return None
    read = morning(unit, queries.open_of_unit(scene.conn, unit.id), scene.district, scene.now, MOST)
    return Drawn(unit_morning(read)) if read else None


def unheard(scene: Scene, item: Item) -> Drawn | None:
    """To the ILD: nobody of the unit can be reached, neither its channel nor its lead."""
    request = requests.load(scene.conn, item.aggregate)
    if request is None or not request.owes:
        return None
    unit = people.unit_of(scene.district, request)
    card = face(scene, request, "ild", item.recipient)
    return Drawn(unit_unheard(card, unit.channel, people.name_of(scene.district, unit.lead)))


DRAWINGS: dict[str, Drawing] = {"morning": drawn, "unit.unheard": unheard}
