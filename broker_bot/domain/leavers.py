"""People who left the roster let go of what they had: nobody waits for somebody who is gone. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broker_bot.domain import people
from broker_bot.domain.district import District
from broker_bot.domain.model import Event, Notice, Outcome, Request, Status
from broker_bot.domain.school_side import school_notes


def gone(request: Request, district: District) -> tuple[str, ...]:
    """Who has, serves or was told of an open request and is gone; nobody once it is closed.

    Gone is who is not in today's roster, or has no Slack account any more.
    """
    had = (request.taken_by, request.served_by, request.packet_to) if request.owes else ()
    return tuple(dict.fromkeys(p for p in had if p and (p not in district.people or p in district.closed)))


def successor(request: Request, district: District) -> str:
    """The school's principal of today, when whom an open request is for is not of that school any more; else ""."""
    school = district.schools.get(request.school)
    asker = district.people.get(request.requester)
    if request.status == Status.CLOSED or school is None or school.principal not in district.people:
        return ""
    return "" if asker and asker.school == request.school else school.principal


def let_go(request: Request, district: District, now: datetime) -> Outcome:
    """The request without them: free to take, with the unit again, and told to the ILD of today."""
    left, heir = gone(request, district), successor(request, district)
    if not (left or heir):
        return Outcome(request=request)
    changed = replace(request, requester=heir) if heir else request
    notices: tuple[Notice, ...] = ()
    if changed.taken_by in left:
        changed = replace(changed, taken_by="", taken_at=None)
        notices = _told_school(changed, request.taken_by, district)
    if changed.served_by in left:
        changed = replace(changed, served_by="", stepped_in_at=None, packet_at=now)
    if changed.packet_to in left:
        changed, packets = _told_anew(changed, district)
        notices = (*notices, *packets)
    events = tuple(Event("left", "clock", {"person": person}) for person in left)
    if heir:
        events = (*events, Event("passed", "clock", {"from": request.requester, "to": heir}))
    return Outcome(request=changed, events=events, notices=notices)


def _told_school(request: Request, left: str, district: District) -> tuple[Notice, ...]:
    """The school hears that somebody else has it, or will: the unit's lead, who is reminded next."""
    lead = people.lead_for(district, request)
    facts = {"author": people.name_of(district, left), "unit": people.unit_of(district, request).name}
    facts["lead"] = people.name_of(district, lead) if lead else facts["unit"]
    return school_notes(request, "note.holder_left", **facts)


def _told_anew(request: Request, district: District) -> tuple[Request, tuple[Notice, ...]]:
    ild = people.ild_for(district, request)
    changed = replace(request, packet_to=ild, packet_at=None)
    if not ild:
        return changed, ()
    facts = {"clock": request.clock, "help": bool(request.help_at)}
    return changed, (Notice("packet", f"ild:{ild}", ild, facts, urgent=request.urgent),)
