"""Plain words become one request, one question, or one polite line; never nothing, never two."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import faces, people, request, words
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import District, Person, Role, Route
from broker_bot.domain.model import Event, Notice, Outcome, Reply, Request, Status
from broker_bot.domain.placing import Placement
from broker_bot.service import acts
from broker_bot.service.landing import Service, actor_of, stranger, write
from broker_bot.store import mentions, outbox, queries, requests, trail, wakes
from broker_bot.store.requests import Draft

log = logging.getLogger(__name__)

QUESTION_WAITS = timedelta(minutes=15)
"""An unanswered question of the bot never holds a request longer than this."""

INSIDE = "The school does not see this. To write to the school, press *Reply to school* on the card."


@dataclass(frozen=True, slots=True)
class Message:
    """A message on its way in: who, their words made safe, when they were sent, where an answer goes."""

    command: c.Say
    sender: Person
    text: str
    at: datetime
    now: datetime


def say(service: Service, command: c.Command) -> Reply:
    """Take in plain words (DM or `/broker`). Routing runs before the transaction."""
    assert isinstance(command, c.Say)
    district = service.present.district()
    text = words.clean(command.text)
    problem = words.refusal(text)
    text = _with_names(service, text, district)
    placement = None if problem else service.present.desk().place(text)
    now = service.clock.now()

    def land(conn: Connection) -> Reply:
        before = trail.seen(conn, command.key)
        if before is not None:
            return before
        sender = actor_of(conn, command.by, district)
        if sender is None:
            reply = stranger(district)
        elif problem is not None:
            reply = Reply(problem, refused=True)
        else:
            at = min(command.at or now, now)
            reply = _take_in(conn, Message(command, sender, text, at, now), placement, district)
        _answer(conn, command, reply, now)
        trail.remember(conn, command.key, reply, now)
        return reply

    return service.db.run(land)


def _with_names(service: Service, text: str, district: District) -> str:
    """The text with people's names for their Slack ids: the roster's, else the one they have in Slack."""
    ids = words.mentioned(text)
    if not ids:
        return text
    found = service.db.read(lambda conn: mentions.known(conn, ids))
    return words.named(text, {i: people.name_of(district, e) if e in district.people else n for i, e, n in found})


def _answer(conn: Connection, command: c.Say, reply: Reply, now: datetime) -> None:
    """A DM is answered in its conversation; a slash command is answered by the listener."""
    if command.channel and not command.slash and reply.text:
        to = f"channel:{command.channel}"
        facts = {"text": reply.text, "thread": command.thread}
        outbox.enqueue(conn, "dm", 0, Notice("note.plain", to, to, facts), now)


def _take_in(conn: Connection, message: Message, placement: Placement | None, district: District) -> Reply:
    assert placement is not None
    thread = _in_thread(conn, message)
    if thread is not None:
        return _add(conn, thread, message, district)
    if not may(message.sender, Action.CREATE, Subject(school=message.sender.school)):
        return Reply(_for_others(message.sender, district), refused=True)
    if placement.action == "out_of_scope":
        return Reply(_small_talk(conn, placement, message, district))
    if placement.action == "route" and placement.route:
        route = district.routes[placement.route]
        return _said(_opened(conn, message, route, placement.why, placement.urgent, district), message, district)
    if placement.urgent:
        best = district.routes[placement.top[0].route] if placement.top else people.help_desk(district)
        return _said(_opened(conn, message, best, placement.why, True, district), message, district)
    return _ask(conn, message, placement, district)


def _in_thread(conn: Connection, message: Message) -> Request | None:
    """The request whose card a message in a thread hangs under."""
    command = message.command
    if not (command.thread and command.channel):
        return None
    found = outbox.request_at(conn, command.channel, command.thread)
    return requests.load(conn, found, lock=True) if found else None


def _add(conn: Connection, found: Request, message: Message, district: District) -> Reply:
    command = c.Add(message.command.key, message.command.by, message.command.at, found.id, message.text)
    denial = acts.denied(found, command, message.sender, district)
    if denial is not None:
        return Reply(INSIDE, refused=True) if denial.text != acts.UNKNOWN else denial
    outcome = request.decide(found, command, message.sender, district, message.now)
    if not outcome.reply.refused:
        write(conn, "request", found.id, outcome, message.sender.id, message.now)
    return outcome.reply


def _opened(
    conn: Connection,
    message: Message,
    route: Route,
    why: str,
    urgent: bool,
    district: District,
    since: datetime | None = None,
) -> Request:
    sender = message.sender
    school = district.schools.get(sender.school)
    requester = school.principal if school and school.principal in district.people else sender.id
    outcome = request.opened(
        0,
        message.text,
        route,
        why,
        requester,
        sender,
        sender.school,
        urgent,
        district,
        since or message.at,
        message.now,
    )
    assert outcome.request is not None
    saved = requests.add(conn, outcome.request)
    _written(conn, saved, outcome, message.now)
    return saved


def _said(opened: Request, message: Message, district: District) -> Reply:
    """A DM is answered by the card alone; a slash command by one line beside it."""
    if not message.command.slash:
        return Reply()
    unit = people.unit_of(district, opened).name
    return Reply(f"{unit} has it as {opened.number}. I sent you its card.")


def _written(conn: Connection, saved: Request, outcome: Outcome, now: datetime) -> None:
    wakes.put(conn, "request", str(saved.id), outcome.wake_at)
    trail.append(conn, "request", saved.id, outcome.events, now)
    for notice in outcome.notices:
        outbox.enqueue(conn, "request", saved.id, notice, now)


def _ask(conn: Connection, message: Message, placement: Placement, district: District) -> Reply:
    """Three desks to choose from; the clock already runs, and the question holds nothing for more than 15 minutes."""
    choices = tuple(candidate.route for candidate in placement.top)
    sure_enough = placement.top and placement.top[0].confidence >= _FALLBACK_CONFIDENCE
    fallback = choices[0] if sure_enough else people.help_desk(district).id
    draft = requests.add_draft(
        conn,
        Draft(
            0, message.sender.id, message.sender.school, message.text, False, message.at,
            message.at + QUESTION_WAITS, choices, fallback,
        ),
    )  # fmt: skip
    wakes.put(conn, "draft", str(draft.id), draft.goes_at)
    trail.append(conn, "draft", draft.id, (Event("asked", message.sender.id, {"choices": list(choices)}),), message.now)
    notice = Notice("card.question", f"person:{message.sender.id}", message.sender.id)
    outbox.enqueue(conn, "draft", draft.id, notice, message.now)
    return Reply("Which desk is it for? I sent you a question.") if message.command.slash else Reply()


_FALLBACK_CONFIDENCE = 0.25
"""Below this the best guess is no better than a coin among four desks, so the help desk reads it."""


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
            return stranger(district)
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
    say = c.Say("", "", draft.asked_at, text=draft.text, slash=True)
    message = Message(say, sender, draft.text, draft.asked_at, now)
    opened = _opened(conn, message, route, why, draft.urgent, district, since=draft.asked_at)
    unit = district.units[route.unit].name
    requests.settle_draft(conn, draft.id, opened.id, f"It is with {unit} as {opened.number}.")
    wakes.put(conn, "draft", str(draft.id), None)
    trail.append(conn, "draft", draft.id, (Event("settled", sender.id, {"route": route.id}),), now)
    notice = Notice("card.question", f"person:{draft.sender}", draft.sender)
    outbox.enqueue(conn, "draft", draft.id, notice, now)
    return _said(opened, message, district)


def draft_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Nobody answered in time: it goes to the best guess, with one line to the sender on the card."""
    draft = requests.load_draft(conn, int(ident), lock=True)
    district = service.present.district()
    if draft is None or draft.request is not None:
        return
    gone = Person(draft.sender, draft.sender, Role.DELEGATE, school=draft.school)
    sender = district.people.get(draft.sender, gone)
    route = district.routes.get(draft.fallback) or people.help_desk(district)
    _settle(conn, draft, route, sender, "nobody chose a desk within 15 minutes", district, now)


