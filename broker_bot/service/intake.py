"""Plain words become one request, one question, or one polite line; never nothing, never two."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import people, spoken_words, words
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import District, Person, Role
from broker_bot.domain.files import passable, shown
from broker_bot.domain.model import Reply, Request
from broker_bot.domain.placing import Placement
from broker_bot.service import (
    adding,
    asking,
    away,
    drafts,
    joining,
    joins,
    memo_files,
    memos,
    splitting,
    talks,
    updates,
    who,
)
from broker_bot.service.asking import ask
from broker_bot.service.landing import Service, actor_of, stranger
from broker_bot.service.opening import Brought, Message, opened, said
from broker_bot.service.sorting import Reading, sorted_out
from broker_bot.store import loose, mentions, mirror, outbox, queries, requests, trail

CHATTER = ("thanks", "status", "chat", "empty")
"""What a message may be instead of a request, unless somebody says outright that it is one."""

NOT_YOURS = "Pick one of your own schools."


def say(service: Service, command: c.Command) -> Reply:
    """Take in plain words (DM or `/broker`). Routing runs before the transaction."""
    assert isinstance(command, c.Say)
    district = service.present.district()
    text = words.clean(command.text)
    files, turned = passable(command.files)
    problem = None if command.files and not text else words.refusal(text)
    text = with_names(service, text, district)
    named, rest = spoken_words.for_school(text, district)
    asks = spoken_words.who_topic(text)
    read = None if problem or not text else sorted_out(service, text, asks or rest)
    if asks and read is not None and read.placement.urgent:  # danger is no question, however it is put
        asks, read = "", sorted_out(service, text)
    now = service.clock.now()

    def land(conn: Connection) -> Reply:
        before = trail.seen(conn, command.key)
        if before is not None:
            return before
        sender = actor_of(conn, command.by, district)
        if sender is None:
            reply = stranger(district, conn, command.by)
        elif problem is not None:
            reply = Reply(problem, refused=True)
        elif command.school and not may_file(sender, command.school, district):
            reply = Reply(errors={"school": NOT_YOURS}, refused=True)
        else:
            at = min(command.at or now, now)
            said_for = sender.role == Role.ILD and named and not command.school
            own = replace(command, school=named) if said_for else command
            brought = Brought(command.source, files=files)
            came = Message(own, sender, rest if said_for else text, at, now, brought, asks=asks)
            take = wordless(conn, came, district) if read is None else let_in(conn, came, read, district)
            reply = replace(take, text=" ".join(part for part in (take.text, turned) if part))
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
        adding.answer(conn, command.channel, command.thread, reply, now)


def _under_its_field(command: c.Say, reply: Reply) -> Reply:
    """What was written into the form is refused under the field, so that the words stay there."""
    formed = not (command.slash or command.channel)
    return Reply(errors={"text": reply.text}, refused=True) if formed and reply.refused and reply.text else reply


def let_in(conn: Connection, message: Message, read: Reading, district: District) -> Reply:
    """Words that tell of one student wait for their sender's word, unless there is danger in them."""
    if not read.details or message.asks or not may_file(message.sender, message.school, district):
        return take_in(conn, message, read, district)
    if read.placement.urgent:
        return take_in(conn, *drafts.at_once(message, read), district)
    return drafts.hold(conn, message, read, message.command)


def take_in(conn: Connection, message: Message, read: Reading, district: District) -> Reply:
    """More words for a request, one request, several, one question, or one polite line."""
    placement = read.placement
    message = replace(message, brought=replace(message.brought, explained=read.explained))
    if message.command.thread and message.command.channel:
        reply = _in_thread(conn, message, placement, district)
        if reply is not None:
            return reply
    own, text, sender = message.command, message.text, message.sender
    heard = None if message.insists else away.spoken(conn, own, text, sender, district, message.now)
    if heard is None and not message.insists:
        heard = joins.spoken(conn, own, text, sender, district, message.now)
    if heard is not None:
        return heard
    if (files := memo_files.sent(conn, message)) is not None:
        memos.said(conn, message, district)
        return files
    if (memo := memos.said(conn, message, district)) is not None:
        return memo
    if message.asks:
        return Reply(who.answer(conn, message.asks, placement, message.sender.school, district, message.now))
    if not may_file(message.sender, message.school, district):
        return Reply(_not_yours(message, district), refused=True)
    if not (message.insists or placement.urgent) and updates.is_about_one(conn, message, district):
        return updates.asked(conn, message, district)
    joined = joining.joins(conn, message, placement, district)
    if joined is not None:
        return joined
    if placement.action == "out_of_scope" and not (message.insists and placement.kind in CHATTER):
        return _small_talk(conn, placement, message, district)
    if read.matters:
        return splitting.offer(conn, message, read, district)
    if placement.action == "route" and placement.route:
        route = district.routes[placement.route]
        return said(opened(conn, message, route, placement.why, placement.urgent, district), message, district)
    if placement.urgent:
        best = district.routes[placement.top[0].route] if placement.top else people.help_desk(district)
        return said(opened(conn, message, best, placement.why, True, district), message, district)
    return ask(conn, message, placement, district)


