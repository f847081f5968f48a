"""One trouble, one climb: of requests that are joined, the first to be late tells; the others go with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from broker_bot.domain.district import District
from broker_bot.domain.model import Request, Rung
from broker_bot.domain.people import school_name
from broker_bot.domain.readmodels import QueueRow

TELLS = ("sent", "updated")
"""How a step was taken that somebody was told by."""

JOINED = "joined"
"""How a step is noted whose person was told by another request of the same trouble."""

STANDS = (Rung.ILD, Rung.LAST)
"""Steps that are taken after all when the request that told of them no longer waits; a reminder is not repeated."""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was told of the trouble: at which step, who, and by which of the joined requests."""

    rung: Rung
    person: str
    request: int


def told(request: Request, others: Iterable[Request]) -> tuple[Told, ...]:
    """Who was told by the running clocks of the others that owe the same. Danger is never left to another request."""
    if request.urgent or not request.owes:
        return ()
    return tuple(
        Told(step.rung, person, other.id)
        for other in others
        if other.owes == request.owes and other.id != request.id
        for step in other.steps
        if step.clock == other.clock and step.how in TELLS
        for person in step.to
    )


def carrier(found: Iterable[Told], rung: Rung, to: Sequence[str]) -> int:
    """The request by which all of `to` were told at this step; 0 when somebody was not."""
    by = {one.person: one.request for one in found if one.rung == rung}
    return by[to[0]] if to and all(person in by for person in to) else 0


def left_alone(request: Request, found: Iterable[Told]) -> Request:
    """The request without the steps that another one stood for which no longer does."""
    here = tuple(found)
    kept = tuple(
        step
        for step in request.steps
        if step.clock != request.clock
        or step.how != JOINED
        or step.rung not in STANDS
        or carrier(here, step.rung, step.to)
    )
    return request if len(kept) == len(request.steps) else replace(request, steps=kept)


def waits_on_another(request: Request) -> bool:
    """Whether a step of the running clock stands on another request's packet."""
    return any(s.clock == request.clock and s.how == JOINED and s.rung in STANDS for s in request.steps)


def head(request: Request) -> int:
    """The number of the request that speaks for the family."""
    return request.parent or request.id


def schools(request: Request, others: Iterable[Request], district: District) -> tuple[str, ...]:
    """Names of the other schools of a trouble that still wait, each once."""
    waiting = sorted((o for o in others if o.owes and o.school != request.school), key=lambda o: (o.opened_at, o.id))
    return tuple(dict.fromkeys(school_name(district, other.school) for other in waiting))


def gathered(rows: Sequence[QueueRow], found: Iterable[Request]) -> tuple[QueueRow, ...]:
    """The rows of a director's list, those of one trouble as one: the worst stands for all of them."""
    heads = {request.id: head(request) for request in found}
    groups: dict[int, list[QueueRow]] = {}
    for row in rows:
        groups.setdefault(heads.get(row.id, row.id), []).append(row)
    return tuple(_one(group) for group in groups.values())


def _one(group: Sequence[QueueRow]) -> QueueRow:
    first = group[0]
    more = len({row.school for row in group} - {first.school})
    return replace(first, school=f"{first.school} and {more} more") if more else first


def meant_too(request: Request, director: str) -> bool:
    """Whether what a director does to one request of a trouble is also meant for this one of it."""
    return not request.urgent and bool(request.owes or request.served_by == director)
