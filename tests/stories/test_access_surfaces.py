"""Who sees and may do what, on every surface: the matrix against what people are really shown and allowed.

Role, action and relation are generated from the cast and the table; a changed cell of the table is noticed.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from broker_bot.cli.route import route_text
from broker_bot.domain import faces
from broker_bot.domain.access import MATRIX, Action, Matrix, Subject, may
from broker_bot.domain.district import Person, Role
from broker_bot.service import acts
from broker_bot.service.export import NotExported, export
from broker_bot.slack import ids
from broker_bot.slack.openers import OPENERS, Look, NotAllowed
from tests.stories import cast
from tests.stories.test_confidential import ANSWER, told
from tests.stories.world import World, words

PLAIN, SECRET = "QUINCE", "MARIGOLD"
HR_OTHER = "renata.silva@cedargrove.example"
PEOPLE = (
    cast.PRINCIPAL, cast.ASSISTANT, cast.SECRETARY, cast.OTHER_PRINCIPAL, cast.FAR_PRINCIPAL,
    cast.CONTACT, cast.TECHNICIAN, cast.LEAD, cast.DISPATCHER, cast.BUS_LEAD, cast.HELP_DESK,
    cast.HR_CONTACT, cast.HR_LEAD, HR_OTHER, cast.LAST_STEP, cast.ILD, cast.OTHER_ILD, cast.CHIEF,
)  # fmt: skip
ASKED = f"The thermostat in room 204 is dead, no air conditioning, says {PLAIN}"


@dataclass(frozen=True)
class Cell:
    """What one person is shown of one request, or may do with it, on one surface."""

    person: str
    request: int
    surface: str
    action: Action
    granted: bool


def staged(w: World) -> World:
    """R-1 is confidential and told to HR; R-2 is plain and with Facilities. Both have talk of both sides."""
    told(w)
    w.say(cast.PRINCIPAL, ASKED)
    w.on_card(cast.PRINCIPAL, 1, "request.add", text=f"The union calls, {SECRET}.")
    w.on_card(cast.HR_CONTACT, 1, "request.reply", text=ANSWER)
    w.on_card(cast.HR_CONTACT, 1, "request.ask", text=f"Who was there, {SECRET}?")
    return w


def everybody(w: World) -> list[Person]:
    """The cast, the administrator, and a delegate of another school."""
    stranger = next(p for p in w.district.people.values() if p.role == Role.DELEGATE and p.school != "cottonwood")
    return [*(w.district.people[p] for p in (*PEOPLE, w.district.help_contact)), stranger]


def shown(w: World, person: Person, number: int) -> str | None:
    """The request as it opens for this person, or None when it is unknown to them."""
    now, district = w.clock.now(), w.bot.service.present.district()

    def look(conn: Any) -> str | None:
        try:
            return words(OPENERS[ids.OPEN](Look(conn, district, now), person, str(number)).view)
        except NotAllowed as refusal:
            assert str(refusal) == acts.UNKNOWN, "somebody who may not read it learns nothing"
            return None

    return w.bot.db.read(look)


def exported(w: World, person: Person, number: int) -> bool:
    try:
        lines = export(w.bot.service, number, person.id)
    except NotExported:
        return False
    assert SECRET not in str(lines), "the words of a confidential request are withheld"
    return True


def received(w: World, person: Person) -> dict[str, str]:
    """Everything that stands before a person, by surface: Home, what the bot wrote to them, and their unit's room."""
    there = {"Home": w.home(person.id), "a message, a list or the weekly page": str(w.from_bot(person.id))}
    unit = w.district.units.get(person.unit)
    if unit is not None and unit.door == "slack":
        room = w.channel(unit.id)
        threads = [w.box.messages(room, m["ts"]) for m in w.box.messages(room)]
        there["the unit's room and its morning list"] = str(threads)
    return there


def read_cells(w: World, log: str) -> list[Cell]:
    """What is read without asking for it, where something is read; and what the log, the administrator's, holds."""
    text, found = Action.READ_CONFIDENTIAL_TEXT, []
    for person in everybody(w):
        for surface, words_there in received(w, person).items():
            for number, marker in ((1, SECRET), (2, PLAIN)):
                if f"R-{number} " in words_there:
                    found.append(Cell(person.id, number, surface, Action.READ, True))
                if marker in words_there:
                    found.append(Cell(person.id, number, f"words in {surface}", text, True))
    for number, marker in ((1, SECRET), (2, PLAIN)):
        found.append(Cell(w.district.help_contact, number, "log", text, marker in log))
    return found