def wordless(conn: Connection, message: Message, district: District) -> Reply:
    """Files without a word: they go with the thread's request, or the one just sent, or wait for words."""
    files, command, sender = message.brought.files, message.command, message.sender
    if not files:
        return Reply()
    if not (message.school and may_file(sender, message.school, district)):
        return memo_files.sent(conn, message) or Reply(for_others(sender, district), refused=True)
    found = _of_thread(conn, command) or _just_sent(conn, message)
    if found is not None:
        added = c.Add(command.key, command.by, command.at, found.id, "", command.channel, command.ts, files)
        return adding.add(conn, found, added, sender, district, message.now)
    loose.keep(conn, sender.id, files, message.now)
    if requests.open_draft_of(conn, sender.id) is not None:
        return Reply("That goes along with your message, as soon as you say which desk should have it.")
    names = " and ".join(shown(file.name) for file in files[:2]) + (" and more" if len(files) > 2 else "")
    return Reply(f"I have {names}. What is it about, and where? One sentence, and I send both.")


def _just_sent(conn: Connection, message: Message) -> Request | None:
    """The request that this person sent within the last minutes, if it is open."""
    since, sender = message.now - loose.WAITS, message.sender.id
    mine = [r for r in queries.open_of_school(conn, message.school) if r.filed_by == sender and r.opened_at >= since]
    return requests.load(conn, mine[-1].id, lock=True) if mine else None


def _of_thread(conn: Connection, command: c.Say) -> Request | None:
    """The request whose card, or first message, a message in a thread hangs under."""
    if not (command.thread and command.channel):
        return None
    root = mirror.find(conn, command.channel, command.thread)
    number = outbox.request_at(conn, command.channel, command.thread) or (root.request if root else None)
    return requests.load(conn, number, lock=True) if number else None


def _in_thread(conn: Connection, message: Message, placement: Placement, district: District) -> Reply | None:
    """A message under a card, or under the message that a request began with, belongs to that request.

    None when the thread is about no request. Under a message that has not come yet it waits, but never with danger.
    """
    command, sender = message.command, message.sender
    channel, thread = command.channel, command.thread
    root = mirror.find(conn, channel, thread)
    found, files = _of_thread(conn, command), message.brought.files
    if found is not None and placement.kind == "status" and sender.school:
        return updates.asked(conn, message, district, found)
    if found is not None and placement.urgent and not found.owes:  # a request of its own, for this one is over
        return None
    if found is not None:
        words, danger = message.text, placement.urgent
        added = c.Add(command.key, command.by, command.at, found.id, words, channel, command.ts, files, danger)
        return adding.add(conn, found, added, sender, district, message.now)
    if root is not None and root.draft is not None and not placement.urgent:
        loose.keep(conn, sender.id, files, message.now)
        return asking.more(conn, root.draft, message)
    came = trail.seen(conn, f"{command.key.rpartition(':')[0]}:{thread}") or outbox.stands(conn, channel, thread)
    if came or placement.urgent or not sender.school:
        return None
    adding.wait(conn, command, sender, message.text, message.now)
    loose.keep(conn, sender.id, files, message.now)
    return Reply()


def early_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """The message it was written under never came: it is taken as a message of its own."""
    row = mirror.load(conn, int(ident), lock=True)
    district = service.present.district()
    sender = district.people.get(row.author) if row else None
    if row is None or sender is None or row.channel is None or row.ts is None:
        return
    mirror.change(conn, row.id, thread="")
    command = c.Say("", "", row.at, row.text, row.channel, row.ts)
    reply = let_in(conn, Message(command, sender, row.text, row.at, now), sorted_out(service, row.text), district)
    _answer(conn, command, reply, now)


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
        where = f" in {unit.channel}" if unit and unit.door == "slack" else ""
        return (
            f"I take requests from schools. To answer a school, use the buttons on the request's card{where}. "
            "To send something to principals, open my Home."
        )
    return "I take requests from principals and their offices. What needs you comes to you here, and stands in my Home."


def _small_talk(conn: Connection, placement: Placement, message: Message, district: District) -> Reply:
    match placement.kind:
        case "status":
            return updates.asked(conn, message, district)
        case "ild":
            return talks.offer(conn, message, district)
        case "thanks":
            return Reply("You're welcome.")
    return Reply("Tell me what your school needs, in a sentence, and I find who does it. I opened no request.")
