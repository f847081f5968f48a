"""The list of all desks, grouped by unit, with the help desk for those who cannot tell."""

from __future__ import annotations

from collections.abc import Iterable

from broker_bot.domain.readmodels import Choice
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import field, grouped, option
from broker_bot.slack.views.surface import Block


def desk_field(label: str, choices: Iterable[Choice]) -> Block:
    """A select of every desk; its value is a route id, or ROUTE_TRIAGE for the help desk."""
    units: dict[str, list[Block]] = {}
    for choice in choices:
        units.setdefault(choice.unit, []).append(option(choice.label, choice.route))
    unsure = [option("Not sure: the help desk decides", ids.ROUTE_TRIAGE)]
    return field(ids.FIELD_ROUTE, label, grouped("Choose a desk", [*units.items(), ("Help desk", unsure)]))
