"""What other files would have done with a request that was: another desk, another question, other hours. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from broker_bot.domain import ladder
from broker_bot.domain.district import District, Route
from broker_bot.domain.model import Request, Rung, Status
from broker_bot.domain.placing import Placement
from broker_bot.domain.terms import terms_for

RUNGS = (Rung.CONTACT, Rung.LEAD, Rung.ILD)


@dataclass(frozen=True, slots=True)
class Birth:
    """How a request began: its first route, whether the bot asked for it, whether it alarmed."""

    route: str
    asked: bool
    urgent: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A rung that would be taken at another instant (UTC); None where it would not be taken."""

    rung: Rung
    was: datetime | None
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What would be different; `was` and `now` are routes or outcomes, empty where they are the same."""

    request: int
    opened_at: datetime
    was: str
    now: str
    steps: tuple[Step, ...]


def compare(request: Request, birth: Birth, placed: Placement, before: District, after: District) -> Difference | None:
    """None when nothing would be different. `before` and `after` are the districts as of the request's day.

    A request that the bot had to ask about, and would ask about again, is compared on the desk that it got.
    """
    was = _label(birth.route, birth.asked, birth.urgent)
    route = after.routes.get(birth.route) if _asks(placed) and birth.asked else None
    route = route or after.routes.get(_goes_to(placed))
    now = _label(_goes_to(placed) if not _asks(placed) else birth.route, _asks(placed), placed.urgent)
    if placed.action == "out_of_scope":
        now = f"no request ({placed.kind})"
    if birth.route not in after.routes and _asks(placed):
        now = f"asks; {birth.route} is gone"
    steps = _steps(request, birth, before, after, route) if route else ()
    if was == now and not steps:
        return None
    return Difference(request.id, request.opened_at, was if was != now else "", now if was != now else "", steps)


def _asks(placed: Placement) -> bool:
    return placed.action == "ask" and not placed.urgent


def _goes_to(placed: Placement) -> str:
    return placed.route or (placed.top[0].route if placed.top else "")


def _label(route: str, asked: bool, urgent: bool) -> str:
    return ("asks" if asked else route) + (", urgent" if urgent else "")


def _steps(request: Request, birth: Birth, before: District, after: District, route: Route) -> tuple[Step, ...]:
    old = _dues(_newborn(request, birth, before), before)
    new = _dues(replace(_newborn(request, birth, before), terms=terms_for(route, after)), after)
    return tuple(Step(rung, old.get(rung), new.get(rung)) for rung in RUNGS if old.get(rung) != new.get(rung))


def _newborn(request: Request, birth: Birth, before: District) -> Request:
    """The request as it was when it was filed; one that moved had the terms of its first desk."""
    first = before.routes.get(birth.route)
    moved = request.terms.route != birth.route or bool(request.holders)
    terms = terms_for(first, before) if moved and first else request.terms
    return replace(
        request,
        terms=terms,
        status=Status.OPEN,
        clock_from=request.opened_at,
        clock=1,
        answered_at=None,
        promise_at=None,
        finished_at=None,
        served_by="",
        hold_until=None,
        packet_at=None,
        steps=(),
        holders=(),
    )


def _dues(request: Request, district: District) -> dict[Rung, datetime]:
    return {due.rung: due.at for due in ladder.dues(request, district)}
