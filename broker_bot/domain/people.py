"""Who is who today: the persons a request concerns, looked up in the roster when a step is taken."""

from __future__ import annotations

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
    """The route somebody picked, the help desk's for TRIAGE; None for anything else."""
    return help_desk(district) if picked == TRIAGE else district.routes.get(picked)


def calendar_of(district: District, request: Request) -> Calendar:
    """The frozen calendar id, with today's holidays and closures; hours that are gone give way to the ILDs'."""
    known = district.calendars.get(request.terms.calendar)
    return known or district.calendars[district.ladder.ild_calendar]


def present(district: District, person: str, *, never: str = "") -> str:
    """The person if in the roster, else "". `never` (the requester) is passed over."""
    return person if person in district.people and person != never else ""


def contact_for(district: District, request: Request) -> str:
    """Who is reminded first: whoever took it, else the unit's contact, else its lead."""
    unit = unit_of(district, request)
    return next((p for p in (request.taken_by, unit.contact, unit.lead) if present(district, p)), "")


def lead_for(district: District, request: Request) -> str:
    unit = unit_of(district, request)
    return present(district, unit.lead)


def ild_for(district: District, request: Request) -> str:
    """The ILD of the school's network today; vacant or the requester: the cover, then the chief of schools."""
    school = district.schools.get(request.school)
    ild = district.networks.get(school.network, "") if school else ""
    cover = district.people[ild].cover if ild in district.people else ""
    chain = (ild, cover, district.chief)
    return next((p for p in chain if present(district, p, never=request.requester)), "")


def last_for(district: District, request: Request) -> tuple[str, ...]:
    """The unit's own last step and the chief of schools; after a call for help only the chief, for it is unscored."""
    unit = unit_of(district, request)
    chain = (district.chief,) if request.help_at else (unit.last_step, district.chief)
    return tuple(dict.fromkeys(p for p in chain if present(district, p, never=request.requester)))


def alarm_chain(district: District, request: Request) -> tuple[str, ...]:
    """Who is told of danger, in order; the first two at once. Never the people of the school who sent it."""
    unit, ild = unit_of(district, request), ild_for(district, request)
    first = (unit.lead, ild, _cover(district, unit.lead), unit.contact, _cover(district, unit.contact))
    chain = (*first, _cover(district, ild), unit.last_step, district.chief)
    own = (request.requester, request.filed_by)
    return tuple(dict.fromkeys(p for p in chain if p in district.people and p not in own))


def _cover(district: District, person: str) -> str:
    return district.people[person].cover if person in district.people else ""


def school_people(district: District, school: str) -> tuple[Person, ...]:
    """The principal first, then the delegates of a school."""
    people = [p for p in district.people.values() if p.school == school]
    return tuple(sorted(people, key=lambda p: (p.role != Role.PRINCIPAL, p.name)))
