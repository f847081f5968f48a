"""What only the files together can show: people who do not exist, deadlines that never come, double ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from broker_bot.district.calendars import calendar, longest_closing
from broker_bot.district.contact_checks import schools_of_contacts
from broker_bot.district.dated_checks import dates_of_routes, ending
from broker_bot.district.durations import parse_share, working_minutes
from broker_bot.district.problems import Problem, Wrong, nearest
from broker_bot.district.roster_file import Roster
from broker_bot.district.routes_file import RoutesFile
from broker_bot.district.yaml_source import Path
from broker_bot.domain.district import Role

LONGEST_SILENCE = 14
"""Days in a row without a working minute; from here on a deadline would seem never to come."""

_WARN_AHEAD = timedelta(days=60)


def check_routes(routes: RoutesFile) -> Iterator[Problem]:
    """What routes.yaml alone can contradict."""
    yield from _double_ids(routes)
    yield from _names_of_hours(routes)
    yield from _triage(routes)
    yield from _ladder(routes)
    yield from _days(routes)
    yield from _silent_calendars(routes)
    yield from _open_doors(routes)
    yield from _targets(routes)
    yield from dates_of_routes(routes)


def check_people(routes: RoutesFile, roster: Roster) -> Iterator[Problem]:
    """Whether the people of routes.yaml are in the roster with a fitting role, and the units of the roster exist."""
    chief, helper = ("district", "chief_of_schools"), ("district", "help_contact")
    yield from _person(routes, roster, chief, (Role.CHIEF,))
    yield from _person(routes, roster, helper, (Role.ADMIN,))
    units = routes.source.at(("units",))
    for index in range(len(units) if isinstance(units, list) else 0):
        path: Path = ("units", index)
        unit = routes.source.text((*path, "id"))
        yield from _person(routes, roster, (*path, "lead"), (Role.UNIT_LEAD,), unit)
        yield from _person(routes, roster, (*path, "contact"), (Role.UNIT_LEAD, Role.UNIT_STAFF), unit)
        if routes.source.text((*path, "last_step")).lower() in _of_unit(routes, path):
            yield _ladder_returns(routes, path)
        else:
            yield from _person(routes, roster, (*path, "last_step"), (Role.EXECUTIVE, Role.CHIEF))
    for path, _ in routes.contacts:
        unit = routes.source.text((*path[:2], "id"))
        yield from _person(routes, roster, (*path, "person"), (Role.UNIT_LEAD, Role.UNIT_STAFF), unit)
    yield from schools_of_contacts(routes, roster)
    yield from _units_of_people(routes, roster)


def warnings(routes: RoutesFile, roster: Roster, today: date) -> Iterator[Problem]:
    """What works today but wants a look: a calendar about to end, a network without an ILD, a shared channel."""
    source = routes.source
    last = max(
        [closing.last for _, closing in routes.closings] + [half.day for _, half in routes.half_days], default=None
    )
    if last is None or last < today + _WARN_AHEAD:
        until = f"ends on {last}" if last else "has no days"
        yield source.problem(
            ("holidays",), f"the calendar {until}", "", "days at least 60 days ahead", "next year's days"
        )
    for network, ild in sorted(roster.networks.items()):
        schools = [school for school in roster.schools.values() if school.network == network]
        if not ild:
            row = roster.rows.get(schools[0].principal, 1)
            yield roster.problem(
                row, "network", f"network {network} has no ILD; what climbs goes to the chief of schools"
            )
        elif not schools:
            yield roster.problem(roster.rows[ild], "network", f"network {network} has no schools")
    yield from ending(routes, today, today + _WARN_AHEAD)
    channels: dict[str, str] = {}
    for path, unit in routes.units:
        if unit.channel in channels:
            what = f"units {channels[unit.channel]} and {unit.id} share this channel"
            yield source.problem((*path, "channel"), what, unit.channel)
        channels.setdefault(unit.channel, unit.id)


def _double_ids(routes: RoutesFile) -> Iterator[Problem]:
    source = routes.source
    units = source.at(("units",))
    seen_units: dict[str, Path] = {}
    seen_routes: dict[str, Path] = {}
    for unit_index, unit in enumerate(units if isinstance(units, list) else []):
        path: Path = ("units", unit_index)
        yield from _double(routes, (*path, "id"), seen_units, "unit")
        inner = unit.get("routes") if isinstance(unit, dict) else None
        for index in range(len(inner) if isinstance(inner, list) else 0):
            yield from _double(routes, (*path, "routes", index, "id"), seen_routes, "route")


def _double(routes: RoutesFile, path: Path, seen: dict[str, Path], kind: str) -> Iterator[Problem]:
    source = routes.source
    name = source.text(path)
    if kind == "route" and source.at((*path[:-1], "from")) is not None:
        return
    if name in seen and name:
        what = f"{kind} {name} is given twice, on line {source.line(seen[name])} and on line {source.line(path)}"
        yield source.problem(path, what, expected="each id once")
    seen.setdefault(name, path)


def _names_of_hours(routes: RoutesFile) -> Iterator[Problem]:
    units = routes.source.at(("units",))
    paths: list[Path] = [("units", index, "hours") for index in range(len(units) if isinstance(units, list) else 0)]
    for path in [("district", "ild_hours"), *paths]:
        name = routes.source.text(path)
        if name and routes.named_hours and name not in routes.named_hours:
            expected = "one of " + ", ".join(sorted(routes.named_hours))
            hint = nearest(name, routes.named_hours)
            yield routes.source.problem(path, "no hours have this name", name, expected, hint)
    unnamed = routes.district and routes.source.at(("district", "ild_hours")) is None
    if unnamed and routes.named_hours and "office" not in routes.named_hours:
        expected = "one of " + ", ".join(sorted(routes.named_hours))
        yield routes.source.problem(("district", "ild_hours"), "ild_hours is missing", "", expected)


def _triage(routes: RoutesFile) -> Iterator[Problem]:
    units = routes.source.at(("units",))
    count = len(units) if isinstance(units, list) else 0
    ids = [routes.source.text(("units", index, "id")) for index in range(count)]
    triage = routes.source.text(("district", "triage"))
    if triage and count and triage not in ids:
        what = "no unit has this id"
        yield routes.source.problem(("district", "triage"), what, triage, "the id of a unit", nearest(triage, ids))


def _ladder(routes: RoutesFile) -> Iterator[Problem]:
    shares = {
        step: _share(routes.source.text(("ladder", step))) for step in ("remind_contact", "tell_lead", "tell_ild")
    }
    for lower, higher in pairwise(step for step, share in shares.items() if share):
        if shares[lower] >= shares[higher]:
            got = routes.source.text(("ladder", higher))
            expected = f"more than the {routes.source.text(('ladder', lower))} of {lower}"
            yield routes.source.problem(("ladder", higher), f"{higher} does not come after {lower}", got, expected)


def _share(text: str) -> int:
    try:
        return parse_share(text)
    except Wrong:
        return 0


def _days(routes: RoutesFile) -> Iterator[Problem]:
    source = routes.source
    seen: dict[tuple[str, date], Path] = {}
    for path, closing in routes.closings:
        again = [seen[key] for day in closing.days if (key := (str(path[0]), day)) in seen]
        if again:
            lines = f"on line {source.line(again[0])} and on line {source.line(path)}"
            yield source.problem(path, f"a day is given twice in {path[0]}, {lines}", source.text(path))
        for day in closing.days:
            seen.setdefault((str(path[0]), day), path)
    for path, half in routes.half_days:
        other = next(
            (seen[key] for name in ("half_days", "holidays", "breaks") if (key := (name, half.day)) in seen), None
        )
        if other:
            lines = f"on line {source.line(other)} and on line {source.line(path)}"
            yield source.problem(path, f"{half.day} is given twice, {lines}", source.text(path))
        seen.setdefault(("half_days", half.day), path)


def _silent_calendars(routes: RoutesFile) -> Iterator[Problem]:
    for name, week in routes.weeks.items():
        silence = longest_closing(calendar(routes, name, "UTC")) if week is not None else None
        if silence and silence.days >= LONGEST_SILENCE:
            first = silence.first
            inside = [path for path, closing in routes.closings if first in closing.days]
            what = (
                f"hours {name} have no working time for {silence.days} days from {first}, so deadlines would not come"
            )
            expected = f"working time at least once in {LONGEST_SILENCE} days"
            yield routes.source.problem(inside[0] if inside else ("hours", name), what, "", expected)


def _open_doors(routes: RoutesFile) -> Iterator[Problem]:
    """Words of a confidential kind never leave Slack, so a unit that is reached elsewhere can't own such a route."""
    outside = {path for path, unit in routes.units if "@" in unit.channel or "://" in unit.channel}
    for path, route in routes.routes:
        if route.confidential and path[:2] in outside:
            channel = routes.source.text((*path[:2], "channel"))
            what = f"route {route.id} is confidential, but its unit is reached outside Slack ({channel})"
            expected = "a unit with a Slack channel, or a route that is not confidential"
            yield routes.source.problem((*path, "confidential"), what, route.confidential, expected)


