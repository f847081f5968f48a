"""roster.csv: one row a person; a school's levels, programs and network stand on its principal's row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from textwrap import shorten
from typing import TypeVar

from broker_bot.district.day_texts import parse_date
from broker_bot.district.problems import Problem, Wrong, nearest
from broker_bot.district.schema import parse_email
from broker_bot.district.sources import decode
from broker_bot.domain.district import Person, Role, School

ROSTER_FILE = "roster.csv"
COLUMNS = (
    "email", "name", "role", "title", "school", "school_name", "levels", "programs", "network", "unit", "started",
    "cover",
)  # fmt: skip
LEVELS = ("elementary", "middle", "high")
PROGRAMS = ("title1", "ell", "sped", "cte", "prek")

_NEEDS: dict[Role, tuple[str, ...]] = {
    Role.PRINCIPAL: ("school", "school_name", "levels", "network"),
    Role.DELEGATE: ("school",),
    Role.UNIT_STAFF: ("unit",),
    Role.UNIT_LEAD: ("unit",),
    Role.ILD: ("network",),
}
_BELONGS = {
    "school": (Role.PRINCIPAL, Role.DELEGATE),
    "unit": (Role.UNIT_STAFF, Role.UNIT_LEAD),
    "network": (Role.PRINCIPAL, Role.DELEGATE, Role.ILD),
}
_OFFERS = 50
T = TypeVar("T")


@dataclass(slots=True)
class Row:
    """One row of the file: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Roster:
    """The people and schools of the file, as far as they are sound; `rows` finds a person's row again."""

    people: dict[str, Person] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    networks: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    columns: tuple[str, ...] = COLUMNS

    def problem(self, row: int, column: str, what: str, got: str = "", expected: str = "", hint: str = "") -> Problem:
        place = self.columns.index(column) + 1 if column in self.columns else 1
        return Problem(ROSTER_FILE, row, place, column, what, got, expected, hint)


def read_roster(raw: bytes) -> tuple[Roster | None, list[Problem]]:
    """Read roster.csv; None when its header or its bytes can't be read."""
    text = decode(raw, ROSTER_FILE)
    if isinstance(text, Problem):
        return None, [text]
    roster = Roster()
    problems: list[Problem] = []
    rows = list(_rows(text, roster, problems))
    if any(problem.line <= 1 for problem in problems):
        return None, problems
    if not rows:
        empty = Problem(ROSTER_FILE, 2, 1, "", "nobody is in this file", expected="one row a person")
        return None, problems or [empty]
    for row in rows:
        _person(row, roster, problems)
    _schools(rows, roster, problems)
    _networks(roster, problems)
    _covers(roster, problems)
    return roster, problems


