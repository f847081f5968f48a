"""Buttons that open a modal about the talk between the two rooms."""

from __future__ import annotations

from broker_bot.domain import commands as c
from broker_bot.domain import people
from broker_bot.domain.district import Person
from broker_bot.service.rewording import OTHERS, may_change
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener, opener, readers
from broker_bot.slack.payloads import number
from broker_bot.slack.views.modals_talk import ask_modal, called_modal, reword_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.store import mirror, requests


def _reword(look: Look, actor: Person, value: str) -> Modal:
    row = mirror.load(look.conn, number(value))
    found = requests.load(look.conn, row.request) if row and row.request else None
    if row is None or found is None or not may_change(row, found, actor, look.district):
        raise NotAllowed(OTHERS)
    school = actor.school == found.school
    reader = people.unit_of(look.district, found).name if school else people.school_name(look.district, found.school)
    return reword_modal(row.id, row.text, reader)


OPENERS: dict[str, Opener] = {
    ids.ASK: opener(c.Ask, "unit", lambda k, r, card: ask_modal(card, readers(k, r))),
    ids.REWORD: _reword,
    ids.CALLED: opener(c.Called, "unit", lambda k, r, card: called_modal(card, readers(k, r))),
}
