"""Plain words become one request, one question, or one polite line; never nothing, never two."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import people, request, spoken_words, words
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import District, Person, Role
from broker_bot.domain.model import Notice, Reply, Request
from broker_bot.domain.placing import Placement
from broker_bot.service import acts, away, updates, who
from broker_bot.service.asking import ask
from broker_bot.service.landing import Service, actor_of, stranger, write
from broker_bot.service.opening import Brought, Message, opened, said
from broker_bot.store import mentions, outbox, requests, trail

CHATTER = ("thanks", "status", "chat", "empty")
"""What a message may be instead of a request, unless somebody says outright that it is one."""

NOT_YOURS = "Pick one of your own schools."

INSIDE = "The school does not see this. To write to the school, press *Reply to school* on the card."


def say(service: Service, command: c.Command) -> Reply:
    """Take in plain words (DM or `/broker`). Routing runs before the transaction."""
    assert isinstance(command, c.Say)
    district = service.present.district()
    text = words.clean(command.text)
    problem = words.refusal(text)
    text = with_names(service, text, district)
    named, rest = spoken_words.for_school(text, district)
    asks = spoken_words.who_topic(text)
    placement = None if problem else service.present.desk().place(asks or rest)
    if asks and placement is not None and placement.urgent:  # danger is no question, however it is put
        asks, placement = "", service.present.desk().place(text)
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
        elif command.school and not may_file(sender, command.school, district):
            reply = Reply(errors={"school": NOT_YOURS}, refused=True)
        else:
            at = min(command.at or now, now)
            said_for = sender.role == Role.ILD and named and not command.school
            own = replace(command, school=named) if said_for else command
            came = Message(own, sender, rest if said_for else text, at, now, Brought(command.source), asks=asks)
            reply = take_in(conn, came, placement, district)
        reply = _under_its_field(command, reply)
        _answer(conn, command, reply, now)
        trail.remember(conn, command.key, reply, now)
        return reply

    return service.db.run(land)


def with_names(service: Service, text: str, district: District) -> str:
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


def _under_its_field(command: c.Say, reply: Reply) -> Reply:
    """What was written into the form is refused under the field, so that the words stay there."""
    formed = not (command.slash or command.channel)
    return Reply(errors={"text": reply.text}, refused=True) if formed and reply.refused and reply.text else reply


def take_in(conn: Connection, message: Message, placement: Placement | None, district: District) -> Reply:
    """One request, one question, one addition, or one polite line."""
    assert placement is not None
    thread = _in_thread(conn, message)
    if thread is not None:
        return _add(conn, thread, message, district)
    heard = away.spoken(conn, message.command, message.text, message.sender, district, message.now)
    if heard is not None:
        return heard
    if message.asks:
        return Reply(who.answer(conn, message.asks, placement, message.sender.school, district, message.now))
    if not may_file(message.sender, message.school, district):
        return Reply(_not_yours(message, district), refused=True)
    if placement.action == "out_of_scope" and not (message.insists and placement.kind in CHATTER):
        return Reply(_small_talk(conn, placement, message, district))
    if placement.action == "route" and placement.route:
        route = district.routes[placement.route]
        return said(opened(conn, message, route, placement.why, placement.urgent, district), message, district)
    if placement.urgent:
        best = district.routes[placement.top[0].route] if placement.top else people.help_desk(district)
        return said(opened(conn, message, best, placement.why, True, district), message, district)
    return ask(conn, message, placement, district)


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


def may_file(sender: Person, school: str, district: District) -> bool:
    """Whether somebody may send a request for a school: one's own, or as ILD one of the own network."""
    known = district.schools.get(school)
    about = Subject(school=school, network=known.network if known else "")
    return may(sender, Action.CREATE, about) or may(sender, Action.CREATE_FOR_SCHOOL, about)


def _not_yours(message: Message, district: District) -> str:
    if message.sender.role == Role.ILD and message.school:
        return f"{people.school_name(district, message.school)} is not in your network, so I filed nothing."
    return for_others(message.sender, district)


def for_others(sender: Person, district: District) -> str:
    """What people are told who can't send a request so."""
    if sender.role == Role.ILD:
        return (
            "I take requests from schools. To send one for a school of yours, begin with its name: "
            "`for Cottonwood ES: the boiler is out`. Or use the shortcut *Send a request*."
        )
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
        return updates.stand(conn, message, district)
    if placement.kind == "ild":
        school = district.schools.get(message.sender.school)
        ild = district.networks.get(school.network, "") if school else ""
        name = people.name_of(district, ild) if ild else "your network's director"
        return f"That reads like one for {name}, not for a unit. Write to {name} directly; I opened no request."
    if placement.kind == "thanks":
        return "You're welcome."
    return "Tell me what your school needs, in a sentence, and I find who does it. I opened no request."
