"""What a message is, found out before the write: its desk, its matters, and what in it tells of one student."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from broker_bot.domain import dated, details
from broker_bot.domain.district import District
from broker_bot.domain.explaining import explained
from broker_bot.domain.matters import Matter
from broker_bot.domain.placing import Placement
from broker_bot.matching import Desk
from broker_bot.matching.whole import looked_over
from broker_bot.service.landing import Service


@dataclass(frozen=True, slots=True)
class Reading:
    """`matters` is empty for one matter; `details` holds the kinds of student details found.

    `masked` is the text without them, `veiled` the text with names left for those who help.
    """

    placement: Placement
    matters: tuple[Matter, ...] = ()
    details: tuple[str, ...] = ()
    masked: str = ""
    veiled: str = ""
    explained: tuple[str, ...] = ()


def sorted_out(service: Service, text: str, spoken: str = "") -> Reading:
    """Read a message with every lesson in force; `spoken` are its words without what was written around them."""
    district, desk = service.present.district_and_desk()
    today = details.local_day(district, service.clock.now())
    whole = looked_over(desk, text, spoken)
    why = _why(desk, spoken or text, whole.placement, district, today)
    several = [replace(one, explained=_why(desk, one.text, it, district, today)) for one, it in whole.matters]
    found = details.kinds(details.found(text, today, details.adults(district), details.places(district)))
    masked, veiled = _without(service, text, district) if found else (text, text)
    return Reading(whole.placement, tuple(several), found, masked, veiled, why)


def kinds_in(service: Service, text: str, district: District) -> tuple[str, ...]:
    """The kinds of student details in a text."""
    return details.kinds(details.found(text, *_known(service, district)))


def _without(service: Service, text: str, district: District) -> tuple[str, str]:
    known = _known(service, district)
    return details.masked(text, *known), details.masked(text, *known, names_too=False)


def _known(service: Service, district: District) -> tuple[date, tuple[str, ...], tuple[str, ...]]:
    today = details.local_day(district, service.clock.now())
    return today, details.adults(district), details.places(district)


def _why(desk: Desk, text: str, placement: Placement, district: District, today: date) -> tuple[str, ...]:
    """The lines that `broker-bot route --explain` prints."""
    return explained(placement, desk.nearest(text), lambda name: dated.change(district, name, today))
