"""Who may act at a network's gate, what decides by itself there, taking a rule's decision back, asking once more."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy import Connection

from broker_bot.domain import amending, deciding, demand, hours, standing, week
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.amending import MoveDate
from broker_bot.domain.commands import Command
from broker_bot.domain.deciding import AskAgain, UndoRule
from broker_bot.domain.demand import Decision, Mandate
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Outcome, Reply
from broker_bot.service import fan_out, memos, previews
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Service, write
from broker_bot.store import demands, wakes

log = logging.getLogger(__name__)

UNKNOWN = "I don't find that demand."


def denied(found: Mandate | None, network: str, actor: Person, district: District, now: datetime) -> Reply | None:
    """The refusal, or None. A demand the actor may not read answers like an unknown id."""
    if found is None or network not in demand.networks(found, district, week.today(now, district)):
        return Reply(UNKNOWN, refused=True)
    about = Subject(unit=found.unit, network=network, vacant=demand.vacant(network, district))
    if may(actor, Action.MANDATE_DECIDE, about):
        return None
    log.warning("denied mandate_decide on mandate %d in %s to %s", found.id, network, actor.id)
    if not may(actor, Action.MANDATE_READ, about):
        return Reply(UNKNOWN, refused=True)
    return Reply("Only the network's own ILD decides that.", refused=True)


def first_week(conn: Connection, district: District, now: datetime) -> date:
    """The Monday of the next page that is not being made yet: what is decided now stands there first."""
    send = week.next_send(now, district)
    while demands.week_begun(conn, send.week):
        send = week.next_send(send.at, district)
    return send.week


def by_itself(conn: Connection, found: Mandate, decision: Decision, district: District, now: datetime) -> None:
    """A decision that no person made: written like any other, and it names its rule."""
    demands.save_decision(conn, decision)
    write(conn, "mandate", found.id, deciding.told(found, decision, district), "rule", now)
    fan_out.decision(conn, found, None, decision, district, now)


def legal_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """What the law requires and nobody decided in time goes out as a must, marked as not reviewed."""
    found = demands.load(conn, int(ident), lock=True)
    if found is None or found.superseded_by:
        return
    district = service.present.district()
    there = demands.decisions_of(conn, [found.id])[found.id]
    first = first_week(conn, district, now)
    for network in demand.networks(found, district, week.today(now, district)):
        if network not in there:
            by_itself(conn, found, standing.by_law(found, network, first, now), district, now)


def undo(service: Service, command: Command) -> Reply:
    """The ILD takes back what a rule decided. What the law requires decides itself again on the next school day."""
    assert isinstance(command, UndoRule)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = demands.load(conn, command.mandate, lock=True)
        denial = denied(found, command.network, actor, district, now)
        if found is None or denial is not None:
            return denial or Reply(UNKNOWN, refused=True)
        before = demands.decision(conn, found.id, command.network)
        outcome = deciding.undone(found, before, actor, district)
        if outcome.reply.refused or before is None:
            return outcome.reply
        demands.forget_decision(conn, found.id, command.network)
        write(conn, "mandate", found.id, outcome, actor.id, now)
        wakes.put(conn, "legal", str(found.id), _law_again(found, district, now))
        fan_out.redraw(conn, found.id, command.network, now)
        previews.refresh(conn, command.network, district, now)
        refresh_home(conn, actor.id, now)
        return outcome.reply

    return landed(service, command, land)


def _law_again(found: Mandate, district: District, now: datetime) -> datetime | None:
    at = standing.law_at(found, district)
    calendar = week.school_days(district)
    tomorrow = hours.school_days_after(week.today(now, district), 1, calendar)
    return max(at, hours.opening(tomorrow, calendar) or at) if at else None


def ask_again(service: Service, command: Command) -> Reply:
    """A unit asks once more, a person by name."""
    assert isinstance(command, AskAgain)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = demands.load(conn, command.mandate, lock=True)
        if found is None or not may(actor, Action.MANDATE_DRAFT, Subject(unit=found.unit)):
            return Reply(UNKNOWN, refused=True)
        before = demands.decision(conn, found.id, command.network)
        after, outcome = deciding.asked_again(found, before, command, actor, district)
        if after is None:
            return outcome.reply
        demands.save_decision(conn, after)
        write(conn, "mandate", found.id, outcome, actor.id, now)
        refresh_home(conn, actor.id, now)
        return outcome.reply

    return landed(service, command, land)


def move(service: Service, command: Command) -> Reply:
    """A unit corrects a date; it need not pass the gate again, for the ILD's card says both dates."""
    assert isinstance(command, MoveDate)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = demands.load(conn, command.mandate, lock=True)
        if found is None or not may(actor, Action.MANDATE_DRAFT, Subject(unit=found.unit)):
            return Reply(UNKNOWN, refused=True)
        after, outcome = amending.moved(found, command, actor, district, now)
        if after is None:
            return outcome.reply
        put_moved(conn, after, outcome, actor.id, district, now)
        memos.checked(conn, command.draft, after.id, now)
        refresh_home(conn, actor.id, now)
        return outcome.reply

    return landed(service, command, land)


def put_moved(
    conn: Connection, after: Mandate, outcome: Outcome, actor: str, district: District, now: datetime
) -> None:
    """Write a corrected demand, set its wakes anew, and tell those who saw the old date."""
    demands.amend(conn, after)
    write(conn, "mandate", after.id, outcome, actor, now)
    wakes.put(conn, "mandate", str(after.id), demand.nears_at(after, district))
    wakes.put(conn, "legal", str(after.id), standing.law_at(after, district))
    fan_out.moved(conn, after.id, len(after.changes) - 1, now)
