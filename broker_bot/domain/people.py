"""Who is who today: the persons a request concerns, looked up in the roster when a step is taken."""

from __future__ import annotations

from broker_bot.domain import contacts, cover
from broker_bot.domain.closures import closed_calendar
from broker_bot.domain.district import Calendar, District, Person, Role, Route, Unit
from broker_bot.domain.model import Request


def name_of(district: District, person: str) -> str:
    """A person's name, or the address itself for somebody who left the roster."""
    known = district.people.get(person)
    return known.name if known else person


def school_name(district: District, school: str) -> str:
    known = district.schools.get(school)
    return known.name if known else school


def network_name(network: str) -> str:
    """A network's id as people read it: "north" is "North network"."""
    return f"{network.replace('_', ' ').replace('-', ' ').title()} network" if network else ""


def unit_of(district: District, request: Request) -> Unit:
    """The owing unit; one that the files no longer have keeps its id as a name and has nobody."""
    own = request.terms.unit
    return district.units.get(own) or Unit(own, own, "", "", "", request.terms.calendar, "")


TRIAGE = "triage"
"""What a form sends for the help desk, whatever the district calls its route."""


def help_desk(district: District) -> Route:
    """The route of the desk that reads what nobody else was found for."""
    return next(r for r in district.routes.values() if r.unit == district.triage)


def route_of(district: District, picked: str) -> Route | None:
    """The route somebody picked, the help desk's for TRIAGE; None for anything else and for what is not in force."""
    found = help_desk(district) if picked == TRIAGE else district.routes.get(picked)
    return found if found and found.in_force else None


def calendar_of(district: District, request: Request) -> Calendar:
    """The frozen calendar id, with today's holidays and closures; hours that are gone give way to the ILDs'."""
    known = district.calendars.get(request.terms.calendar) or district.calendars[district.ladder.ild_calendar]
    return closed_calendar(known, district.closed_schools, request.school)


def contact_for(district: District, request: Request) -> str:
    """Who is reminded first: whoever took it, else the school's contact in the unit, else its lead, or their covers.

    When all of them are away it is the chief of schools (or a cover); "" leaves it to the administrator.
    """
    unit = unit_of(district, request)
    own = contacts.contact(district, unit, request.terms.route, request.school)
    return _somebody(district, (request.taken_by, own, unit.contact, unit.lead))


def lead_for(district: District, request: Request) -> str:
    """The unit's lead or a cover; the chief of schools when they are away with nobody in their place."""
    return _somebody(district, (unit_of(district, request).lead,))


def _somebody(district: District, chain: tuple[str, ...]) -> str:
    found = cover.first_here(district, chain)
    return found or (cover.stand_in(district, district.chief) if any(cover.absent(district, p) for p in chain) else "")


def ild_for(district: District, request: Request) -> str:
    """The ILD of the school's network today; vacant, away or the requester: the cover, then the chief of schools."""
    school = district.schools.get(request.school)
    ild = district.networks.get(school.network, "") if school else ""
    standing = district.people[ild].cover if ild in district.people else ""
    return cover.first_here(district, (ild, standing, district.chief), never=request.requester)


def last_for(district: District, request: Request) -> tuple[str, ...]:
    """The unit's own last step and the chief of schools; after a call for help only the chief, for it is unscored."""
    unit = unit_of(district, request)
    chain = (district.chief,) if request.help_at else (unit.last_step, district.chief)
    found = (cover.stand_in(district, p, never=request.requester) for p in chain)
    return tuple(dict.fromkeys(p for p in found if p))


def alarm_chain(district: District, request: Request) -> tuple[str, ...]:
    """Who is told of danger, in order; the first two at once. Never the people of the school who sent it.

    Who is away comes after all who are there.
    """
    unit, ild = unit_of(district, request), ild_for(district, request)
    contact = contacts.contact(district, unit, request.terms.route, request.school)
    first = (lead_for(district, request), ild, cover.cover_of(district, unit.lead))
    second = (contact, cover.cover_of(district, contact), unit.contact, cover.cover_of(district, unit.contact))
    chain = (*first, *second, cover.cover_of(district, ild), unit.last_step, district.chief, unit.lead)
    own = (request.requester, request.filed_by)
    known = dict.fromkeys(p for p in chain if p in district.people and p not in own)
    return tuple(sorted(known, key=lambda p: cover.absent(district, p)))


def school_people(district: District, school: str) -> tuple[Person, ...]:
    """The principal first, then the delegates of a school."""
    people = [p for p in district.people.values() if p.school == school]
    return tuple(sorted(people, key=lambda p: (p.role != Role.PRINCIPAL, p.name)))


def answer_readers(district: District, request: Request) -> str:
    """The names of those at the school who read an answer: whom it is for and whoever filed it."""
    told = (request.requester, request.filed_by)
    return " and ".join(p.name for p in school_people(district, request.school) if p.id in told)
