"""What is pressed on the weekly page: done, need help, take it off my plate, and the ILD's answer."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import items, people
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.demand import director, vacant
from broker_bot.domain.district import District, Person
from broker_bot.domain.items import DecideOff, HandItem, Issue, ItemDone, ItemHelp, ItemOff, ItemState, OnItem
from broker_bot.domain.model import Outcome, Reply
from broker_bot.service.landed import landed
from broker_bot.service.landing import Service, write
from broker_bot.store import demands, outbox, wakes

log = logging.getLogger(__name__)

UNKNOWN = "I don't find that item."

ACTIONS: dict[type[OnItem], Action] = {
    ItemDone: Action.ITEM_DONE,
    ItemHelp: Action.ITEM_HELP,
    ItemOff: Action.ITEM_TAKE_OFF,
    HandItem: Action.ITEM_HAND,
    DecideOff: Action.EXCUSE,
}


def act(service: Service, command: Command) -> Reply:
    """A press on an item, or the ILD's answer to one."""
    assert isinstance(command, OnItem)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = demands.issue(conn, command.issue)
        denial = denied(found, type(command), actor, district)
        if found is None or denial is not None:
            return denial or Reply(UNKNOWN, refused=True)
        demands.lock_pages(conn, found.principal)
        before = demands.state(conn, command.mandate, found.principal)
        state, outcome = items.decide(found, before, command, actor, district, now)
        if state is None:
            _redraw(conn, found, command.mandate, before, district, now)
            return outcome.reply
        _write(conn, found, state, outcome, actor, now)
        _redraw(conn, found, command.mandate, before, district, now)
        return outcome.reply

    return landed(service, command, land)


def denied(found: Issue | None, kind: type[OnItem], actor: Person, district: District) -> Reply | None:
    """The refusal, or None. Somebody of neither the school nor its network learns nothing."""
    if found is None or found.page is None:
        return Reply(UNKNOWN, refused=True)
    person = district.people.get(found.principal)
    school = person.school if person else ""
    network = items.network_of(found, district)
    about = Subject(school=school, network=network, vacant=vacant(network, district))
    if may(actor, ACTIONS[kind], about):
        return None
    log.warning("denied %s on issue %d to %s", ACTIONS[kind], found.id, actor.id)
    if not may(actor, Action.MANDATE_READ, about):
        return Reply(UNKNOWN, refused=True)
    if kind is DecideOff:
        return Reply(f"{people.name_of(district, director(network, district))} answers that.", refused=True)
    return Reply("That is for the school to press.", refused=True)


def _write(conn: Connection, found: Issue, state: ItemState, outcome: Outcome, actor: Person, now: datetime) -> None:
    demands.save_state(conn, state)
    write(conn, "issue", found.id, outcome, actor.id, now)
    wakes.put(conn, "off", f"{found.id}:{state.mandate}", outcome.wake_at)


def _redraw(
    conn: Connection, found: Issue, mandate: int, before: ItemState | None, district: District, now: datetime
) -> None:
    """The page pressed, the newest page that carries the item, and the ILD's card if there was an ask."""
    newest = demands.newest_issue(conn, found.principal)
    shown = {found.id: found} | ({newest.id: newest} if newest and newest.item(mandate) else {})
    for one in shown.values():
        outbox.enqueue(conn, "issue", one.id, items.page_card(one), now)
    if before is not None and before.asked == "off":
        outbox.enqueue(conn, "issue", found.id, items.off_card(found, mandate, district), now)
