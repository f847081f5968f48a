"""Demands on principals: a unit sends one, each network's ILD decides, an undecided one reminds."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy import Connection

from broker_bot.domain import demand, page, week
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.demand import DecideMandate, Decision, Mandate, SubmitMandate
from broker_bot.domain.digest import Tier
from broker_bot.domain.district import District, Person
from broker_bot.domain.items import OnItem
from broker_bot.domain.model import Reply
from broker_bot.service import page_items, weekly
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Handler, Service, Wake, write
from broker_bot.service.weekly import arm as arm
from broker_bot.store import demands, wakes

log = logging.getLogger(__name__)

UNKNOWN = "I don't find that demand."
NOT_A_UNIT = "Only a central-office unit can ask principals for something."


def submit(service: Service, command: Command) -> Reply:
    """A unit's demand goes to the ILD of every network it concerns."""
    assert isinstance(command, SubmitMandate)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        if not may(actor, Action.MANDATE_DRAFT, Subject(unit=actor.unit)):
            return Reply(NOT_A_UNIT, refused=True)
        wanted, reply = demand.submitted(command, actor, district, now)
        if wanted is None:
            return reply
        saved = demands.add(conn, wanted)
        outcome = demand.sent(saved, district, now)
        write(conn, "mandate", saved.id, outcome, actor.id, now)
        wakes.put(conn, "mandate", str(saved.id), outcome.wake_at)
        refresh_home(conn, actor.id, now)
        return reply

    return landed(service, command, land)


def decide(service: Service, command: Command) -> Reply:
    """An ILD's decision for the own network; the unit's sender hears what and why."""
    assert isinstance(command, DecideMandate)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = demands.load(conn, command.mandate, lock=True)
        denial = denied(found, command.network, actor, district, now)
        if found is None or denial is not None:
            return denial or Reply(UNKNOWN, refused=True)
        before = demands.decision(conn, found.id, command.network)
        first = first_week(conn, district, now)
        decision, outcome = demand.decided(found, before, command, actor, first, district, now)
        if decision is None:
            return outcome.reply
        demands.save_decision(conn, decision)
        write(conn, "mandate", found.id, outcome, actor.id, now)
        refresh_home(conn, actor.id, now)
        return _warned(conn, outcome.reply, found, decision, first, district)

    return landed(service, command, land)


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


def _warned(
    conn: Connection, reply: Reply, found: Mandate, decision: Decision, first: date, district: District
) -> Reply:
    """The answer, with a warning when this is a fourth must for some principal."""
    if decision.tier is not Tier.MUST:
        return reply
    schools = demand.reached(found, decision.network, district, first)
    pairs = demands.pairs_for(conn, decision.network, first)
    states = demands.states(conn, [s.principal for s in schools])
    full = page.crowded(found, schools, pairs, states, first, district)
    if not full:
        return reply
    names = ", ".join(s.name for s in full[:3]) + (f" and {len(full) - 3} more" if len(full) > 3 else "")
    words = f"That is more than {page.MUSTS_BEFORE_WARNING} must-dos in the week of {page.day_words(first)}: {names}."
    return Reply(f"{reply.text} {words}")


def mandate_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """The date nears: each ILD who has not decided is reminded, once."""
    found = demands.load(conn, int(ident), lock=True)
    if found is None:
        return
    decided = set(demands.decisions_of(conn, [found.id])[found.id])
    outcome = demand.nearing(found, decided, service.present.district(), now)
    write(conn, "mandate", found.id, outcome, "clock", now)


HANDLERS: dict[type[Command], Handler] = {
    SubmitMandate: submit,
    DecideMandate: decide,
    OnItem: page_items.act,
}

WAKERS: dict[str, Wake] = {
    "mandate": mandate_woke,
    "week": weekly.week_woke,
    "issue": weekly.issue_woke,
    "off": weekly.off_woke,
}
