"""Dates ahead, exemptions and waivers in Slack."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain import week
from broker_bot.domain.ahead import dates_ahead
from broker_bot.domain.commands import Command
from broker_bot.domain.district import Person
from broker_bot.service import advice
from broker_bot.service.advice import MarkAdvice
from broker_bot.service.made_files import MakeFile
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.payloads import Payload, action, button_key, user
from broker_bot.slack.views.modals_ahead import advice_modal, dates_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.store import demands


def _marking(worked: bool) -> Callable[[Payload], Command]:
    def parse(body: Payload) -> Command:
        return MarkAdvice(button_key(body), user(body), None, str(action(body).get("value") or "")[:100], worked)

    return parse


def _making(what: str) -> Callable[[Payload], Command]:
    def parse(body: Payload) -> Command:
        return MakeFile(button_key(body), user(body), what=what)

    return parse


def _dates(look: Look, actor: Person, value: str) -> Modal:
    school = look.district.schools.get(actor.school)
    if school is None:
        raise NotAllowed("Only people of a school have dates here.")
    today = week.today(look.now, look.district)
    pairs = demands.pairs_for(look.conn, school.network, today)
    states = demands.states(look.conn, [school.principal])[school.principal]
    return dates_modal(dates_ahead(school, pairs, states, today, look.district), today)


def _advice(look: Look, actor: Person, value: str) -> Modal:
    return advice_modal(look.district.digest.advice, advice.counts(look.conn))


BUTTONS: dict[str, Callable[[Payload], Command]] = {
    ids.ADVICE_WORKED: _marking(True),
    ids.ADVICE_FAILED: _marking(False),
    ids.DATES_FILE: _making("dates"),
    ids.HANDOUT_FILE: _making("handout"),
}

OPENERS: dict[str, Opener] = {ids.DATES_AHEAD: _dates, ids.ADVICE_OPEN: _advice}