def _for_others(sender: Person, district: District) -> str:
    if sender.role in (Role.UNIT_STAFF, Role.UNIT_LEAD):
        unit = district.units.get(sender.unit)
        where = f" in {unit.channel}" if unit else ""
        return (
            f"I take requests from schools. To answer a school, use the buttons on the request's card{where}. "
            "To send something to principals, open my Home."
        )
    return "I take requests from principals and their offices. What needs you comes to you here, and stands in my Home."


def _small_talk(conn: Connection, placement: Placement, message: Message, district: District) -> str:
    if placement.kind == "status":
        return _status(conn, message, district)
    if placement.kind == "ild":
        school = district.schools.get(message.sender.school)
        ild = district.networks.get(school.network, "") if school else ""
        name = people.name_of(district, ild) if ild else "your network's director"
        return f"That reads like one for {name}, not for a unit. Write to {name} directly; I opened no request."
    if placement.kind == "thanks":
        return "You're welcome."
    return "Tell me what your school needs, in a sentence, and I find who does it. I opened no request."


def _status(conn: Connection, message: Message, district: District) -> str:
    """Where the school's open requests stand, oldest first."""
    found = queries.open_of_school(conn, message.sender.school)
    if not found:
        return "Your school has no open request."
    lines = [_status_line(r, message.sender, district) for r in found[:5]]
    more = f"\n{len(found) - 5} more in my Home." if len(found) > 5 else ""
    return "\n".join(lines) + more


def _status_line(found: Request, reader: Person, district: District) -> str:
    """One request in a line; a confidential one without words for those it is not open to."""
    unit = people.unit_of(district, found).name
    if not faces.may_read_text(found, reader, district):
        said = "answered" if found.answered_at else "waiting for a first answer"
        return f"{found.number} (confidential): {unit}, {said}"
    label = district.routes[found.terms.route].label if found.terms.route in district.routes else unit
    return f"{found.number} ({label}): {_stands(found, district)}"


def _stands(found: Request, district: District) -> str:
    unit = people.unit_of(district, found).name
    if found.served_by:
        return f"{people.name_of(district, found.served_by)} is taking care of it"
    if found.status == Status.FINISHED:
        return f"{unit} says it is done; confirm on its card"
    if found.last_word:
        return f"{people.name_of(district, found.last_word_by)} said: {found.last_word[:120]}"
    return f"waiting for a first answer from {unit}"
