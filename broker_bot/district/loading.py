"""Reads a folder's three sources together, so that one run names every mistake."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from broker_bot.district import cross_checks, digest_rules
from broker_bot.district.advice_file import ADVICE_FILE, read_advice
from broker_bot.district.building import build
from broker_bot.district.digests_file import SCHEDULE_FILE, TEMPLATES, Digests, read_digests, text_file
from broker_bot.district.problems import DistrictErrors, Problem
from broker_bot.district.roster_file import ROSTER_FILE, Roster, read_roster
from broker_bot.district.routes_file import ROUTES_FILE, RoutesFile, read_routes
from broker_bot.district.sources import LARGEST_BYTES, LARGEST_ROSTER, read_bytes
from broker_bot.domain.district import District


@dataclass(slots=True)
class _Read:
    """Everything one run found; a source that could not be read at all is None."""

    routes: RoutesFile | None = None
    roster: Roster | None = None
    digests: Digests = field(default_factory=Digests)
    problems: list[Problem] = field(default_factory=list)
    version: str = ""


def load(home: Path) -> District:
    """The district whose files are in `home`; raises DistrictErrors with every mistake found."""
    found = _read(home)
    if found.problems or found.routes is None or found.roster is None:
        raise DistrictErrors(found.problems)
    return build(found.routes, found.roster, found.digests, found.version)


def check(home: Path, today: date) -> tuple[list[Problem], list[Problem]]:
    """Errors and warnings of the files in `home`, each list sorted by file, line and column."""
    found = _read(home)
    warned: list[Problem] = []
    if found.routes and found.roster:
        warned = sorted(set(cross_checks.warnings(found.routes, found.roster, today)))
    return sorted(set(found.problems)), warned


def _read(home: Path) -> _Read:
    found = _Read()
    files = _files(home, found.problems)
    if ROUTES_FILE in files:
        found.routes, problems = read_routes(files[ROUTES_FILE])
        found.problems.extend(problems)
    if ROSTER_FILE in files:
        found.roster, problems = read_roster(files[ROSTER_FILE])
        found.problems.extend(problems)
    texts = {Path(file).stem: raw for file, raw in files.items() if file.endswith(".j2")}
    found.digests, problems = read_digests(files.get(SCHEDULE_FILE), texts)
    found.problems.extend(problems)
    if ADVICE_FILE in files:
        found.digests.advice, problems = read_advice(files[ADVICE_FILE])
        found.problems.extend(problems)
    _together(found)
    found.version = _version(files)
    return found


def _files(home: Path, problems: list[Problem]) -> dict[str, bytes]:
    wanted = {ROUTES_FILE, ROSTER_FILE} | ({ADVICE_FILE} if (home / ADVICE_FILE).is_file() else set())
    folder = home / "digests"
    if folder.is_dir():
        wanted.update(
            (SCHEDULE_FILE, *map(text_file, TEMPLATES)), (f"digests/{path.name}" for path in folder.glob("*.j2"))
        )
    else:
        problems.append(Problem("digests/", 0, 0, "", "the folder is missing", expected=f"a folder at {folder}"))
    files: dict[str, bytes] = {}
    for file in sorted(wanted):
        raw = read_bytes(home / file, file, LARGEST_ROSTER if file == ROSTER_FILE else LARGEST_BYTES)
        if isinstance(raw, Problem):
            problems.append(raw)
        else:
            files[file] = raw
    return files


def _together(found: _Read) -> None:
    if found.routes is None:
        return
    found.problems.extend(cross_checks.check_routes(found.routes))
    if found.roster is not None:
        found.problems.extend(cross_checks.check_people(found.routes, found.roster))
        known = cross_checks.unit_ids(found.routes)
        if found.digests.source is not None and known:
            found.problems.extend(
                digest_rules.cross_check(
                    found.digests.source,
                    found.digests.rules,
                    found.digests.legal,
                    found.digests.feeds,
                    known,
                    found.roster.networks,
                )
            )


def _version(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file}\0{len(files[file])}\0".encode())
        digest.update(files[file])
    return digest.hexdigest()
