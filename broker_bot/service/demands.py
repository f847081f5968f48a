"""Demands on principals: a unit sends one, each network's ILD decides, an undecided one reminds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from broker_bot.domain import budget, deciding, demand, standing, submitting, week
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.amending import MoveDate
from broker_bot.domain.commands import Command
from broker_bot.domain.deciding import AskAgain, DecideMandate, UndoRule
from broker_bot.domain.demand import Decision, Mandate
from broker_bot.domain.district import District, Person
from broker_bot.domain.item_ask import AskItem
from broker_bot.domain.items import OnItem
from broker_bot.domain.model import Reply
from broker_bot.domain.opting import FewerLike, KeepOptOuts
from broker_bot.domain.preview import ApprovePages, WriteNote
from broker_bot.domain.submitting import SubmitMandate
from broker_bot.service import (
    advice,
    fan_out,
    gate_acts,
    item_more,
    made_files,
    memo_threads,
    memos,
    page_items,
    previews,
    reminding,
    weekly,
)
from broker_bot.service.advice import MarkAdvice
from broker_bot.service.gate_acts import UNKNOWN, denied, first_week
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Handler, Service, Wake, write
from broker_bot.service.made_files import MakeFile
from broker_bot.service.memo_threads import PassMemo, ReadMemo
from broker_bot.service.memos import PasteMemo
from broker_bot.service.weekly import arm as arm
from broker_bot.store import demands, wakes

NOT_A_UNIT = "Only a central-office unit can ask principals for something."


def submit(service: Service, command: Command) -> Reply:
    """A unit's demand goes to the ILD of every network it concerns."""
    assert isinstance(command, SubmitMandate)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        if not may(actor, Action.MANDATE_DRAFT, Subject(unit=actor.unit)):
            return Reply(NOT_A_UNIT, refused=True)
        source = memos.source_of(conn, command.draft, actor.unit)
        wanted, reply = submitting.submitted(command, actor, district, now, *source)
        if wanted is None:
            return reply
        saved = take_in(conn, wanted, district, now)
        memos.checked(conn, command.draft, saved.id, now)
        refresh_home(conn, actor.id, now)
        return reply

    return landed(service, command, land)


def take_in(conn: Connection, wanted: Mandate, district: District, now: datetime) -> Mandate:
    """A new demand goes to its gates: standing rules decide at once, in the open; the ILDs decide the rest."""
    saved = demands.add(conn, wanted)
    outcome = demand.sent(saved, district, now)
    write(conn, "mandate", saved.id, outcome, saved.sent_by, now)
    wakes.put(conn, "mandate", str(saved.id), outcome.wake_at)
    wakes.put(conn, "legal", str(saved.id), standing.law_at(saved, district))
    first = first_week(conn, district, now)
    for network in demand.networks(saved, district, week.today(now, district)):
        rule = standing.rule_for(district.digest.rules, saved, network)
        if rule is not None:
            gate_acts.by_itself(conn, saved, standing.by_rule(rule, saved, network, first, now), district, now)
    return saved


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
        schools = [s.id for s in demand.reached(found, command.network, district, first)]
        decision, outcome = deciding.decided(found, before, command, actor, first, schools, district, now)
        if decision is None:
            return outcome.reply
        demands.save_decision(conn, decision)
        write(conn, "mandate", found.id, outcome, actor.id, now)
        fan_out.decision(conn, found, before, decision, district, now)
        previews.refresh(conn, command.network, district, now)
        refresh_home(conn, actor.id, now)
        return _warned(conn, outcome.reply, found, decision, first, district)

    return landed(service, command, land)


def _warned(
    conn: Connection, reply: Reply, found: Mandate, decision: Decision, first: date, district: District
) -> Reply:
    """The answer, with a warning when this makes some principal's week too much."""
    if not deciding.on_page(decision.how):
        return reply
    schools = demand.reached(found, decision.network, district, first)
    pairs = demands.pairs_for(conn, decision.network, first)
    states = demands.states(conn, [s.principal for s in schools])
    words = budget.warning(found, schools, pairs, states, first, district)
    return Reply(f"{reply.text} {words}") if words else reply


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
    PasteMemo: memos.paste,
    ReadMemo: memo_threads.pick_up,
    PassMemo: memo_threads.pass_on,
    MarkAdvice: advice.mark,
    MakeFile: made_files.make,
    DecideMandate: decide,
    UndoRule: gate_acts.undo,
    AskAgain: gate_acts.ask_again,
    MoveDate: gate_acts.move,
    ApprovePages: previews.approve,
    WriteNote: previews.write_note,
    AskItem: item_more.ask,
    FewerLike: item_more.fewer,
    KeepOptOuts: item_more.keep,
    OnItem: page_items.act,
}

WAKERS: dict[str, Wake] = {
    "mandate": mandate_woke,
    "legal": gate_acts.legal_woke,
    "fan_out": fan_out.woke,
    "preview": previews.woke,
    "remind": reminding.woke,
    "week": weekly.week_woke,
    "issue": weekly.issue_woke,
    "off": weekly.off_woke,
}