def _targets(routes: RoutesFile) -> Iterator[Problem]:
    for path, route in (*routes.routes, *routes.moved):
        hours = routes.source.text((*path[:2], "hours"))
        if hours not in routes.weeks:
            continue
        day = calendar(routes, hours, "UTC").day_minutes
        for name in ("respond_within", "finish_within"):
            target = getattr(route, name)
            try:
                if target is not None:
                    working_minutes(target, day)
            except Wrong as wrong:
                got = target.text
                yield routes.source.problem((*path, name), wrong.what, got, wrong.expected, wrong.hint)
    if routes.ladder and routes.district and routes.district.ild_hours in routes.weeks:
        try:
            working_minutes(
                routes.ladder.last_step_after, calendar(routes, routes.district.ild_hours, "UTC").day_minutes
            )
        except Wrong as wrong:
            got = routes.ladder.last_step_after.text
            yield routes.source.problem(("ladder", "last_step_after"), wrong.what, got, wrong.expected)


def _person(
    routes: RoutesFile, roster: Roster, path: Path, roles: tuple[Role, ...], unit: str = ""
) -> Iterator[Problem]:
    email = routes.source.text(path).lower()
    if "@" not in email:
        return
    if email not in roster.rows:
        yield routes.source.problem(
            path, "nobody in roster.csv has this address", email, hint=nearest(email, roster.rows)
        )
        return
    person = roster.people.get(email)
    if person is None:
        return
    if person.role not in roles:
        wanted = " or ".join(role.value for role in roles)
        what = f"{person.name} has another role in roster.csv (row {roster.rows[email]})"
        yield routes.source.problem(path, what, person.role.value, wanted)
    elif unit and person.unit != unit:
        what = f"{person.name} is of another unit in roster.csv (row {roster.rows[email]})"
        yield routes.source.problem(path, what, person.unit, unit)


def _of_unit(routes: RoutesFile, path: Path) -> set[str]:
    return {routes.source.text((*path, name)).lower() for name in ("lead", "contact")} - {""}


def _ladder_returns(routes: RoutesFile, path: Path) -> Problem:
    names = [f"{name} {routes.source.text((*path, name))}" for name in ("contact", "lead", "last_step")]
    what = "the ladder comes back to somebody it has told: " + " -> ".join(names)
    return routes.source.problem((*path, "last_step"), what, expected="somebody above the unit")


def unit_ids(routes: RoutesFile) -> list[str]:
    """The units' ids as they are written, also of units in which something else is wrong."""
    units = routes.source.at(("units",))
    return [routes.source.text(("units", index, "id")) for index in range(len(units) if isinstance(units, list) else 0)]


def _units_of_people(routes: RoutesFile, roster: Roster) -> Iterator[Problem]:
    ids = unit_ids(routes)
    for person in roster.people.values():
        if person.unit and ids and person.unit not in ids:
            row = roster.rows[person.id]
            hint = nearest(person.unit, ids)
            yield roster.problem(row, "unit", "no unit of routes.yaml has this id", person.unit, "a unit's id", hint)
