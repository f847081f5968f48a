"""A request's trail, for the district's records: who may take it out, what is withheld, and that it was taken."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from broker_bot.domain import faces
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Notice, Request
from broker_bot.service import Service
from broker_bot.store import outbox, requests, trail

log = logging.getLogger(__name__)

WITHHELD = "[confidential]"

PLAIN = frozenset(
    {
        *("route", "unit", "from", "urgent", "origin", "to", "told", "until", "promise", "own_date", "outcome"),
        *("how", "rung", "person", "clock", "at", "due", "approved_by", "opened"),
    }
)
"""Facts of an event that are ids, people, dates or yes and no; of a confidential request no others are shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail. `seq` 0 is the request as it was asked; `text` what a person wrote, "" where nothing."""

    request: int
    seq: int
    at: datetime
    what: str
    actor: str
    text: str
    facts: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Glass:
    """Why a confidential text has to be read, and which second person approved it (a roster id)."""

    reason: str
    approved_by: str


class NotExported(Exception):
    """Nothing was taken out; the message is a sentence for whoever asked."""


def export(service: Service, number: int, actor_id: str, glass: Glass | None = None) -> list[Line]:
    """The trail of request `number`, oldest first, its last line saying that it was exported. Raises NotExported.

    The words of a confidential request are withheld without `glass`; with it the requester and the second person
    are told.
    """
    district, now = service.present.district(), service.clock.now()
    actor = person_of(actor_id, district)

    def land(conn: Connection) -> list[Line]:
        request = requests.load(conn, number, lock=True)
        _refuse(actor, request, number, district)
        assert request is not None
        opened = bool(request.confidential and glass)
        if opened and glass is not None:
            told = f"opened the text of the confidential request R-{request.id} for the district's records"
            break_glass(conn, request, actor, glass, told, district, now)
        facts = {"opened": opened} if request.confidential else {}
        trail.append(conn, "request", number, (Event("exported", actor.id, facts),), now)
        return _lines(conn, request, withhold=bool(request.confidential) and not opened)

    found: list[Line] = service.db.run(land)
    log.info("request %d was exported by %s%s", number, actor.id, ", its text opened" if glass else "")
    return found


def person_of(ident: str, district: District) -> Person:
    """The roster's person of an address. Raises NotExported."""
    person = district.people.get(ident.strip().lower())
    if person is None:
        raise NotExported(f"Nobody in the roster has the address {ident}.")
    return person


def _refuse(actor: Person, request: Request | None, number: int, district: District) -> None:
    """Whoever may not export hears nothing about which requests there are."""
    about = faces.subject(request, district) if request else Subject()
    if not may(actor, Action.EXPORT, about):
        log.info("denied %s on request %d to %s", Action.EXPORT, number, actor.id)
        raise NotExported(
            f"{actor.name} ({actor.role}) may not export. The district's records officer has the role admin."
        )
    if request is None:
        raise NotExported(f"There is no request R-{number}.")


def break_glass(
    conn: Connection, request: Request, actor: Person, glass: Glass, told: str, district: District, now: datetime
) -> None:
    """Write down that a text is opened, by whom, why and approved by whom; the requester and the second person hear it.

    `told` says what the actor did ("opened the text of ..."). Raises NotExported.
    """
    second, about = person_of(glass.approved_by, district), faces.subject(request, district)
    if not may(actor, Action.BREAK_GLASS, about) or not glass.reason.strip():
        raise NotExported(f"{actor.name} may open a confidential text only with a reason.")
    if second.id == actor.id or not may(second, Action.APPROVE_EXPORT, about):
        raise NotExported(f"{second.name} ({second.role}) can't approve it. A second person with the role chief does.")
    facts = {"reason": glass.reason.strip(), "approved_by": second.id}
    trail.append(conn, "request", request.id, (Event("glass.broken", actor.id, facts),), now)
    for person, more in (
        (request.requester, f"{second.name} approved it."),
        (second.id, "You are named as approving it."),
    ):
        text = f"{actor.name} {told}. {more} Reason given: {glass.reason.strip()}"
        outbox.enqueue(conn, "dm", 0, Notice("note.plain", f"person:{person}", person, {"text": text}), now)


def _lines(conn: Connection, request: Request, *, withhold: bool) -> list[Line]:
    facts = {
        "school": request.school, "requester": request.requester, "unit": request.terms.unit,
        "route": request.terms.route, "status": str(request.status), "confidential": request.confidential,
    }  # fmt: skip
    asked = _hidden(request.text) if withhold else request.text
    lines = [Line(request.id, 0, request.opened_at, "request", request.filed_by, asked, facts, "")]
    events = trail.lines(conn, "request", request.id)
    for row, (at, what, actor, data) in zip(trail.read(conn, "request", request.id), events, strict=True):
        text = str(data.pop("text", "") or "")
        if withhold:
            text = _hidden(text)
            data = {name: value if name in PLAIN else WITHHELD for name, value in data.items()}
        lines.append(Line(request.id, row.seq, at.astimezone(UTC), what, actor, text, data, row.hash))
    return lines


def _hidden(text: str) -> str:
    return WITHHELD if text else ""