def cells(w: World) -> list[Cell]:
    """Everything that the surfaces grant: the card that opens, its reasons, Home, the exports, and every press."""
    found: list[Cell] = []
    district = w.bot.service.present.district()
    homes = {person.id: w.home(person.id) for person in everybody(w)}
    for number, marker in ((1, SECRET), (2, PLAIN)):
        request = w.request(number)
        for person in everybody(w):
            opened, home = shown(w, person, number), homes[person.id]
            found.append(Cell(person.id, number, "card", Action.READ, opened is not None))
            text = Action.READ_CONFIDENTIAL_TEXT
            found.append(Cell(person.id, number, "card text", text, opened is not None and marker in opened))
            why = opened is not None and "Why this desk?" in opened
            found.append(Cell(person.id, number, "route --explain on the card", text, why))
            assert marker not in home or may(person, text, faces.subject(request, district)), (person.id, "Home")
            assert SECRET not in home or person.school == request.school, (person.id, "a list")
            found.append(Cell(person.id, number, "export", Action.EXPORT, exported(w, person, number)))
            for kind, action in acts.ACTIONS.items():
                denial = acts.denied(request, kind("", "", request=number), person, district)
                if action is Action.CHANGE and request.taken_by:  # then it only asks the unit
                    action = Action.ADD
                found.append(Cell(person.id, number, f"press {kind.__name__}", action, denial is None))
    return found


def wrong(w: World, found: list[Cell], matrix: Matrix) -> list[str]:
    """Cells in which a surface and a matrix do not agree."""
    district = w.bot.service.present.district()
    about = {number: faces.subject(w.request(number), district) for number in (1, 2)}
    return [
        f"{cell.person} R-{cell.request} {cell.surface}: {cell.granted}"
        for cell in found
        if cell.granted
        != may(
            district.people[cell.person],
            cell.action,
            Subject() if cell.surface == "export" else about[cell.request],
            matrix,
        )
    ]


def test_no_surface_grants_what_the_matrix_denies_and_a_changed_cell_is_noticed(
    monday: World, caplog: pytest.LogCaptureFixture
) -> None:
    """After a week of silence in which lists went out, the ladder climbed and a page came with a unit's question."""
    caplog.set_level(logging.DEBUG)
    w = staged(monday)
    w.go_to("2026-10-12 12:00")
    assert "waits for your answer" in str(w.from_bot(cast.PRINCIPAL)[-1])
    read = read_cells(w, caplog.text)
    assert wrong(w, read, MATRIX) == []
    seen = {(cell.person, cell.request, cell.surface) for cell in read if cell.granted}
    assert (cast.TECHNICIAN, 2, "words in the unit's room and its morning list") in seen
    assert (cast.ILD, 2, "words in a message, a list or the weekly page") in seen
    assert (HR_OTHER, 1, "the unit's room and its morning list") in seen
    for role, person in ((Role.UNIT_STAFF, cast.TECHNICIAN), (Role.ILD, cast.ILD), (Role.PRINCIPAL, cast.PRINCIPAL)):
        planted = {**MATRIX, Action.READ: {**MATRIX[Action.READ], role: ()}}
        assert [line for line in wrong(w, read, planted) if line.startswith(person)] != []
    found = cells(w)
    assert wrong(w, found, MATRIX) == []
    tried = {cell.action for cell in found}
    for action in tried:
        for role in Role:
            cell = MATRIX[action][role]
            other: tuple[str, ...] = () if cell == ("all",) else ("all",)
            changed = {**MATRIX, action: {**MATRIX[action], role: other}}
            assert wrong(w, found, changed) != [], f"{action} of {role} could change unnoticed"


def test_the_words_of_a_confidential_request_are_found_nowhere_else(
    monday: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Logs, metadata, notifications, channels, health pages, the weekly page, other exports and `route --explain`."""
    caplog.set_level(logging.DEBUG)
    w = staged(monday)
    w.go_to("2026-10-12 12:00")
    own = w.box.dm(w.ids[cast.PRINCIPAL])
    for post in w.box.posts():
        assert SECRET not in json.dumps([post["text"], post["metadata"]])
        assert post["channel"] == own or SECRET not in json.dumps([post, post["updates"]])
    assert SECRET not in caplog.text
    for page in ("/healthz", "/readyz", "/metrics"):
        assert SECRET not in httpx.get(w.web.url + page).text
    assert SECRET not in str(export(w.bot.service, 2, w.district.help_contact))
    desk = w.bot.service.present.desk()
    asked = "Two teachers filed a grievance against their grade lead"
    assert SECRET not in route_text(desk, asked, "cottonwood", True)
