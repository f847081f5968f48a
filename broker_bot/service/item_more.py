"""More from the weekly page: ask the item's unit, fewer lines like this, and the settings that list and undo them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import details, item_ask, items, opting, words
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.domain.item_ask import AskItem
from broker_bot.domain.model import Event, Reply
from broker_bot.domain.opting import FewerLike, KeepOptOuts
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Service
from broker_bot.service.opening import Message, opened
from broker_bot.store import demands, outbox, trail

UNKNOWN = "I don't find that item."
TELLS_OF_A_STUDENT = (
    "That tells of one student. Take it out, or write it to me in Messages, where it waits for your word."
)


def ask(service: Service, command: Command) -> Reply:
    """The question becomes a request at a desk of the item's unit; the usual card and clock follow."""
    assert isinstance(command, AskItem)
    text = words.clean(command.text)
    problem = words.refusal(text, "Write your question in a few words.")
    if problem is not None:
        return Reply(errors={"text": problem}, refused=True)
    if details.found_in(text, service.present.district(), service.clock.now()):
        return Reply(errors={"text": TELLS_OF_A_STUDENT}, refused=True)
    placement = service.present.desk().place(text)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = demands.issue(conn, command.issue)
        item = found.item(command.mandate) if found else None
        mandate = demands.load(conn, command.mandate)
        if found is None or item is None or mandate is None or not _of_school(found.principal, actor, district):
            return Reply(UNKNOWN, refused=True)
        route = item_ask.route_of_unit(mandate.unit, placement, district)
        if route is None:
            return Reply(
                f"{item.unit} is no longer in the district's files. Write to me in your own words.", refused=True
            )
        if not may(actor, Action.CREATE, Subject(school=actor.school)):
            return Reply("Only the school can ask.", refused=True)
        said = c.Say(command.key, command.by, command.at, text=item_ask.asked_words(item.title, text), slash=True)
        message = Message(said, actor, said.text, now, now)
        made = opened(conn, message, route, "it came from your weekly page", placement.urgent, district)
        event = Event("item.asked", actor.id, {"mandate": mandate.id, "request": made.id})
        trail.append(conn, "issue", found.id, (event,), now)
        return Reply(f"{item.unit} has your question as {made.number}. I sent you its card.")

    return landed(service, command, land)


def _of_school(principal: str, actor: Person, district: District) -> bool:
    person = district.people.get(principal)
    return bool(person and person.school and person.school == actor.school)


def fewer(service: Service, command: Command) -> Reply:
    """*Fewer like this*: from now on the page leaves such lines out; settings list and undo it."""
    assert isinstance(command, FewerLike)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        found = demands.issue(conn, command.issue)
        mandate = demands.load(conn, command.mandate)
        if found is None or mandate is None or found.item(mandate.id) is None:
            return Reply(UNKNOWN, refused=True)
        if found.principal != actor.id or not may(actor, Action.OPT_OUT, Subject(school=actor.school)):
            return Reply("Only the principal can set that.", refused=True)
        what = opting.opt_out_for(mandate)
        demands.opt_out(conn, actor.id, what, now)
        trail.append(conn, "issue", found.id, (Event("opted_out", actor.id, {"what": what}),), now)
        outbox.enqueue(conn, "issue", found.id, items.page_card(found), now)
        refresh_home(conn, actor.id, now)
        said = opting.opt_out_words(what, district)
        return Reply(f"You get fewer {said} for your information. Page settings in my Home undo it.")

    return landed(service, command, land)


def keep(service: Service, command: Command) -> Reply:
    """The settings' form: opt-outs that were unchecked end."""
    assert isinstance(command, KeepOptOuts)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        if not may(actor, Action.OPT_OUT, Subject(school=actor.school)):
            return Reply("Only the principal can set that.", refused=True)
        ended = [what for what in demands.opt_outs(conn, [actor.id])[actor.id] if what not in command.kept]
        for what in ended:
            demands.opt_in(conn, actor.id, what)
        if not ended:
            return Reply("Nothing changed.")
        said = ", ".join(opting.opt_out_words(what, district) for what in ended)
        return Reply(f"From the next page on you see {said} again.")

    return landed(service, command, land)
