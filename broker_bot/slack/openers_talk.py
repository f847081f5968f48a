"""Buttons that open a modal about the talk between the two rooms."""

from __future__ import annotations

from broker_bot.domain import commands as c
from broker_bot.slack import ids
from broker_bot.slack.openers import Opener, opener, readers
from broker_bot.slack.views.modals_talk import ask_modal, called_modal

OPENERS: dict[str, Opener] = {
    ids.ASK: opener(c.Ask, "unit", lambda k, r, card: ask_modal(card, readers(k, r))),
    ids.CALLED: opener(c.Called, "unit", lambda k, r, card: called_modal(card, readers(k, r))),
}
