"""Turns sound parts into the frozen District that every room reads."""

from __future__ import annotations

from broker_bot.district.calendars import calendar
from broker_bot.district.digests_file import Digests
from broker_bot.district.durations import working_minutes
from broker_bot.district.roster_file import Roster
from broker_bot.district.routes_file import RoutesFile
from broker_bot.district.schema import RoutePart, UnitPart
from broker_bot.district.yaml_source import Path
from broker_bot.domain.district import Calendar, Contact, District, Ladder, Route, Unit


def build(routes: RoutesFile, roster: Roster, digests: Digests, version: str) -> District:
    """The district; only for files without problems."""
    said, ladder = routes.district, routes.ladder
    assert said is not None and ladder is not None
    calendars = {name: calendar(routes, name, said.time_zone) for name in routes.weeks}
    units = dict(routes.units)
    entries = _entries(routes, units, calendars)
    return District(
        name=said.name,
        zone=said.time_zone,
        safety_line=said.safety_line,
        triage=said.triage,
        chief=said.chief_of_schools,
        ladder=Ladder(
            ladder.remind_contact,
            ladder.tell_lead,
            ladder.tell_ild,
            working_minutes(ladder.last_step_after, calendars[said.ild_hours].day_minutes),
            said.ild_hours,
        ),
        calendars=calendars,
        units={unit.id: _unit(unit, path, routes) for path, unit in units.items()},
        routes=_first(entries),
        urgent_words=routes.urgent_words,
        people=roster.people,
        schools=roster.schools,
        networks=roster.networks,
        digest=digests.plan(),
        help_contact=said.help_contact,
        ild_school_hours=said.ild_school_hours,
        watch_floor=said.watch_floor,
        school_windows=said.school_windows,
        school_pushes=said.school_pushes,
        version=version,
        dated=tuple(route for route in entries if route.id in _with_dates(entries)),
    )


def _first(entries: list[Route]) -> dict[str, Route]:
    found: dict[str, Route] = {}
    for route in entries:
        found.setdefault(route.id, route)
    return found


def _with_dates(entries: list[Route]) -> set[str]:
    return {route.id for route in entries if route.since or route.until}


def _unit(part: UnitPart, path: Path, routes: RoutesFile) -> Unit:
    contacts = [contact for at, contact in routes.contacts if at[:2] == path]
    named = tuple(Contact(c.person, c.schools, c.networks, c.routes) for c in contacts)
    return Unit(part.id, part.name, part.channel, part.lead, part.contact, part.hours, part.last_step, named)


def _entries(routes: RoutesFile, units: dict[Path, UnitPart], calendars: dict[str, Calendar]) -> list[Route]:
    """Every entry in the file's order of its first; a later one takes from it what it leaves out."""
    whole = {route.id: route for _, route in reversed(routes.routes)}
    found = [_route(route, units[path[:2]], calendars) for path, route in routes.routes]
    for path, moved in routes.moved:
        said = {name: value for name in type(moved).model_fields if (value := getattr(moved, name)) is not None}
        said.setdefault("until", None)
        found.append(_route(whole[moved.id].model_copy(update=said), units[path[:2]], calendars))
    return found


def _route(part: RoutePart, unit: UnitPart, calendars: dict[str, Calendar]) -> Route:
    day = calendars[unit.hours].day_minutes
    return Route(
        id=part.id,
        unit=unit.id,
        label=part.label,
        description=part.description,
        respond_minutes=working_minutes(part.respond_within, day),
        respond_text=part.respond_within.text,
        finish_minutes=working_minutes(part.finish_within, day),
        finish_text=part.finish_within.text,
        keywords=part.keywords,
        urgent_words=part.urgent_words,
        examples=part.examples,
        confidential=part.confidential or "",
        since=part.since,
        until=part.until,
    )
