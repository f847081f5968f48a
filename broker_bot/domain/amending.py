"""A unit corrects the date of a demand: one item everywhere, marked was / now to those who saw the old one. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from broker_bot.domain import week
from broker_bot.domain.commands import Command
from broker_bot.domain.demand import Change, Mandate, gate_card, networks
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Outcome, Reply, refuse, refuse_field
from broker_bot.domain.submitting import day_problem

MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class MoveDate(Command):
    """A unit corrects a date; `day` None takes it away. `draft` is the place in a memo that said so, or empty."""

    mandate: int = 0
    day: date | None = None
    draft: str = ""


def moved(
    found: Mandate, command: MoveDate, actor: Person, district: District, now: datetime
) -> tuple[Mandate | None, Outcome]:
    """The demand with its new date, and the gate's cards drawn anew."""
    problem = day_problem(command.day, week.today(now, district))
    if problem:
        return None, refuse_field("date", problem)
    if found.due == command.day:
        return None, refuse("That is the date it has already.")
    if len(found.changes) >= MOST_CHANGES:
        return None, refuse("It was moved too often. Send a new demand.")
    change = Change(now, actor.id, found.due, command.day)
    after = replace(found, due=command.day, changes=(*found.changes, change))
    said = f"{found.title}: the new date is in. Who saw the old one hears it once."
    event = Event("moved", actor.id, {"was": str(found.first_due or ""), "now": str(command.day or "")})
    cards = tuple(gate_card(n, district) for n in networks(found, district, week.today(now, district)))
    return after, Outcome(
        events=(event,),
        notices=cards,
        reply=Reply(said),
    )
