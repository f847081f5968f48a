"""What routing has learnt: listed by ids and routes, taken back one by one; its words open with broken glass only."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import Connection

from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event
from broker_bot.service.export import Glass, NotExported, break_glass, person_of
from broker_bot.service.landing import Service
from broker_bot.store import lessons, requests, trail
from broker_bot.store.lessons import Learned

log = logging.getLogger(__name__)


def listed(service: Service, actor_id: str) -> Sequence[Learned]:
    """Every lesson, oldest first. Raises NotExported."""
    actor(service, actor_id, Action.LESSONS)
    found: Sequence[Learned] = service.db.read(lessons.all_of)
    return found


def opened(service: Service, ident: int, actor_id: str, glass: Glass) -> Learned:
    """One lesson with its words; the opening is logged in its request's trail and told. Raises NotExported."""
    who, district, now = actor(service, actor_id, Action.LESSONS), service.present.district(), service.clock.now()

    def land(conn: Connection) -> Learned:
        learned = _found(conn, ident)
        request = requests.load(conn, learned.request, lock=True)
        if request is None:
            raise NotExported(f"Lesson {ident} was taught on the command line; whoever taught it has its words.")
        told = f"opened the text of the request R-{request.id}, which routing had learnt from"
        break_glass(conn, request, who, glass, told, district, now)
        return learned

    found: Learned = service.db.run(land)
    log.info("the text of lesson %d was opened by %s", ident, who.id)
    return found


def undo(service: Service, ident: int, actor_id: str) -> Learned:
    """Take a lesson back, in every process from its next message on. Raises NotExported."""
    who, now = actor(service, actor_id, Action.LESSONS), service.clock.now()

    def land(conn: Connection) -> Learned:
        learned = _found(conn, ident)
        if learned.undone:
            raise NotExported(f"Lesson {ident} is undone already.")
        lessons.undo(conn, ident)
        trail.append(conn, "lesson", ident, (Event("undone", who.id, {"route": learned.route}),), now)
        return learned

    found: Learned = service.db.run(land)
    return found


def _found(conn: Connection, ident: int) -> Learned:
    learned = lessons.load(conn, ident)
    if learned is None:
        raise NotExported(f"There is no lesson {ident}. `broker-bot lessons list` shows those there are.")
    return learned


def actor(service: Service, actor_id: str, action: Action) -> Person:
    """Whoever acts, if the access table grants it; `help_contact` where nobody is named. Raises NotExported."""
    district: District = service.present.district()
    person = person_of(actor_id or district.help_contact, district)
    if not may(person, action, Subject()):
        log.info("denied %s to %s", action, person.id)
        raise NotExported(f"{person.name} ({person.role}) may not do that. An administrator does.")
    return person
