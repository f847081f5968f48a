"""*Ask* on an item of the weekly page: a request that needs no routing, for the item names its unit. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broker_bot.domain.district import District, Route
from broker_bot.domain.items import OnItem
from broker_bot.domain.placing import Placement


@dataclass(frozen=True, slots=True)
class AskItem(OnItem):
    """A question about an item, for the unit that sent it."""

    text: str = ""


def route_of_unit(unit: str, placement: Placement, district: District) -> Route | None:
    """The unit's own desk that fits the words best, else its first; None for a unit that the files no longer have."""
    best = (district.routes.get(candidate.route) for candidate in placement.top)
    own: Sequence[Route] = [route for route in district.routes.values() if route.unit == unit]
    return next((route for route in best if route is not None and route.unit == unit), own[0] if own else None)


def asked_words(title: str, text: str) -> str:
    """What the unit reads: the item, then the question."""
    return f"About \u201c{title}\u201d: {text}"
