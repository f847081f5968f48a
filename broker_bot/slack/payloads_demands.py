"""Demands and the weekly page: presses and submissions to commands, and the modals that buttons open."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.demand_faces import network_name, off_ask
from broker_bot.domain.district import District, Person
from broker_bot.domain.items import DecideOff, ItemDone, ItemHelp, ItemOff, OnItem
from broker_bot.domain.readmodels import MandateDraft
from broker_bot.domain.submitting import SubmitMandate
from broker_bot.service import demands as gate
from broker_bot.service import page_items
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.payloads import (
    Payload,
    action,
    button_key,
    day,
    filled,
    number,
    user,
    view_key,
    words,
)
from broker_bot.slack.payloads import at as moment
from broker_bot.slack.payloads_gate import several
from broker_bot.slack.views.modals_mandate import mandate_modal, off_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.store import demands


def two(value: object) -> tuple[int, int]:
    """ "issue:mandate" as two ids. Raises Unreadable."""
    first, _, second = str(value or "").partition(":")
    return number(first), number(second)


def _pressing(kind: type[OnItem]) -> Callable[[Payload], Command]:
    def parse(body: Payload) -> Command:
        pressed = action(body)
        return kind(button_key(body), user(body), moment(pressed.get("action_ts")), *two(pressed.get("value")))

    return parse


def _submitted(body: Payload) -> Command:
    return SubmitMandate(
        view_key(body),
        user(body),
        title=words(body, ids.FIELD_TITLE),
        text=words(body),
        day=day(body),
        minutes=words(body, ids.FIELD_MINUTES),
        link=words(body, ids.FIELD_LINK),
        topic=words(body, ids.FIELD_TOPIC),
        levels=several(body, ids.FIELD_LEVELS),
        programs=several(body, ids.FIELD_PROGRAMS),
        new_only=bool(several(body, ids.FIELD_NEW_ONLY)),
        consequence=words(body, ids.FIELD_CONSEQUENCE),
        legal=bool(several(body, ids.FIELD_LEGAL)),
        schools=several(body, ids.FIELD_SCHOOLS),
        everyone=bool(several(body, ids.FIELD_EVERYONE)),
        draft=str(body["view"].get("private_metadata") or ""),
    )


def _off_decided(body: Payload) -> Command:
    issue, mandate = two(body["view"].get("private_metadata"))
    decision = str(filled(body, ids.FIELD_DECISION) or "")
    return DecideOff(
        view_key(body),
        user(body),
        issue=issue,
        mandate=mandate,
        decision=decision,
        text=words(body, ids.FIELD_REASON),
    )


def _new(look: Look, actor: Person, value: str) -> Modal:
    unit = look.district.units.get(actor.unit)
    if unit is None or not may(actor, Action.MANDATE_DRAFT, Subject(unit=actor.unit)):
        raise NotAllowed(gate.NOT_A_UNIT)
    legal = False if unit.id in look.district.digest.legal_units else None
    return mandate_modal(MandateDraft(id="new", legal=legal), unit.name, schools_by_network(look.district))


def schools_by_network(district: District) -> list[tuple[str, list[tuple[str, str]]]]:
    """Networks by name, each with its schools as (id, name) by name."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for network in district.networks:
        own = sorted((s.name, s.id) for s in district.schools.values() if s.network == network)
        found.append((network_name(network), [(ident, name) for name, ident in own]))
    return [pair for pair in found if pair[1]]


def _answer_off(look: Look, actor: Person, value: str) -> Modal:
    issue, mandate = two(value)
    found = demands.issue(look.conn, issue)
    denial = page_items.denied(found, DecideOff, actor, look.district)
    state = demands.state(look.conn, mandate, found.principal) if found else None
    ask = off_ask(found, mandate, state, look.district) if found else None
    if denial is not None or ask is None:
        raise NotAllowed(denial.text if denial else page_items.UNKNOWN)
    if ask.settled:
        raise NotAllowed(f"That is settled: {ask.settled}.")
    return off_modal(ask)


BUTTONS: dict[str, Callable[[Payload], Command]] = {
    ids.ITEM_DONE: _pressing(ItemDone),
    ids.ITEM_HELP: _pressing(ItemHelp),
    ids.ITEM_OFF: _pressing(ItemOff),
}

OPENERS: dict[str, Opener] = {
    ids.MANDATE_NEW: _new,
    ids.OFF_DECIDE: _answer_off,
}

MODALS: dict[str, Callable[[Payload], Command]] = {
    ids.MODAL_MANDATE: _submitted,
    ids.MODAL_OFF: _off_decided,
}
