"""A unit's letter or its desk's delivery, landed: known writer, one command, once; what can't be done is answered."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from broker_bot.domain import commands as c
from broker_bot.domain.district import District
from broker_bot.domain.model import Notice, Reply
from broker_bot.inbound import letters
from broker_bot.inbound.letters import Incoming, Unusable
from broker_bot.service import Service
from broker_bot.service.landing import BY_LETTER
from broker_bot.store import outbox

log = logging.getLogger(__name__)

LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivery: whether it was accepted, and a sentence for whoever sent it."""

    ok: bool
    words: str


def letter(service: Service, raw: bytes, secret: str) -> Taken:
    """Take in one letter (RFC 5322). What a person of the roster can mend is also written back to that person."""
    try:
        found = letters.read(raw, secret)
    except Unusable as error:
        return Taken(False, str(error))
    if found.automatic:
        return Taken(True, "An automatic letter is nobody's answer; nothing was done with it.")
    district = service.present.district()
    if found.sender not in district.people:
        log.warning("a letter about request %d came from somebody outside the roster", found.request)
        return Taken(False, f"{found.sender} is not in {district.name}'s roster, so nothing was sent to the school.")
    try:
        if not found.request:
            raise Unusable("I can't tell which request this is about. Reply to my letter about the request.")
        reply = service.handle(letters.command(found, district, _today(service, district)))
    except Unusable as error:
        reply = Reply(str(error), refused=True)
    words = _said(reply)
    if reply.refused or reply.errors:
        words += " Nothing was sent to the school."
        _write_back(service, found, words)
    elif found.files:
        words += " What was attached to your letter did not go with it: put a link to it into your words."
        _write_back(service, found, words)
    return Taken(True, words)


def _today(service: Service, district: District) -> date:
    return service.clock.now().astimezone(ZoneInfo(district.zone)).date()


def _said(reply: Reply) -> str:
    return " ".join((reply.text, *reply.errors.values())).strip()


def _write_back(service: Service, found: Incoming, words: str) -> None:
    to = f"{BY_LETTER}{found.sender}"
    about = f"About R-{found.request}: " if found.request else ""
    notice = Notice("note.plain", to, to, {"text": f"{about}{words}"})
    service.db.run(lambda conn: outbox.enqueue(conn, "dm", 0, notice, service.clock.now()))


KINDS = ("reply", "promise", "finish", "not_ours", "taken", "status")


def desk(service: Service, unit: str, told: Mapping[str, Any]) -> Taken:
    """Take in what a unit's own desk says: `id`, `request` ("R-12"), `kind`, `by` (an e-mail address), `text`, `date`.

    Only a sentence by a person of that unit, delivered to the school, is an answer; a status never is.
    """
    district = service.present.district()
    try:
        command = _command(unit, told, district)
    except Unusable as error:
        return Taken(False, str(error))
    reply = service.handle(command)
    return Taken(not (reply.refused or reply.errors), _said(reply))


def _command(unit: str, told: Mapping[str, Any], district: District) -> c.OnRequest:
    by, kind, text = str(told.get("by") or "").lower(), str(told.get("kind") or ""), str(told.get("text") or "")
    person = district.people.get(by)
    if person is None or person.unit != unit:
        raise Unusable(f"'by' must be the e-mail address of somebody of {unit} in the roster (got '{by}').")
    if kind not in KINDS:
        raise Unusable(f"'kind' must be one of {', '.join(KINDS)} (got '{kind}').")
    common = (f"desk:{unit}:{told.get('id')}", f"{BY_LETTER}{by}", None, _number(told.get("request")))
    if kind != "taken" and kind != "not_ours" and not text.strip():
        raise Unusable("'text' is empty: a sentence is needed.")
    match kind:
        case "reply":
            return c.ReplyToSchool(*common, text=text)
        case "promise":
            return c.Promise(*common, text=text, day=_date(told.get("date")))
        case "finish":
            return c.Finish(*common, text=text)
        case "not_ours":
            return c.NotOurs(*common, route=letters.desk_of(str(told.get("route") or ""), district), text=text)
        case "taken":
            return c.Take(*common)
        case _:
            return c.DeskStatus(*common, text=text)


def _number(value: Any) -> int:
    digits = str(value or "").upper().removeprefix("R-")
    if not (digits.isascii() and digits.isdecimal()) or int(digits) > LARGEST_ID:
        raise Unusable(f"'request' must be a request's number such as R-12 (got '{value}').")
    return int(digits)


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Unusable(f"'date' must be a day such as 2026-10-09 (got '{value}').") from None
