"""Being away: who may cover for whom, what an absence needs, and what everybody concerned is told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from broker_bot.domain import cover
from broker_bot.domain.commands import Command
from broker_bot.domain.district import Away, District, Person, Role
from broker_bot.domain.model import Reply

LONGEST = timedelta(days=366)
"""Somebody away for longer has left the post; the roster then names the new one."""

OF_SCHOOLS = (Role.PRINCIPAL, Role.DELEGATE)
_COVERS: Mapping[Role, tuple[Role, ...]] = {
    Role.UNIT_STAFF: (Role.UNIT_STAFF, Role.UNIT_LEAD),
    Role.UNIT_LEAD: (Role.UNIT_STAFF, Role.UNIT_LEAD),
    Role.ILD: (Role.ILD, Role.CHIEF),
    Role.CHIEF: (Role.EXECUTIVE,),
    Role.EXECUTIVE: (Role.EXECUTIVE, Role.CHIEF),
}
"""Who can do what somebody leaves behind: only these roles may answer, step in or decide in that place."""

_WHOM = {
    Role.UNIT_STAFF: "somebody of a unit",
    Role.UNIT_LEAD: "somebody of a unit",
    Role.ILD: "another ILD or the chief of schools",
    Role.CHIEF: "an executive",
    Role.EXECUTIVE: "another executive or the chief of schools",
}


@dataclass(frozen=True, slots=True)
class SetAway(Command):
    """Somebody is away on local days `first` to `last`. `person` "" is whoever says so, `cover` "" the usual one."""

    person: str = ""
    first: date | None = None
    last: date | None = None
    cover: str = ""


@dataclass(frozen=True, slots=True)
class ComeBack(Command):
    """Somebody is back before the time; `person` "" is whoever says so."""

    person: str = ""


def covers_for(district: District, person: Person) -> tuple[Person, ...]:
    """Who may stand in for somebody, the own unit first, by name."""
    roles = _COVERS.get(person.role, ())
    found = [p for p in district.people.values() if p.role in roles and p.id != person.id]
    return tuple(sorted(found, key=lambda p: (p.unit != person.unit, p.unit, p.name)))


def problems(command: SetAway, person: Person, district: District, today: date) -> Reply | None:
    """What is wrong with an absence, by the field of its form; None when nothing is."""
    first, last, wanted = command.first, command.last, command.cover
    errors: dict[str, str] = {}
    if first is None:
        errors["first"] = "Pick the first day."
    if last is None:
        errors["last"] = "Pick the last day."
    elif last < today:
        errors["last"] = "That day is over. Pick a later one."
    elif first and last < first:
        errors["last"] = "The last day lies before the first."
    elif first and last - first > LONGEST:
        errors["last"] = "That is more than a year. For somebody who left, change roster.csv."
    if wanted == person.id:
        errors["cover"] = "Name somebody else as cover."
    elif wanted and wanted not in {p.id for p in covers_for(district, person)}:
        errors["cover"] = f"Only {_WHOM.get(person.role, 'nobody')} can do that in {person.name}'s place."
    return Reply(errors=errors, refused=True) if errors else None


def told(command: SetAway, person: Person, actor: Person, district: District) -> tuple[Reply, str, str]:
    """(the answer, what the cover reads, what the person reads when somebody else set it); "" for nobody to tell."""
    assert command.first and command.last
    days = days_words(command.first, command.last)
    own = actor.id == person.id
    named = command.cover or person.cover
    goes_to = _stands_in(command, person, district)
    if goes_to is None:
        after = (
            "Nobody covers, so what comes goes to the lead, then to the chief of schools, then to the administrator."
        )
    elif goes_to.id == named:
        after = f"{goes_to.name} covers and is told."
    else:
        chain = district.people[named].name if named in district.people else "the cover"
        after = f"{chain} is away then too, so it goes on to {goes_to.name}."
    answer = Reply(f"{'You are' if own else person.name + ' is'} away {days}. {after} It ends by itself.")
    to_cover = (
        f"{person.name} is away {days} and you cover: requests, reminders and escalations for {person.name} come to "
        "you on those days. It ends by itself."
    )
    to_person = "" if own else f"{actor.name} set you as away {days}. {after} Back earlier? Write `back`."
    return answer, to_cover if goes_to else "", to_person


def _stands_in(command: SetAway, person: Person, district: District) -> Person | None:
    """Who gets what comes, as far as today's absences tell."""
    assert command.first and command.last
    then = {**district.away, person.id: Away(command.first, command.last, command.cover)}
    return district.people.get(cover.stand_in(replace(district, away=then), person.id))


def days_words(first: date, last: date) -> str:
    """ "on Mon, Oct 5", or "from Mon, Oct 5 to Wed, Oct 7"."""
    if first == last:
        return f"on {_day(first)}"
    return f"from {_day(first)} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day:%a, %b} {day.day}"


def stands(district: District, person: str) -> str:
    """What a person's Home says while away; "" for somebody who is there."""
    away = district.away.get(person)
    if away is None:
        return ""
    other = district.people.get(cover.stand_in(district, person))
    return f"You are away until {_day(away.last)}" + (f"; {other.name} covers." if other else "; nobody covers.")
