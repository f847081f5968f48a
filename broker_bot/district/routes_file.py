"""routes.yaml part by part: what is sound is kept, so that one mistake hides no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from broker_bot.district import validation
from broker_bot.district.day_texts import (
    Closing,
    HalfDay,
    Week,
    parse_closing,
    parse_half_day,
    parse_spans,
    parse_week,
    parse_weekdays,
)
from broker_bot.district.problems import Problem, Wrong
from broker_bot.district.schema import (
    ContactPart,
    DistrictPart,
    LadderPart,
    MovedRoutePart,
    RoutePart,
    RoutesFilePart,
    UnitPart,
)
from broker_bot.district.yaml_source import Path, YamlSource, read_yaml

ROUTES_FILE = "routes.yaml"

_HOURS = 'always, or days with hours such as {mon-fri: "07:00-16:00"}'


@dataclass(slots=True)
class RoutesFile:
    """The sound parts of routes.yaml, each with its path; a part that is wrong is absent."""

    source: YamlSource
    district: DistrictPart | None = None
    ladder: LadderPart | None = None
    weeks: dict[str, Week | None] = field(default_factory=dict)
    """Named hours; None stands for "always". Names with unreadable hours are in `named_hours` only."""
    named_hours: set[str] = field(default_factory=set)
    closings: list[tuple[Path, Closing]] = field(default_factory=list)
    half_days: list[tuple[Path, HalfDay]] = field(default_factory=list)
    urgent_words: tuple[str, ...] = ()
    units: list[tuple[Path, UnitPart]] = field(default_factory=list)
    contacts: list[tuple[Path, ContactPart]] = field(default_factory=list)
    routes: list[tuple[Path, RoutePart]] = field(default_factory=list)
    moved: list[tuple[Path, MovedRoutePart]] = field(default_factory=list)
    """Later entries of a route that another entry describes."""


def read_routes(raw: bytes) -> tuple[RoutesFile | None, list[Problem]]:
    """Read routes.yaml; None when it could not be read to its end or says nothing."""
    source, problems = read_yaml(raw, ROUTES_FILE)
    if source is None:
        return None, problems
    if not source.data:
        return None, [*problems, source.problem((), "no units defined", expected="district, hours, ladder and units")]
    found = RoutesFile(source)
    top = validation.part(source, (), RoutesFilePart, problems)
    if not isinstance(source.data, dict):
        return None, problems
    found.urgent_words = top.urgent_words if top else ()
    _small_parts(found, problems)
    _hours(found, problems)
    _calendar(found, problems)
    _units(found, problems)
    return found, problems


def _small_parts(found: RoutesFile, problems: list[Problem]) -> None:
    if found.source.at(("district",)) is not None:
        found.district = validation.part(found.source, ("district",), DistrictPart, problems)
    if found.source.at(("ladder",)) is not None:
        found.ladder = validation.part(found.source, ("ladder",), LadderPart, problems)


def _hours(found: RoutesFile, problems: list[Problem]) -> None:
    named = found.source.at(("hours",))
    if named is None:
        return
    if not isinstance(named, dict) or not named:
        problems.append(found.source.problem(("hours",), "no hours are named", validation.shown(named), _HOURS))
        return
    for name, days in named.items():
        path: Path = ("hours", name)
        found.named_hours.add(name)
        if days == "always":
            found.weeks[name] = None
        elif not isinstance(days, dict) or not days:
            problems.append(found.source.problem(path, "these hours name no days", validation.shown(days), _HOURS))
        else:
            _week(found, path, days, problems)


def _week(found: RoutesFile, path: Path, days: Mapping[str, object], problems: list[Problem]) -> None:
    texts: dict[str, str] = {}
    before = len(problems)
    for day, hours in days.items():
        here = (*path, day)
        try:
            parse_weekdays(day)
        except Wrong as wrong:
            problems.append(found.source.problem(here, wrong.what, day, wrong.expected, wrong.hint, at_key=True))
            continue
        if validation.value(found.source, here, parse_spans, 'hours such as "07:00-16:00"', problems) is not None:
            texts[day] = str(hours)
    try:
        week = parse_week(texts)
    except Wrong as wrong:
        problems.append(found.source.problem(path, wrong.what, "", wrong.expected, wrong.hint))
        return
    if len(problems) == before:
        found.weeks[str(path[-1])] = week


def _calendar(found: RoutesFile, problems: list[Problem]) -> None:
    for name in ("holidays", "breaks"):
        for path in _entries(found, (name,)):
            closing = validation.value(found.source, path, parse_closing, "a day and a name", problems)
            if closing:
                found.closings.append((path, closing))
    for path in _entries(found, ("half_days",)):
        half = validation.value(found.source, path, parse_half_day, "a day, hours and a name", problems)
        if half:
            found.half_days.append((path, half))


def _entries(found: RoutesFile, path: Path) -> list[Path]:
    entries = found.source.at(path)
    return [(*path, index) for index in range(len(entries))] if isinstance(entries, list) else []


def _units(found: RoutesFile, problems: list[Problem]) -> None:
    units = found.source.at(("units",))
    if units is None:
        return
    if not isinstance(units, list) or not units:
        problems.append(
            found.source.problem(("units",), "no units defined", validation.shown(units), "a list of units")
        )
        return
    for path in _entries(found, ("units",)):
        unit = validation.part(found.source, path, UnitPart, problems)
        if unit:
            found.units.append((path, unit))
        for here in _entries(found, (*path, "contacts")):
            contact = validation.part(found.source, here, ContactPart, problems)
            if contact:
                found.contacts.append((here, contact))
        _routes(found, (*path, "routes"), problems)


def _routes(found: RoutesFile, path: Path, problems: list[Problem]) -> None:
    routes = found.source.at(path)
    if routes is None:
        return
    if not isinstance(routes, list) or not routes:
        what = f"unit {found.source.text((*path[:-1], 'id'))} has no routes"
        problems.append(found.source.problem(path, what, validation.shown(routes), "a list of routes", at_key=True))
        return
    for here in _entries(found, path):
        if _goes_on(found.source, here):
            moved = validation.part(found.source, here, MovedRoutePart, problems)
            if moved:
                found.moved.append((here, moved))
            continue
        route = validation.part(found.source, here, RoutePart, problems)
        if route:
            found.routes.append((here, route))


def _goes_on(source: YamlSource, here: Path) -> bool:
    """Whether an entry begins on a date and leaves the words to another entry of the same id."""
    entry = source.at(here)
    if not isinstance(entry, dict) or "from" not in entry or "description" in entry:
        return False
    units = source.at(("units",))
    inner = [unit.get("routes") for unit in units if isinstance(unit, dict)] if isinstance(units, list) else []
    others = [route for routes in inner if isinstance(routes, list) for route in routes if isinstance(route, dict)]
    return any(o is not entry and o.get("id") == entry.get("id") and "description" in o for o in others)
