"""The bot's question which desk, when it is unsure: asked, answered, or gone on by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import people
from broker_bot.domain.district import District, Person, Role, Route
from broker_bot.domain.model import Event, Notice, Reply
from broker_bot.domain.placing import Placement
from broker_bot.service.landing import Service, actor_of, stranger
from broker_bot.service.mirror import catch_up
from broker_bot.service.opening import Brought, Message, opened, said
from broker_bot.store import mirror, outbox, requests, sources, trail, wakes
from broker_bot.store.requests import Draft

QUESTION_WAITS = timedelta(minutes=15)
"""An unanswered question of the bot never holds a request longer than this."""

FALLBACK_CONFIDENCE = 0.25
"""Below this the best guess is no better than a coin among four desks, so the help desk reads it.

It also reads what none of the sender's words speaks for: there the best of many guesses is still a guess.
"""


def ask(conn: Connection, message: Message, placement: Placement, district: District) -> Reply:
    """Three desks to choose from; the clock already runs, and the question holds nothing for more than 15 minutes."""
    choices = tuple(candidate.route for candidate in placement.top)
    best = placement.top[0] if placement.top else None
    sure_enough = best and best.evidence and best.confidence >= FALLBACK_CONFIDENCE
    fallback = choices[0] if sure_enough else people.help_desk(district).id
    draft = requests.add_draft(
        conn,
        Draft(
            0, message.sender.id, message.school, message.text, False, message.at,
            message.at + QUESTION_WAITS, choices, fallback, brought=message.brought.as_json(),
        ),
    )  # fmt: skip
    if message.brought.pickup:
        sources.settle(conn, message.brought.pickup, "asked")
    said = message.command
    if said.channel and said.ts and not said.slash:
        before = mirror.take_early(conn, said.channel, said.ts)
        sender = message.sender
        mirror.begun(conn, (said.channel, said.ts), sender.id, message.text, message.now, request=None, draft=draft.id)
        catch_up(conn, before, said.channel, said.ts, sender, district, message.now)
    wakes.put(conn, "draft", str(draft.id), draft.goes_at)
    trail.append(conn, "draft", draft.id, (Event("asked", message.sender.id, {"choices": list(choices)}),), message.now)
    notice = Notice("card.question", f"person:{message.sender.id}", message.sender.id)
    outbox.enqueue(conn, "draft", draft.id, notice, message.now)
    return Reply("Which desk is it for? I sent you a question.") if message.command.slash else Reply()


def more(conn: Connection, draft_id: int, message: Message) -> Reply | None:
    """Words under a message whose desk is not known yet belong to it; None once that is settled."""
    draft = requests.load_draft(conn, draft_id, lock=True)
    if draft is None or draft.request is not None:
        return None
    requests.reword_draft(conn, draft.id, f"{draft.text}\n{message.text}")
    notice = Notice("card.question", f"person:{draft.sender}", draft.sender)
    outbox.enqueue(conn, "draft", draft.id, notice, message.now)
    return Reply()


def choose(service: Service, command: c.Command) -> Reply:
    """The sender answers which desk."""
    assert isinstance(command, c.Choose)
    district = service.present.district()

    def land(conn: Connection) -> Reply:
        before = trail.seen(conn, command.key)
        if before is not None:
            return before
        actor = actor_of(conn, command.by, district)
        draft = requests.load_draft(conn, command.draft, lock=True)
        if actor is None:
            return stranger(district, conn, command.by)
        if draft is None or draft.sender != actor.id:
            return Reply("I don't find that question.", refused=True)
        if draft.request is not None:
            return Reply(f"That went on already. {draft.settled}", refused=True)
        route = people.route_of(district, command.route)
        if route is None:
            return Reply(errors={"route": "Pick a desk from the list."}, refused=True)
        reply = _settle(conn, draft, route, actor, f"you chose {route.label}", district, service.clock.now())
        trail.remember(conn, command.key, reply, service.clock.now())
        return reply

    return service.db.run(land)


def _settle(
    conn: Connection, draft: Draft, route: Route, sender: Person, why: str, district: District, now: datetime
) -> Reply:
    say = c.Say("", "", draft.asked_at, text=draft.text, slash=True, school=draft.school)
    message = Message(say, sender, draft.text, draft.asked_at, now, Brought.of_json(draft.brought))
    request = opened(conn, message, route, why, draft.urgent, district, since=draft.asked_at)
    unit = district.units[route.unit].name
    requests.settle_draft(conn, draft.id, request.id, f"It is with {unit} as {request.number}.")
    begun = mirror.of_draft(conn, draft.id)
    if begun is not None:
        mirror.change(conn, begun.id, request=request.id)
    wakes.put(conn, "draft", str(draft.id), None)
    trail.append(conn, "draft", draft.id, (Event("settled", sender.id, {"route": route.id}),), now)
    notice = Notice("card.question", f"person:{draft.sender}", draft.sender)
    outbox.enqueue(conn, "draft", draft.id, notice, now)
    return said(request, message, district)


def draft_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Nobody answered in time: it goes to the best guess, with one line to the sender on the card."""
    draft = requests.load_draft(conn, int(ident), lock=True)
    district = service.present.district()
    if draft is None or draft.request is not None:
        return
    gone = Person(draft.sender, draft.sender, Role.DELEGATE, school=draft.school)
    sender = district.people.get(draft.sender, gone)
    route = district.routes.get(draft.fallback) or people.help_desk(district)
    why = "it reads like danger" if draft.urgent else "nobody chose a desk within 15 minutes"
    _settle(conn, draft, route, sender, why, district, now)
