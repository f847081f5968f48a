"""Which person of a unit a school has: the most particular entry of the unit's contacts wins. Pure."""

from __future__ import annotations

from broker_bot.domain.district import Contact, District, Unit


def named(district: District, unit: Unit, route: str, school: str) -> str:
    """The person named for this school, or "" when the unit names none.

    One named for the route goes before one for all routes, and one for the school before one for its network.
    """
    known = district.schools.get(school)
    network = known.network if known else ""
    fitting = [(rank, c.person) for c in unit.contacts if (rank := _rank(c, route, school, network))]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else ""


def contact(district: District, unit: Unit, route: str, school: str) -> str:
    """The person of a unit for a school: the one named for it, else the unit's own contact."""
    return named(district, unit, route, school) or unit.contact


def _rank(entry: Contact, route: str, school: str, network: str) -> int:
    if entry.routes and route not in entry.routes:
        return 0
    place = 2 if school in entry.schools else 1 if network and network in entry.networks else 0
    return place and place + (2 if entry.routes else 0)
