"""The weekly page in Slack: hand over, ask, fewer like this, see all, why not, page settings."""

from __future__ import annotations

from collections.abc import Callable

from broker_bot.domain import people
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.demand import vacant
from broker_bot.domain.district import Person
from broker_bot.domain.item_ask import AskItem
from broker_bot.domain.items import HandItem, Issue, ItemDone, OnItem, network_of
from broker_bot.domain.opting import FewerLike, KeepOptOuts, hidden, opt_out_words
from broker_bot.domain.page_now import labels, now_items
from broker_bot.domain.readmodels import PageItem
from broker_bot.service import page_items
from broker_bot.service.page_now import now_of
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.payloads import Payload, action, button_key, filled, number, user, view_key, words
from broker_bot.slack.payloads_demands import two
from broker_bot.slack.payloads_gate import several
from broker_bot.slack.views.modals_page import all_items_modal, hand_modal, item_ask_modal, settings_modal, why_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.store import demands


def _handed(body: Payload) -> Command:
    issue, mandate = two(body["view"].get("private_metadata"))
    person = str(filled(body, ids.FIELD_PERSON) or "")
    return HandItem(view_key(body), user(body), issue=issue, mandate=mandate, person=person)


def _asked(body: Payload) -> Command:
    issue, mandate = two(body["view"].get("private_metadata"))
    return AskItem(view_key(body), user(body), issue=issue, mandate=mandate, text=words(body))


def _fewer(body: Payload) -> Command:
    issue, mandate = two(action(body).get("value"))
    return FewerLike(button_key(body), user(body), issue=issue, mandate=mandate)


def _kept(body: Payload) -> Command:
    return KeepOptOuts(view_key(body), user(body), kept=several(body, ids.FIELD_KEPT))


def _item(look: Look, actor: Person, value: str, kind: type[OnItem]) -> tuple[Issue, PageItem]:
    issue, mandate = two(value)
    found = demands.issue(look.conn, issue)
    denial = page_items.denied(found, kind, actor, look.district)
    item = found.item(mandate) if found else None
    if found is None or item is None or denial is not None:
        raise NotAllowed(denial.text if denial else page_items.UNKNOWN)
    return found, item


def _hand(look: Look, actor: Person, value: str) -> Modal:
    found, item = _item(look, actor, value, HandItem)
    known = [(p.id, p.name) for p in people.school_people(look.district, actor.school) if p.id != actor.id]
    if not known:
        raise NotAllowed(
            "The roster has nobody else at your school. Your administrator can add an assistant principal."
        )
    return hand_modal(found.id, item, known, labels(look.district))


def _ask(look: Look, actor: Person, value: str) -> Modal:
    found, item = _item(look, actor, value, ItemDone)
    return item_ask_modal(found.id, item)


def _more(look: Look, actor: Person, value: str) -> Modal:
    what, _, rest = value.partition(":")
    return _hand(look, actor, rest) if what == "hand" else _ask(look, actor, rest)


def _own(look: Look, actor: Person, value: str) -> Issue:
    found = demands.issue(look.conn, number(value))
    school = look.district.people[found.principal].school if found and found.principal in look.district.people else ""
    network = network_of(found, look.district) if found else ""
    about = Subject(school=school, network=network, vacant=vacant(network, look.district))
    if found is None or found.page is None or not may(actor, Action.MANDATE_READ, about):
        raise NotAllowed("I don't find that page.")
    return found


def _all(look: Look, actor: Person, value: str) -> Modal:
    found = _own(look, actor, value)
    assert found.page is not None
    items = now_items(found, now_of(look.conn, found, look.district), look.district)
    return all_items_modal(items, found.page.headings)


def _why(look: Look, actor: Person, value: str) -> Modal:
    found = _own(look, actor, value)
    person = look.district.people.get(found.principal)
    school = look.district.schools.get(person.school) if person else None
    if school is None:
        raise NotAllowed("I don't find that page.")
    pairs = demands.pairs_for(look.conn, school.network, found.week)
    states = demands.states(look.conn, [found.principal])[found.principal].values()
    outs = demands.opt_outs(look.conn, [found.principal])[found.principal]
    previous = demands.week_before(look.conn, found.principal, found.week)
    return why_modal(hidden(pairs, school, states, outs, found.week, previous, look.district))


def _settings(look: Look, actor: Person, value: str) -> Modal:
    if not may(actor, Action.OPT_OUT, Subject(school=actor.school)):
        raise NotAllowed("Only the principal sets what the page leaves out.")
    outs = demands.opt_outs(look.conn, [actor.id])[actor.id]
    return settings_modal([(what, opt_out_words(what, look.district)) for what in outs])


BUTTONS: dict[str, Callable[[Payload], Command]] = {ids.ITEM_FEWER: _fewer}

OPENERS: dict[str, Opener] = {
    ids.ITEM_MORE: _more,
    ids.PAGE_ALL: _all,
    ids.PAGE_WHY: _why,
    ids.PAGE_SETTINGS: _settings,
}

MODALS: dict[str, Callable[[Payload], Command]] = {
    ids.MODAL_HAND: _handed,
    ids.MODAL_ITEM_ASK: _asked,
    ids.MODAL_SETTINGS: _kept,
}
