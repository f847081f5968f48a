"""Buttons that open a modal: a read, a look at the access rule, a view. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import faces, people, served
from broker_bot.domain.access import Action, may
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Request
from broker_bot.domain.readmodels import Choice, QuestionCard, RequestCard
from broker_bot.domain.reopening import may_reopen, too_late
from broker_bot.domain.said_line import SaidLine
from broker_bot.domain.shares import share_words
from broker_bot.domain.trail_words import trail_lines
from broker_bot.service import acts
from broker_bot.slack import ids
from broker_bot.slack.payloads import OUTDATED, Unreadable, number
from broker_bot.slack.views import modals_school, modals_unit
from broker_bot.slack.views.surface import Modal
from broker_bot.store import joins, mirror, requests, trail


@dataclass(frozen=True, slots=True)
class Look:
    """What an opener may read: one snapshot, the district in force, business time."""

    conn: Connection
    district: District
    now: datetime


class NotAllowed(Exception):
    """The sentence for somebody who may not open this."""


Opener = Callable[[Look, Person, str], Modal]
"""(look, actor, the button's value) -> the modal. Raises NotAllowed or Unreadable with a sentence."""


def all_desks(district: District) -> tuple[Choice, ...]:
    """Every desk in the file's order; the views add the help desk themselves."""
    routes = [r for r in district.routes.values() if r.unit != district.triage and r.in_force]
    return tuple(Choice(r.id, r.label, district.units[r.unit].name) for r in routes)


def readers(look: Look, request: Request) -> str:
    """Who will read what is written to the school, by name."""
    told = [people.answer_readers(look.district, request)]
    others = len(joins.children(look.conn, request.id))
    more = [f"{others} more school{'s' if others > 1 else ''}"] if others else []
    return " and ".join([*told, *more])


def found_for(look: Look, actor: Person, value: str, kind: type[c.OnRequest]) -> Request:
    request = requests.load(look.conn, number(value))
    if request is None:
        raise NotAllowed(acts.UNKNOWN)
    denial = acts.denied(request, kind("", "", request=request.id), actor, look.district)
    if denial is not None:
        raise NotAllowed(denial.text)
    if request.status == "closed" and not (kind is c.Reopen and may_reopen(request)):
        raise NotAllowed(f"{request.number} is closed ({request.outcome}). Send a new message for a new request.")
    return request


def opener(kind: type[c.OnRequest], side: str, draw: Callable[[Look, Request, RequestCard], Modal]) -> Opener:
    """Opens a modal about a request for whoever may do `kind` with it."""

    def opened(look: Look, actor: Person, value: str) -> Modal:
        request = found_for(look, actor, value, kind)
        card = faces.request_card(request, look.district, look.now, side=side, reader=actor)
        return draw(look, request, card)

    return opened


def _earliest(look: Look) -> date:
    return look.now.astimezone(ZoneInfo(look.district.zone)).date()


def _members(look: Look, request: Request) -> list[tuple[str, str]]:
    unit = people.unit_of(look.district, request)
    members = [p for p in look.district.people.values() if p.unit == unit.id]
    first = (unit.lead, unit.contact, request.taken_by)
    return [(p.id, p.name) for p in sorted(members, key=lambda p: (p.id not in first, p.name))]


def _card(look: Look, actor: Person, value: str) -> Modal:
    request = requests.load(look.conn, number(value))
    if request is None or not may(actor, Action.READ, faces.subject(request, look.district)):
        raise NotAllowed(acts.UNKNOWN)
    side = "unit" if actor.unit else "school" if actor.school else "ild"
    lines = trail_lines(trail.lines(look.conn, "request", request.id), look.district)
    card = faces.request_card(request, look.district, look.now, side=side, reader=actor, trail=lines, whole=True)
    card = replace(card, shares=share_words(request, look.now, look.district))
    if faces.may_read_text(request, actor, look.district):
        card = replace(card, talk=_talk(look, request))
    return modals_school.card_modal(served.opened(card) if side == "school" else card)


def _talk(look: Look, request: Request) -> tuple[SaidLine, ...]:
    """What the two rooms said to each other lately."""
    units, rows = look.district.units, mirror.talk(look.conn, request.id)
    return tuple(
        SaidLine(
            people.name_of(look.district, row.author),
            units[row.unit].name if row.unit in units else "",
            row.text,
            row.at,
            bool(row.stamp),
            row.removed,
            row.kind,
        )
        for row in rows
    )


def _again(look: Look, request: Request, card: RequestCard) -> Modal:
    if request.closed_at is None or not too_late(request, look.now):
        return modals_school.reopen_modal(card)
    return modals_school.again_modal(card, request.closed_at.astimezone(ZoneInfo(look.district.zone)).date())


def _other(look: Look, actor: Person, value: str) -> Modal:
    draft = requests.load_draft(look.conn, number(value.partition(":")[0]))
    if draft is None or draft.sender != actor.id:
        raise Unreadable(OUTDATED)
    if draft.request is not None:
        raise NotAllowed(f"That went on already. {draft.settled}")
    card = QuestionCard(draft.id, draft.text, (), draft.goes_at, "", draft.urgent, look.district.safety_line)
    return modals_school.other_modal(card, all_desks(look.district))


OPENERS: dict[str, Opener] = {
    ids.CHANGE: opener(c.Change, "school", lambda k, r, card: modals_school.change_modal(card, all_desks(k.district))),
    ids.ADD: opener(c.Add, "school", lambda k, r, card: modals_school.add_modal(card)),
    ids.REOPEN: opener(c.Reopen, "school", _again),
    ids.REPLY: opener(c.ReplyToSchool, "unit", lambda k, r, card: modals_unit.reply_modal(card, readers(k, r))),
    ids.PROMISE: opener(
        c.Promise, "unit", lambda k, r, card: modals_unit.promise_modal(card, _earliest(k), readers(k, r))
    ),
    ids.FINISH: opener(c.Finish, "unit", lambda k, r, card: modals_unit.finish_modal(card, readers(k, r))),
    ids.NOT_OURS: opener(
        c.NotOurs, "unit", lambda k, r, card: modals_unit.not_ours_modal(card, _others_desks(k.district, r))
    ),
    ids.NUDGE: opener(c.Nudge, "ild", lambda k, r, card: modals_unit.nudge_modal(card, _members(k, r))),
    ids.LET_RUN: opener(c.LetRun, "ild", lambda k, r, card: modals_unit.let_run_modal(card, _earliest(k))),
    ids.ILD_REPLY: opener(c.IldReply, "ild", lambda k, r, card: modals_unit.ild_reply_modal(card, readers(k, r))),
    ids.ILD_FINISH: opener(c.IldFinish, "ild", lambda k, r, card: modals_unit.ild_finish_modal(card, readers(k, r))),
    ids.OPEN: _card,
    ids.PICK_OTHER: _other,
}


def _others_desks(district: District, request: Request) -> tuple[Choice, ...]:
    mine = {r.id for r in district.routes.values() if r.unit == request.terms.unit}
    return tuple(choice for choice in all_desks(district) if choice.route not in mine)
