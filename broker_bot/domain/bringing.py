"""*Bring in*: the ILD asks one more person for a hand. Nothing of it answers the school or clears the unit's debt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from broker_bot.domain import cover, people
from broker_bot.domain.access import SCHOOL_ROLES
from broker_bot.domain.commands import OnRequest
from broker_bot.domain.district import District, Person, Role
from broker_bot.domain.model import Event, Notice, Outcome, Reply, Request, Status, refuse, refuse_field

LONGEST = timedelta(days=92)
"""Who is asked for a hand by a day further off than three months is asked for something else."""


@dataclass(frozen=True, slots=True)
class BringIn(OnRequest):
    """What is asked of whom, and by when."""

    text: str = ""
    person: str = ""
    day: date | None = None


def decide(request: Request, command: BringIn, actor: Person, district: District, now: datetime) -> Outcome:
    """Tell the person, or whoever covers, what is asked; from then on that person may read the request."""
    if request.status == Status.CLOSED:
        return refuse(f"{request.number} is closed ({request.outcome}). Nothing more to do.")
    today = now.astimezone(ZoneInfo(district.zone)).date()
    asked = district.people.get(command.person)
    if asked is None or asked.role in (*SCHOOL_ROLES, Role.ADMIN) or asked.id == actor.id:
        return refuse_field("person", "Name somebody of the central office other than yourself.")
    if command.day is None or command.day < today:
        return refuse_field("date", "Pick a day from today on.")
    if command.day > today + LONGEST:
        return refuse_field("date", "That is more than three months away. Pick an earlier day.")
    who = cover.stand_in(district, asked.id, never=actor.id)
    if not who:
        return refuse(f"{cover.name_with_cover(district, asked.id)}: nobody covers. Name somebody else.")
    role = "ILD" if actor.role == Role.ILD else actor.title
    facts = {"text": command.text, "author": actor.name, "role": role, "day": command.day.isoformat()}
    unit = people.unit_of(district, request).name
    until = f"{command.day:%a, %b} {command.day.day}"
    return Outcome(
        request=replace(request, brought=tuple(dict.fromkeys((*request.brought, who)))),
        events=(Event("brought_in", actor.id, {"to": who, "text": command.text, "until": command.day.isoformat()}),),
        notices=(Notice("note.brought_in", f"person:{who}", who, facts),),
        reply=Reply(
            f"{cover.name_with_cover(district, asked.id)} hears from you about {request.number}, by {until}. "
            f"{unit} still owes its answer."
        ),
    )


def groups(request: Request, actor: Person, district: District) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Whom an ILD may bring in, under headings, as (id, words): the unit's lead first, coaches, the other units.

    Coaches are those whose title in roster.csv says so.
    """
    unit = people.unit_of(district, request)
    known = [p for p in district.people.values() if p.role not in (*SCHOOL_ROLES, Role.ADMIN) and p.id != actor.id]
    coaches = {p.id for p in known if "coach" in p.title.casefold()}
    own = [p for p in known if p.unit == unit.id and p.id not in coaches]
    own.sort(key=lambda p: (p.id != unit.lead, p.id != unit.contact, p.name))
    others = [
        (person, f"{other.name}: {people.name_of(district, person)}")
        for other in district.units.values()
        if other.id != unit.id
        for person in dict.fromkeys((other.contact, other.lead))
        if person in district.people and person not in coaches
    ]
    rest = [p for p in known if not p.unit and p.id not in coaches]
    return (
        (unit.name, tuple((p.id, _named(p, "lead" if p.id == unit.lead else "")) for p in own)),
        ("Coaches", tuple((p.id, p.name) for p in known if p.id in coaches)),
        ("Another unit", tuple(others)),
        ("Others", tuple((p.id, _named(p, p.title)) for p in rest)),
    )


def _named(person: Person, title: str) -> str:
    return f"{person.name}, {title}" if title else person.name
