"""A timed watch on a unit for one network, and how the unit answered before and during it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from broker_bot.domain import hours, people
from broker_bot.domain.district import District
from broker_bot.domain.model import Request

LONGEST = timedelta(days=92)
"""A watch that goes on for a school year is no watch but a habit."""

FLOOR_PERCENT = 70
"""A unit that answers fewer of a network's requests on time is proposed for a watch."""

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

    @property
    def low(self) -> bool:
        """Whether it is under the floor, of enough requests to say so."""
        return self.asked >= ENOUGH and self.percent < FLOOR_PERCENT


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
