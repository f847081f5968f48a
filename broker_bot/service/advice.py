"""Exemptions and waivers: what the files say, and the marks of principals who tried them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person, Role
from broker_bot.domain.model import Reply
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service
from broker_bot.store import upsert
from broker_bot.store.tables_gate import AdviceMarkRow

_MARK = AdviceMarkRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class MarkAdvice(Command):
    """A principal's mark on an exemption; a later one takes the place of an earlier."""

    entry: str = ""
    worked: bool = False


def mark(service: Service, command: Command) -> Reply:
    """Keep one mark a principal. Others read the two counts, never who gave them."""
    assert isinstance(command, MarkAdvice)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        if actor.role is not Role.PRINCIPAL or not may(actor, Action.OPT_OUT, Subject(school=actor.school)):
            return Reply("Only principals say whether it worked.", refused=True)
        known = next((one for one in district.digest.advice if one.id == command.entry), None)
        if known is None:
            return Reply("That entry is no longer in the district's files.", refused=True)
        upsert.put(conn, _MARK, {"entry": known.id, "principal": actor.id}, worked=command.worked, at=now)
        said = "worked" if command.worked else "didn't work"
        return Reply(f"Noted: {known.title} {said} for you. Other principals see the count, not your name.")

    return landed(service, command, land)


def counts(conn: Connection) -> dict[str, tuple[int, int]]:
    """How many principals said worked, and didn't, by entry."""
    found: dict[str, tuple[int, int]] = {}
    query = select(_MARK.c.entry, _MARK.c.worked, func.count()).group_by(_MARK.c.entry, _MARK.c.worked)
    for entry, worked, number in conn.execute(query):
        yes, no = found.get(entry, (0, 0))
        found[entry] = (number, no) if worked else (yes, number)
    return found
