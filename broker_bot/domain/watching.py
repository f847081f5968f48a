"""A timed watch on a unit for one network, and how the unit answered before and during it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from broker_bot.domain import hours, people
from broker_bot.domain.district import District
from broker_bot.domain.model import Request

LONGEST = timedelta(days=92)
"""A watch that goes on for a school year is no watch but a habit."""

ENOUGH = 5
"""With fewer requests than this a share says nothing."""

PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Watch:
    """One director is copied on a unit's new requests of one network; `told_at` is up to when."""

    id: int
    person: str
    unit: str
    network: str
    began_at: datetime
    until: datetime
    told_at: datetime
    route: str = ""
    """The one kind of request that is watched; "" is all of the unit's."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of `asked` requests whose time is over, `on_time` had their answer within the target."""

    asked: int
    on_time: int

    @property
    def percent(self) -> int:
        return 100 * self.on_time // self.asked if self.asked else 0

    @property
    def words(self) -> str:
        """ "7 of 9 on time (77%)"."""
        return f"{self.on_time} of {self.asked} on time ({self.percent}%)" if self.asked else "none was due"

    def low(self, floor: int) -> bool:
        """Whether it is under the district's floor in percent, of enough requests to say so."""
        return self.asked >= ENOUGH and 100 * self.on_time < floor * self.asked


@dataclass(frozen=True, slots=True)
class Slow:
    """A unit, or one of its routes, that a director might watch for a while: the words of the command, name, share."""

    ask: str
    name: str
    share: str


def slow(
    found: Iterable[Request], watched: Collection[tuple[str, str]], district: District, now: datetime
) -> list[Slow]:
    """Units under the floor, and routes under it whose unit is not; `watched` are (unit, route) of open watches.

    `found` are a network's requests of the last PERIOD. A unit stands for its routes.
    """
    units: dict[str, list[Request]] = {}
    for request in found:
        units.setdefault(request.terms.unit, []).append(request)
    proposed: list[Slow] = []
    for unit in district.units.values():
        own = units.get(unit.id, [])
        if not own or (unit.id, "") in watched:
            continue
        share = on_time(own, district, now)
        if share.low(district.watch_floor):
            proposed.append(Slow(unit.id, unit.name, share.words))
            continue
        for route in dict.fromkeys(request.terms.route for request in own):
            known = district.routes.get(route)
            share = on_time((r for r in own if r.terms.route == route), district, now)
            if known and share.low(district.watch_floor) and (unit.id, route) not in watched:
                proposed.append(Slow(known.label, f"{known.label} ({unit.name})", share.words))
    return proposed


def on_time(found: Iterable[Request], district: District, now: datetime) -> Share:
    """How the first answers came; what is not due yet or was withdrawn is left out."""
    asked = good = 0
    for request in found:
        calendar = people.calendar_of(district, request)
        waited = hours.between(request.opened_at, request.answered_at or now, calendar)
        if request.answered_at is not None and waited <= request.first_target:
            asked, good = asked + 1, good + 1
        elif waited > request.first_target and request.outcome != "withdrawn":
            asked += 1
    return Share(asked, good)


def report(name: str, before: Share, during: Share) -> str:
    """What the director reads when a watch ends."""
    head = f"Your watch on {name} is over. While it ran: {during.words}; in as many days before: {before.words}."
    if not before.asked or not during.asked:
        return f"{head} That is too little to compare."
    change = during.percent - before.percent
    if abs(change) < 5:
        return f"{head} About the same."
    return f"{head} {'Better' if change > 0 else 'Worse'} by {abs(change)} points."
