"""Contacts of a unit by school: schools, networks and routes that exist, each school with one contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from broker_bot.district.problems import Problem, nearest
from broker_bot.district.roster_file import Roster
from broker_bot.district.routes_file import RoutesFile
from broker_bot.district.schema import ContactPart
from broker_bot.district.yaml_source import Path


def schools_of_contacts(routes: RoutesFile, roster: Roster) -> Iterator[Problem]:
    """What a contact's lists name and nobody knows, and schools that two contacts have for the same route."""
    seen: dict[tuple[Path, str, str, str], int] = {}
    for path, contact in routes.contacts:
        if not contact.schools and not contact.networks:
            what = f"{contact.person} has no schools here"
            yield routes.source.problem((*path, "person"), what, expected="schools or networks")
        own = _routes_of(routes, path[:2])
        yield from _unknown(routes, (*path, "schools"), contact.schools, roster.schools, "school of roster.csv")
        yield from _unknown(routes, (*path, "networks"), contact.networks, roster.networks, "network of roster.csv")
        yield from _unknown(routes, (*path, "routes"), contact.routes, own, "route of this unit")
        yield from _twice(routes, path, contact, seen)


def _routes_of(routes: RoutesFile, unit: Path) -> list[str]:
    listed = routes.source.at((*unit, "routes"))
    count = len(listed) if isinstance(listed, list) else 0
    return [routes.source.text((*unit, "routes", index, "id")) for index in range(count)]


def _unknown(
    routes: RoutesFile, path: Path, names: tuple[str, ...], known: Iterable[str], kind: str
) -> Iterator[Problem]:
    known = list(known)
    for index, name in enumerate(names):
        if known and name not in known:
            what = f"{name} is no {kind}"
            yield routes.source.problem((*path, index), what, name, f"a {kind}", nearest(name, known))


def _twice(
    routes: RoutesFile, path: Path, contact: ContactPart, seen: dict[tuple[Path, str, str, str], int]
) -> Iterator[Problem]:
    """A school stands once for each route; one for all routes and one for a single route are no contradiction."""
    for field in ("schools", "networks"):
        for index, name in enumerate(getattr(contact, field)):
            here = (*path, field, index)
            for route in contact.routes or ("",):
                key = (path[:2], field, name, route)
                if key in seen:
                    what = f"{name} has two contacts, on line {seen[key]} and on line {routes.source.line(here)}"
                    yield routes.source.problem(here, what, name, "each once")
                seen.setdefault(key, routes.source.line(here))
