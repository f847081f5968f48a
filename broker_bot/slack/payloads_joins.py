"""Joining requests: the form that a card's button opens, and what it sends."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain import faces
from broker_bot.domain.access import Action, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import Person
from broker_bot.domain.joins import Join, likely
from broker_bot.domain.people import school_name
from broker_bot.service import joins
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.payloads import Payload, filled, number, user, view_key
from broker_bot.slack.views.join import BOX, MOST, join_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.store import requests

NONE = "There is nothing left to join: the others are done, or joined already."


def _open(look: Look, actor: Person, value: str) -> Modal:
    request = requests.load(look.conn, number(value))
    about = faces.subject(request, look.district) if request else None
    if request is None or about is None or not may(actor, Action.JOIN, about):
        raise NotAllowed(joins.UNKNOWN)
    found = joins.candidates(look.conn, request, actor, look.district)
    if not found or request.parent:
        raise NotAllowed(NONE)
    card = faces.request_card(request, look.district, look.now, side="unit", reader=actor)
    listed = [(r.id, school_name(look.district, r.school), " ".join(r.text.split())) for r in found]
    return join_modal(card, listed, likely(found))


def _join(body: Payload) -> Command:
    fields = (f"{ids.FIELD_REQUESTS}_{at}" for at in range(MOST // BOX))
    picked = [value for name in fields for value in filled(body, name) or []]
    children = tuple(number(value) for value in picked)
    return Join(view_key(body), user(body), request=number(body["view"].get("private_metadata")), children=children)


OPENERS: dict[str, Opener] = {ids.JOIN: _open}

MODALS: dict[str, Callable[[Payload], Command]] = {ids.MODAL_JOIN: _join}
