"""Setting an absence and ending it: for oneself, for people of one's unit, or (chief, administrator) for anybody."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import absence, away_words, dated
from broker_bot.domain.absence import ComeBack, SetAway
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Notice, Reply
from broker_bot.service import keeping
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Handler, Service
from broker_bot.store import absences, trail

log = logging.getLogger(__name__)

NOT_YOURS = "You can say it of yourself; a lead of the own unit's people; the chief and the administrator of anybody."
NOT_HERE = "You are not set as away."


def denied(actor: Person, person: Person | None) -> Reply | None:
    """The refusal, or None."""
    about = Subject(unit=person.unit, person=person.id) if person else None
    if about and person and person.role not in absence.OF_SCHOOLS and may(actor, Action.AWAY, about):
        return None
    log.warning("denied away about %s to %s", person.id if person else "nobody", actor.id)
    return Reply(NOT_YOURS, refused=True)


def may_for_self(actor: Person) -> bool:
    """Whether absences are something this person has."""
    return actor.role not in absence.OF_SCHOOLS and may(actor, Action.AWAY, Subject(unit=actor.unit, person=actor.id))


def put(conn: Connection, command: SetAway, actor: Person, district: District, now: datetime) -> Reply:
    """Set it, tell the cover and the person, draw their Homes anew."""
    person = district.people.get(command.person or actor.id)
    refusal = denied(actor, person)
    if person is None or refusal is not None:
        return refusal or Reply(NOT_YOURS, refused=True)
    problem = absence.problems(command, person, district, dated.today(now, district))
    if problem is not None or command.first is None or command.last is None:
        return problem or Reply(away_words.HOW, refused=True)
    answer, to_cover, to_person = absence.told(command, person, actor, district)
    wanted = absences.Absence(person.id, command.first, command.last, command.cover)
    ident = absences.put(conn, wanted, actor.id, now)
    facts = {"person": person.id, "first": str(wanted.first), "last": str(wanted.last), "cover": wanted.cover}
    trail.append(conn, "absence", ident, (Event("away", actor.id, facts),), now)
    for who, words in ((command.cover or person.cover, to_cover), (person.id, to_person)):
        if words and who in district.people:
            _tell(conn, who, words, now)
    for who in dict.fromkeys((person.id, actor.id)):
        refresh_home(conn, who, now)
    return answer


def end(conn: Connection, command: ComeBack, actor: Person, district: District, now: datetime) -> Reply:
    """End it now; whatever comes goes to the person again."""
    person = district.people.get(command.person or actor.id)
    refusal = denied(actor, person)
    if person is None or refusal is not None:
        return refusal or Reply(NOT_YOURS, refused=True)
    ended = absences.end(conn, person.id, dated.today(now, district))
    for ident in ended:
        trail.append(conn, "absence", ident, (Event("back", actor.id, {"person": person.id}),), now)
    refresh_home(conn, person.id, now)
    if not ended:
        return Reply(NOT_HERE if person.id == actor.id else f"{person.name} is not set as away.", refused=True)
    whom = "you" if person.id == actor.id else person.name
    return Reply(f"Done: requests, reminders and escalations come to {whom} again.")


def spoken(conn: Connection, key: Command, text: str, actor: Person, district: District, now: datetime) -> Reply | None:
    """The answer to words about being away or back, from somebody who has absences; None for any other words."""
    if not may_for_self(actor):
        return None
    if away_words.is_back(text):
        return end(conn, ComeBack(key.key, key.by), actor, district, now)
    said = away_words.read(text, district.people.values(), dated.today(now, district))
    if said is None:
        return None
    if said.problem:
        return Reply(said.problem, refused=True)
    command = SetAway(key.key, key.by, None, said.person, said.first, said.last, said.cover)
    reply = put(conn, command, actor, district, now)
    return replace(reply, text=" ".join(reply.errors.values()), errors={}) if reply.errors else reply


def _tell(conn: Connection, person: str, words: str, now: datetime) -> None:
    place = f"away:{person}:{now.isoformat()}"
    keeping.tell(conn, "dm", 0, Notice("note.plain", place, person, {"text": words}), now)


def _set(service: Service, command: Command) -> Reply:
    assert isinstance(command, SetAway)
    return landed(service, command, lambda conn, actor, district, now: put(conn, command, actor, district, now))


def _back(service: Service, command: Command) -> Reply:
    assert isinstance(command, ComeBack)
    return landed(service, command, lambda conn, actor, district, now: end(conn, command, actor, district, now))


HANDLERS: dict[type[Command], Handler] = {SetAway: _set, ComeBack: _back}