def _rows(text: str, roster: Roster, problems: list[Problem]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            cells = [cell.strip() for cell in cells]
            if number == 1:
                if not _header(cells, roster, problems):
                    return
            elif any(cells):
                if len(cells) == len(roster.columns):
                    yield Row(number, dict(zip(roster.columns, cells, strict=True)))
                else:
                    problems.append(_ragged(number, len(cells), roster))
    except csv.Error as error:
        problems.append(Problem(ROSTER_FILE, number + 1, 1, "", f"this row can't be read: {error}"))
    if number == 0:
        problems.append(Problem(ROSTER_FILE, 1, 1, "", "the file is empty", expected="columns " + ", ".join(COLUMNS)))


def _ragged(number: int, cells: int, roster: Roster) -> Problem:
    wanted = len(roster.columns)
    what = "this row has too many cells" if cells > wanted else "this row has too few cells"
    hint = "quotes around a cell that contains a comma" if cells > wanted else "an empty cell for what is not known"
    return Problem(ROSTER_FILE, number, min(cells, wanted) + 1, "", what, f"{cells} cells", f"{wanted} cells", hint)


def _header(cells: list[str], roster: Roster, problems: list[Problem]) -> bool:
    names = [cell.lower() for cell in cells]
    if len(names) == 1 and names[0].count(";") + names[0].count("\t") > 1:
        what = "the cells are not separated by commas"
        hint = "saving the file again as CSV with commas"
        problems.append(Problem(ROSTER_FILE, 1, 1, "", what, cells[0], ",".join(COLUMNS), hint))
        return False
    unknown = [name for name in names if name not in COLUMNS]
    meant = {nearest(name, COLUMNS) for name in unknown}
    for place, name in enumerate(names, start=1):
        if name in unknown:
            near = nearest(name, [column for column in COLUMNS if column not in names])
            what = f"unknown column; did you mean {near}?" if near else "unknown column"
            expected = "" if near else "one of " + ", ".join(COLUMNS)
            shown = shorten(name, 40, placeholder="...")
            problems.append(Problem(ROSTER_FILE, 1, place, shown, what, expected=expected))
        elif name in names[: place - 1]:
            what = f"this column is given twice, as column {names.index(name) + 1} and as column {place}"
            problems.append(Problem(ROSTER_FILE, 1, place, name, what))
    for column in COLUMNS:
        if column not in names and column not in meant:
            what = f"column {column} is missing"
            problems.append(Problem(ROSTER_FILE, 1, len(names) + 1, column, what, expected=", ".join(COLUMNS)))
    roster.columns = tuple(names)
    return not problems


def _person(row: Row, roster: Roster, problems: list[Problem]) -> None:
    before = len(problems)

    def cell(column: str, parse: Callable[[str], T], empty: T) -> T:
        text = row.cells[column]
        try:
            return parse(text) if text else empty
        except Wrong as wrong:
            problems.append(roster.problem(row.number, column, wrong.what, text, wrong.expected, wrong.hint))
            return empty

    email = cell("email", parse_email, "")
    role = cell("role", _role, None)
    started = cell("started", parse_date, None)
    cover = cell("cover", parse_email, "")
    for column, text in row.cells.items():
        if not text.isprintable():
            what = "a line end or a control character stands in this cell"
            problems.append(roster.problem(row.number, column, what, text, "plain text on one line"))
    needed = ("email", "name", "role", *(_NEEDS.get(role, ()) if role else ()))
    for column in needed:
        if not row.cells[column]:
            who = f"a {role.value.replace('_', ' ')}" if role and column in _NEEDS.get(role, ()) else "everybody"
            problems.append(roster.problem(row.number, column, f"{column} is empty", expected=f"{who} to have one"))
    for column, roles in _BELONGS.items():
        if role and row.cells[column] and role not in roles:
            what = f"somebody with the role {role.value} has no {column}"
            problems.append(roster.problem(row.number, column, what, row.cells[column], "an empty cell"))
    if email in roster.rows:
        what = f"this address is given twice, in row {roster.rows[email]} and in row {row.number}"
        problems.append(roster.problem(row.number, "email", what, email, "one row a person"))
    elif email:
        roster.rows[email] = row.number
        if role and len(problems) == before:
            cells = row.cells
            roster.people[email] = Person(
                email,
                cells["name"],
                role,
                cells["title"],
                cells["school"],
                cells["unit"],
                cells["network"],
                started,
                cover,
            )


def _role(text: str) -> Role | None:
    roles = [role.value for role in Role]
    if text in roles:
        return Role(text)
    near = nearest(text.replace(" ", "_"), roles)
    raise Wrong("this is not a role", "one of " + ", ".join(roles), near)


def _schools(rows: list[Row], roster: Roster, problems: list[Problem]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        school = row.cells["school"]
        if row.cells["role"] != Role.PRINCIPAL or not school:
            continue
        if school in first:
            what = f"{school} has two principals, in row {first[school].number} and in row {row.number}"
            problems.append(roster.problem(row.number, "school", what, row.cells["email"], "one principal a school"))
            continue
        first[school] = row
        _school(row, roster, problems)
    for row in rows:
        school = row.cells["school"]
        if school and row.cells["role"] != Role.PRINCIPAL:
            _agrees(row, first.get(school), list(first), roster, problems)
    _same_name(first, roster, problems)


def _school(row: Row, roster: Roster, problems: list[Problem]) -> None:
    cells = row.cells
    levels = _several(row, "levels", LEVELS, roster, problems)
    programs = _several(row, "programs", PROGRAMS, roster, problems)
    roster.schools[cells["school"]] = School(
        cells["school"], cells["school_name"], levels, programs, cells["network"], cells["email"].lower()
    )


def _several(row: Row, column: str, known: tuple[str, ...], roster: Roster, problems: list[Problem]) -> tuple[str, ...]:
    words = [word.strip() for word in row.cells[column].split(";") if word.strip()]
    for word in words:
        if word not in known:
            expected = "some of " + ", ".join(known) + ", with ; between them"
            what = f"{word} is not one of the {column}"
            problems.append(roster.problem(row.number, column, what, row.cells[column], expected, nearest(word, known)))
    return tuple(word for word in known if word in words)


def _agrees(row: Row, principal: Row | None, schools: list[str], roster: Roster, problems: list[Problem]) -> None:
    school = row.cells["school"]
    if principal is None:
        near = _offer(school, schools, problems)
        problems.append(
            roster.problem(row.number, "school", f"no principal has the school {school}", school, hint=near)
        )
        return
    for column in ("school_name", "levels", "programs", "network"):
        ours, theirs = row.cells[column], principal.cells[column]
        if ours and ours != theirs:
            what = f"this differs from the {column} of {school} in row {principal.number}"
            problems.append(roster.problem(row.number, column, what, ours, theirs or "an empty cell"))


def _offer(word: str, choices: Iterable[str], problems: list[Problem]) -> str:
    """The nearest choice; where a whole column is wrong, looking for each one would take minutes."""
    return nearest(word, choices) if len(problems) < _OFFERS else ""


def _same_name(first: dict[str, Row], roster: Roster, problems: list[Problem]) -> None:
    seen: dict[str, Row] = {}
    for row in first.values():
        name = row.cells["school_name"].lower()
        if name and name in seen:
            what = f"two schools are called so, in row {seen[name].number} and in row {row.number}"
            problems.append(roster.problem(row.number, "school_name", what, row.cells["school_name"]))
        seen.setdefault(name, row)


def _networks(roster: Roster, problems: list[Problem]) -> None:
    roster.networks = {school.network: "" for school in roster.schools.values() if school.network}
    for person in roster.people.values():
        if person.role is not Role.ILD:
            continue
        other = roster.networks.get(person.network, "")
        if other:
            row = roster.rows[person.id]
            what = f"{person.network} has two ILDs, in row {roster.rows[other]} and in row {row}"
            problems.append(roster.problem(row, "network", what, person.id, "one ILD a network"))
        else:
            roster.networks[person.network] = person.id


def _covers(roster: Roster, problems: list[Problem]) -> None:
    in_a_circle: set[str] = set()
    for person in roster.people.values():
        if person.cover and person.cover not in roster.rows:
            near = _offer(person.cover, roster.rows, problems)
            what = "nobody in this file has this address"
            problems.append(roster.problem(roster.rows[person.id], "cover", what, person.cover, hint=near))
        elif person.id not in in_a_circle:
            circle = _circle(person.id, roster)
            if circle:
                in_a_circle.update(circle)
                what = "these covers run in a circle: " + " -> ".join(circle)
                problems.append(roster.problem(roster.rows[person.id], "cover", what, "", "a chain that ends"))


def _circle(start: str, roster: Roster) -> list[str]:
    """The covers from the person back to the person, or nothing when the chain ends or circles elsewhere."""
    chain = [start]
    while True:
        person = roster.people.get(chain[-1])
        if person is None or not person.cover:
            return []
        chain.append(person.cover)
        if person.cover == start:
            return chain
        if person.cover in chain[:-1]:
            return []
