"""Routes with dates: every day from the first to the last belongs to one entry, and no day to two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from broker_bot.district.problems import Problem
from broker_bot.district.routes_file import RoutesFile
from broker_bot.district.yaml_source import Path

_DAY = timedelta(days=1)


class _Entry(NamedTuple):
    path: Path
    id: str
    since: date | None
    until: date | None


def dates_of_routes(routes: RoutesFile) -> Iterator[Problem]:
    """Entries that end before they begin, overlap, or leave days on which nobody has the route."""
    entries = [_Entry(path, whole.id, whole.since, whole.until) for path, whole in routes.routes]
    entries += [_Entry(path, moved.id, moved.since, moved.until) for path, moved in routes.moved]
    for entry in entries:
        yield from _turned_round(routes, entry)
        yield from _of_triage(routes, entry)
    for name in dict.fromkeys(entry.id for entry in entries):
        same = [entry for entry in entries if entry.id == name]
        # Two entries without `from` are a double id, which is said elsewhere.
        if sum(entry.since is None for entry in same) > 1:
            continue
        same.sort(key=lambda entry: (entry.since or date.min, routes.source.line(entry.path)))
        for before, after in pairwise(same):
            yield from _between(routes, before, after)


def ending(routes: RoutesFile, first: date, last: date) -> Iterator[Problem]:
    """Routes whose last entry ends in these days, so that nobody has them then."""
    entries = [_Entry(path, whole.id, whole.since, whole.until) for path, whole in routes.routes]
    entries += [_Entry(path, moved.id, moved.since, moved.until) for path, moved in routes.moved]
    for name in dict.fromkeys(entry.id for entry in entries):
        end = max((entry for entry in entries if entry.id == name), key=lambda entry: entry.until or date.max)
        if end.until and first <= end.until <= last:
            what = f"{name} ends then; nothing is routed there afterwards"
            hint = "an entry with a from on the next day, if another unit takes it over"
            yield routes.source.problem((*end.path, "until"), what, str(end.until), hint=hint)


def _turned_round(routes: RoutesFile, entry: _Entry) -> Iterator[Problem]:
    if entry.since and entry.until and entry.until < entry.since:
        path = (*entry.path, "until")
        what = f"{entry.id} ends before it begins"
        yield routes.source.problem(path, what, str(entry.until), f"{entry.since} or later")


def _of_triage(routes: RoutesFile, entry: _Entry) -> Iterator[Problem]:
    unit = routes.source.text((*entry.path[:2], "id"))
    for name, value in (("from", entry.since), ("until", entry.until)):
        if value and unit == routes.source.text(("district", "triage")):
            what = "routes of the triage unit have no dates"
            yield routes.source.problem((*entry.path, name), what, str(value), f"no {name}")


def _between(routes: RoutesFile, before: _Entry, after: _Entry) -> Iterator[Problem]:
    assert after.since is not None
    line = routes.source.line((*before.path, "id"))
    path = (*after.path, "from")
    if before.until is None or before.until >= after.since:
        what = f"from {after.since} on {after.id} is in force twice, on line {line} and here"
        hint = f"until: {after.since - _DAY} on line {line}"
        yield routes.source.problem(path, what, str(after.since), "one entry on each day", hint)
    elif before.until + _DAY < after.since:
        what = f"nobody has {after.id} from {before.until + _DAY} to {after.since - _DAY}; line {line} ends before"
        yield routes.source.problem(path, what, str(after.since), "one entry on each day", str(before.until + _DAY))
