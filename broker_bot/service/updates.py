"""Where a school's open requests stand, for "any update?"."""

from __future__ import annotations

from sqlalchemy import Connection

from broker_bot.domain import faces, people
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Request, Status
from broker_bot.service.opening import Message
from broker_bot.store import queries


def stand(conn: Connection, message: Message, district: District) -> str:
    """Where the school's open requests stand, oldest first."""
    found = queries.open_of_school(conn, message.sender.school)
    if not found:
        return "Your school has no open request."
    lines = [_status_line(r, message.sender, district) for r in found[:5]]
    more = f"\n{len(found) - 5} more in my Home." if len(found) > 5 else ""
    return "\n".join(lines) + more


def _status_line(found: Request, reader: Person, district: District) -> str:
    """One request in a line; a confidential one without words for those it is not open to."""
    unit = people.unit_of(district, found).name
    if not faces.may_read_text(found, reader, district):
        said = "answered" if found.answered_at else "waiting for a first answer"
        return f"{found.number} (confidential): {unit}, {said}"
    label = district.routes[found.terms.route].label if found.terms.route in district.routes else unit
    return f"{found.number} ({label}): {_stands(found, district)}"


def _stands(found: Request, district: District) -> str:
    unit = people.unit_of(district, found).name
    if found.served_by:
        return f"{people.name_of(district, found.served_by)} is taking care of it"
    if found.status == Status.FINISHED:
        return f"{unit} says it is done; confirm on its card"
    if found.last_word:
        return f"{people.name_of(district, found.last_word_by)} said: {found.last_word[:120]}"
    return f"waiting for a first answer from {unit}"
