"""The gate in Slack: an ILD's decision, a rule undone, a unit that asks once more or corrects a date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from broker_bot.domain import deciding, demand, week
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.amending import MoveDate
from broker_bot.domain.commands import Command
from broker_bot.domain.deciding import AskAgain, DecideMandate, UndoRule
from broker_bot.domain.demand_faces import mandate_card, tiers
from broker_bot.domain.district import Person
from broker_bot.domain.people import name_of
from broker_bot.domain.preview import ApprovePages, WriteNote
from broker_bot.reading.drafting import offline_draft
from broker_bot.service import gate_acts, previews
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.payloads import (
    OUTDATED,
    Payload,
    Unreadable,
    action,
    button_key,
    day,
    filled,
    number,
    user,
    view_key,
    words,
)
from broker_bot.slack.views.modals_decide import again_modal, decide_modal, move_modal
from broker_bot.slack.views.network_preview import note_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.store import demands


def at_gate(value: object) -> tuple[int, str]:
    """ "mandate:network" as an id and a network's id. Raises Unreadable."""
    mandate, _, network = str(value or "").partition(":")
    if not network or len(network) > 100:
        raise Unreadable(OUTDATED)
    return number(mandate), network


def several(body: Payload, block: str) -> tuple[str, ...]:
    """The values picked of a list."""
    values = filled(body, block)
    return tuple(str(value) for value in values) if isinstance(values, list) else ()


def _decided(body: Payload) -> Command:
    mandate, network = at_gate(body["view"].get("private_metadata"))
    return DecideMandate(
        view_key(body),
        user(body),
        mandate=mandate,
        network=network,
        tier=str(filled(body, ids.FIELD_TIER) or ""),
        line=words(body, ids.FIELD_LINE),
        reason=words(body, ids.FIELD_REASON),
        focus=words(body, ids.FIELD_FOCUS),
        answer=words(body, ids.FIELD_ANSWER),
        why=words(body, ids.FIELD_WHY),
        minutes=words(body, ids.FIELD_MINUTES),
        new_principals=str(filled(body, ids.FIELD_NEW) or ""),
        excused=several(body, ids.FIELD_EXCUSED),
        answered=several(body, ids.FIELD_ANSWERED),
    )


def _undo(body: Payload) -> Command:
    return UndoRule(button_key(body), user(body), None, *at_gate(action(body).get("value")))


def _again(body: Payload) -> Command:
    mandate, network = at_gate(body["view"].get("private_metadata"))
    person = str(filled(body, ids.FIELD_PERSON) or "")
    return AskAgain(view_key(body), user(body), None, mandate, network, words(body), person)


def _moved(body: Payload) -> Command:
    mandate, _, draft = str(body["view"].get("private_metadata") or "").partition("|")
    return MoveDate(view_key(body), user(body), None, number(mandate), day(body), draft)


def _decide(look: Look, actor: Person, value: str) -> Modal:
    mandate, network = at_gate(value)
    found = demands.load(look.conn, mandate)
    denial = gate_acts.denied(found, network, actor, look.district, look.now)
    if found is None or denial is not None:
        raise NotAllowed(denial.text if denial else gate_acts.UNKNOWN)
    decision = demands.decision(look.conn, mandate, network)
    first = gate_acts.first_week(look.conn, look.district, look.now)
    schools = [(s.id, s.name) for s in demand.reached(found, network, look.district, first)]
    card = mandate_card(found, decision, network, look.district)
    if decision is None:
        day = week.today(found.received_at, look.district)
        card = replace(card, line=found.draft or offline_draft(found.title, found.text, day))
    return decide_modal(card, tiers(look.district), schools)


def _ask_again(look: Look, actor: Person, value: str) -> Modal:
    mandate, network = at_gate(value)
    found = demands.load(look.conn, mandate)
    if found is None or not may(actor, Action.MANDATE_DRAFT, Subject(unit=found.unit)):
        raise NotAllowed(gate_acts.UNKNOWN)
    decision = demands.decision(look.conn, mandate, network)
    if decision is None or decision.again:
        raise NotAllowed("It waits for the ILD." if decision is None else "You asked once more already.")
    people = [(p, name_of(look.district, p)) for p in deciding.named_persons(network, look.district)]
    return again_modal(mandate_card(found, decision, network, look.district), people)


def _move(look: Look, actor: Person, value: str) -> Modal:
    found = demands.load(look.conn, number(value))
    if found is None or not may(actor, Action.MANDATE_DRAFT, Subject(unit=found.unit)):
        raise NotAllowed(gate_acts.UNKNOWN)
    return move_modal(mandate_card(found, None, "", look.district))


def _week(value: object) -> tuple[date, str]:
    """ "2026-10-12:network". Raises Unreadable."""
    text, _, network = str(value or "").partition(":")
    try:
        return date.fromisoformat(text), network
    except ValueError:
        raise Unreadable(OUTDATED) from None


def _approved(body: Payload) -> Command:
    return ApprovePages(button_key(body), user(body), None, *_week(action(body).get("value")))


def _noted(body: Payload) -> Command:
    return WriteNote(view_key(body), user(body), None, *_week(body["view"].get("private_metadata")), words(body))


def _note(look: Look, actor: Person, value: str) -> Modal:
    monday, network = _week(value)
    about = Subject(network=network, vacant=demand.vacant(network, look.district))
    if not may(actor, Action.APPROVE_DIGEST, about):
        raise NotAllowed(previews.NOT_YOURS)
    return note_modal(previews.of(look.conn, network, monday, look.district, look.now))


BUTTONS: dict[str, Callable[[Payload], Command]] = {ids.RULE_UNDO: _undo, ids.PREVIEW_APPROVE: _approved}

OPENERS: dict[str, Opener] = {
    ids.MANDATE_DECIDE: _decide,
    ids.ASK_AGAIN: _ask_again,
    ids.MANDATE_MOVE: _move,
    ids.PREVIEW_NOTE: _note,
}

MODALS: dict[str, Callable[[Payload], Command]] = {
    ids.MODAL_DECIDE: _decided,
    ids.MODAL_AGAIN: _again,
    ids.MODAL_MOVE: _moved,
    ids.MODAL_NOTE: _noted,
}
