"""*Bring in*: the form that the packet's button opens, and what it sends."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain import faces
from broker_bot.domain.bringing import BringIn, groups
from broker_bot.domain.commands import Command
from broker_bot.domain.district import Person
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, Opener, found_for
from broker_bot.slack.payloads import Payload, common, day, filled, words
from broker_bot.slack.views.bring_in import bring_in_modal
from broker_bot.slack.views.surface import Modal


def _open(look: Look, actor: Person, value: str) -> Modal:
    request = found_for(look, actor, value, BringIn)
    card = faces.request_card(request, look.district, look.now, side="ild", reader=actor)
    return bring_in_modal(card, groups(request, actor, look.district))


def _sent(body: Payload) -> Command:
    return BringIn(*common(body), text=words(body), person=str(filled(body, ids.FIELD_PERSON) or ""), day=day(body))


OPENERS: dict[str, Opener] = {ids.BRING_IN: _open}

MODALS: dict[str, Callable[[Payload], Command]] = {ids.MODAL_BRING_IN: _sent}
