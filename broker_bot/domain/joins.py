"""The same trouble at many schools, joined under one request: what its unit does there reaches each of them. Pure.

The link is written on the child. Each school keeps its own request, thread, clock and say on whether it is done.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from broker_bot.domain import commands as c
from broker_bot.domain import people
from broker_bot.domain.commands import Command, OnRequest
from broker_bot.domain.district import District, Person, Role
from broker_bot.domain.model import Event, Outcome, Reply, Request, Status, refuse
from broker_bot.domain.readmodels import RequestCard

MORNING = timedelta(hours=5)
"""Requests of one kind that came so close together may be the same trouble."""

SCHOOLS = 3
"""So many schools with the same kind of request within a morning, and the unit's card offers to join them."""

MOST = 100
"""Requests joined at once: as many as a list in a form holds."""

PASSED_ON: tuple[type[OnRequest], ...] = (c.Take, c.ReplyToSchool, c.Promise, c.Finish, c.NotOurs)
"""What a unit does to the one request and so does to each that is joined under it."""


FOR_ALL: tuple[type[OnRequest], ...] = (c.StepIn, c.LetRun, c.HandBack, c.IldReply, c.IldFinish)
"""What a director does to the one request that told of a trouble and so does to the others of the own schools."""


@dataclass(frozen=True, slots=True)
class Join(Command):
    """Join `children` under `request`."""

    request: int = 0
    children: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part(OnRequest):
    """Take a request out again: the unit answers it on its own."""


def spoken(text: str) -> tuple[int, ...]:
    """The numbers of "join R-3 R-4 R-5", the first being the one to answer; () for any other words."""
    found = re.fullmatch(r"join((?:[\s,]+(?:and\s+)?(?:R-?)?\d{1,9}){2,})\s*[.!]?", text.strip(), re.IGNORECASE)
    return tuple(int(number) for number in re.findall(r"\d+", found[1])) if found else ()


def is_of_a_school(person: Person) -> bool:
    return person.role in (Role.PRINCIPAL, Role.DELEGATE)


def begun(parent: Request, children: Sequence[int], actor: Person) -> Outcome:
    """Whether `parent` can take others under it; each of them is looked at when its turn comes."""
    wanted = [number for number in dict.fromkeys(children) if number != parent.id]
    if parent.parent:
        return refuse(f"{parent.number} is joined to R-{parent.parent}. Join the others there.")
    if parent.confidential:
        return refuse("A confidential request is never joined with others.")
    if not parent.owes:
        return refuse(f"{parent.number} is done. Join under one that is still open.")
    if not wanted:
        return refuse("Pick at least one other request.")
    if len(wanted) > MOST:
        return refuse(f"Join at most {MOST} at once.")
    count = f"{len(wanted)} request{'s' if len(wanted) > 1 else ''}"
    return Outcome(
        request=parent,
        events=(Event("joins", actor.id, {"children": [str(number) for number in wanted]}),),
        reply=Reply(f"{count} joined under {parent.number}. What you answer there reaches each school."),
    )


def joined(child: Request, parent: Request, actor: Person) -> Outcome:
    """The child under its parent; nothing when it no longer fits."""
    fits = child.owes and not child.parent and not child.confidential and child.terms.unit == parent.terms.unit
    if not fits or child.id == parent.id:
        return Outcome()
    return Outcome(
        request=replace(child, parent=parent.id), events=(Event("joined", actor.id, {"parent": parent.number}),)
    )


def parted(child: Request, actor: str) -> Outcome:
    """The child on its own again."""
    if not child.parent:
        return refuse(f"{child.number} is not joined to another.")
    return Outcome(
        request=replace(child, parent=0),
        events=(Event("parted", actor, {"parent": f"R-{child.parent}"}),),
        reply=Reply(f"{child.number} is on its own again."),
    )


def lets_go(before: Request, after: Request) -> bool:
    """Whether a parent can no longer speak for the others: its school closed it or sent it to another unit."""
    closed = after.status == Status.CLOSED and before.status != Status.CLOSED
    return closed or (after.terms.unit, after.terms.route) != (before.terms.unit, before.terms.route)


def shown(
    card: RequestCard,
    request: Request,
    parent: Request | None,
    family: Sequence[Request],
    alike: Sequence[Request],
    district: District,
) -> RequestCard:
    """The unit's or the ILD's card with what joining adds to it. `family` are the children of it, or of its parent.

    `alike` are others that could be joined. They are offered from three schools on, or to join those that are.
    """
    if parent is not None:
        if not (parent.owes and request.owes):
            return replace(card, others=len(family))
        return replace(card, joined_to=parent.number, others=len(family))
    names = tuple(dict.fromkeys(people.school_name(district, child.school) for child in family if child.owes))
    schools = {other.school for other in alike}
    offered = len(alike) if len(schools) + 1 >= SCHOOLS or family else 0
    actions = (*card.actions, "request.join") if offered and card.actions else card.actions
    return replace(card, joined=names, others=len(family), alike=offered, actions=actions)


def apart(card: RequestCard) -> RequestCard:
    """A child's card in the unit's channel: it is answered where it is joined, so only two presses are left."""
    return replace(card, actions=("request.part", "request.open")) if card.joined_to and card.actions else card


def likely(alike: Sequence[Request]) -> tuple[int, ...]:
    """Which of those that could be joined are picked at first: the newest of each school."""
    return tuple({other.school: other.id for other in sorted(alike, key=lambda other: other.id)}.values())
