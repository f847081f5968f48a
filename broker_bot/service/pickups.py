"""A message elsewhere becomes a request with its whole thread, once: noted at once, filed when the thread was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import people, request, words
from broker_bot.domain.district import District, Person
from broker_bot.domain.files import FileRef, passable
from broker_bot.domain.model import Notice, Reply
from broker_bot.domain.threads import Line, as_text
from broker_bot.service import acts, intake
from broker_bot.service.landing import Service, actor_of, stranger, write
from broker_bot.service.opening import Brought, Message
from broker_bot.service.sorting import sorted_out
from broker_bot.store import mentions, mirror, outbox, requests, sources, trail
from broker_bot.store.sources import Source

IN_HAND = "I have that thread in hand; what becomes of it comes to you here."
EARLY = "early"
"""How a thread stands that was filed from its one message, for it read like danger; the rest is still to be read."""

ASKED = "That thread waits for your word: I asked you something about it here."
UNREAD = (
    "I can't read that conversation, so I took only the message you picked. Invite me there with /invite, or add the "
    "rest yourself."
)


def pick_up(service: Service, command: c.Command) -> Reply:
    """Note which thread somebody wants to be a request; a second time say what became of it.

    The answer goes to the person alone. What reads like danger is filed at once from the message that is known.
    """
    assert isinstance(command, c.PickUp)
    district = service.present.district()
    told = _plain(service, (command.words, command.text), district)
    read = None if words.refusal(told) else sorted_out(service, told)
    now = service.clock.now()

    def land(conn: Connection) -> Reply:
        before = trail.seen(conn, command.key)
        if before is not None:
            return before
        sender = actor_of(conn, command.by, district)
        if sender is None:
            return _answered(conn, command, None, stranger(district, conn, command.by), now)
        reply, source = _claimed(conn, command, sender, district, now)
        if source is not None and read is not None and read.placement.urgent:
            say = c.Say(command.key, command.by, command.at, told, school=source.school)
            at = min(command.at or now, now)
            message = Message(say, sender, told, at, now, Brought("", source.id), insists=True)
            intake.let_in(conn, message, replace(read, matters=()), district)
            sources.keep(conn, source, EARLY)
        return _answered(conn, command, sender, reply, now)

    return service.db.run(land)


def _plain(service: Service, texts: Sequence[str], district: District) -> str:
    """Several texts as one that may be stored, mentions as names."""
    whole = "\n".join(cleaned for text in texts if (cleaned := words.clean(text)))
    return intake.with_names(service, whole, district)


def _claimed(
    conn: Connection, command: c.PickUp, sender: Person, district: District, now: datetime
) -> tuple[Reply, Source | None]:
    """The answer, and the thread's row when it is this command's to file."""
    begun = mirror.find(conn, command.channel, command.root)
    known = outbox.request_at(conn, command.channel, command.root) or (begun.request if begun else None)
    if known is not None:
        return _known(conn, command, known, sender, district, now), None
    if begun is not None and begun.draft is not None:
        return Reply(ASKED), None
    school = command.school or sender.school
    if not intake.may_file(sender, school, district):
        told = intake.NOT_YOURS if command.school else intake.for_others(sender, district)
        return Reply(told, refused=True), None
    source, new = sources.claim(conn, school, command.channel, command.root, sender.id, _facts(command), now)
    if new:
        place = f"source:{source.id}"
        outbox.enqueue(conn, "source", source.id, Notice("fetch.thread", place, place), now)
        return Reply(), source
    if source.request is not None:
        return _known(conn, command, source.request, sender, district, now), None
    return Reply(ASKED if source.settled else IN_HAND), None


def _facts(command: c.PickUp) -> dict[str, Any]:
    names = ("key", "by", "ts", "upto", "text", "author", "words", "mention", "formed", "respond")
    at = command.at.isoformat() if command.at else ""
    return {name: getattr(command, name) for name in names} | {"at": at}


def _known(conn: Connection, command: c.PickUp, ident: int, sender: Person, district: District, now: datetime) -> Reply:
    """The thread is a request already: a mention with words adds them; else the person hears which one and where."""
    found = requests.load(conn, ident, lock=True)
    if found is None or acts.denied(found, c.Add("", "", request=ident), sender, district) is not None:
        return Reply(acts.UNKNOWN, refused=True)
    said = words.clean(command.text)
    if command.mention and words.refusal(said) is None:
        outcome = request.decide(found, c.Add(command.key, command.by, command.at, ident, said), sender, district, now)
        if not outcome.reply.refused:
            write(conn, "request", ident, outcome, sender.id, now)
        return outcome.reply
    outbox.enqueue(conn, "request", ident, Notice("source.known", f"person:{sender.id}", sender.id), now)
    return Reply()


def _answered(conn: Connection, command: c.PickUp, sender: Person | None, reply: Reply, now: datetime) -> Reply:
    """The answer goes to the person: into the own conversation, or for a stranger as a line nobody else sees."""
    if reply.text and sender is not None:
        place = f"person:{sender.id}"
        outbox.enqueue(conn, "dm", 0, Notice("note.plain", place, sender.id, {"text": reply.text}), now)
    elif reply.text:
        to, facts = f"channel:{command.channel}", {"channel": command.channel, "user": command.by, "text": reply.text}
        outbox.enqueue(conn, "dm", 0, Notice("ephemeral", f"whisper:{command.by}", to, facts), now)
    trail.remember(conn, command.key, Reply(), now)
    return Reply()


def waiting(service: Service, ident: int) -> Source | None:
    """The thread that is still to be read; None when it was filed or asked about, or is gone."""
    source = service.db.read(lambda conn: sources.load(conn, ident))
    return source if source is not None and source.settled in ("", EARLY) else None


def gathered(service: Service, source: Source, lines: Sequence[Line] | None, link: str) -> None:
    """File a thread that was read; `lines` None: it can't be read, so the one known message is filed, and that said."""
    district, now, facts = service.present.district(), service.clock.now(), source.facts
    told = lines or [Line(str(facts["author"]), str(facts["text"]), str(facts["ts"]))]
    own = str(facts["text"]) if facts["mention"] else str(facts["words"])
    rest = [line for line in told if not (facts["mention"] and line.ts == facts["ts"])]
    text = words.clean(_as_text(service, rest, str(facts["by"]), own, district))
    files, turned = passable([file for line in told for file in line.files])
    problem = words.refusal(text)
    spoken = "\n".join((own, *(line.text for line in rest)))
    read = None if problem else replace(sorted_out(service, text, spoken), matters=())

    def land(conn: Connection) -> None:
        found = sources.load(conn, source.id, lock=True)
        sender = district.people.get(source.sender)
        if found is None or sender is None:
            return
        if found.settled == EARLY:
            _completed(conn, found, sender, text if lines else "", files, link, district, now)
        if found.settled:
            return
        reply = Reply(problem or turned)
        if read is not None:
            at = datetime.fromisoformat(str(facts["at"])) if facts["at"] else now
            say = c.Say(str(facts["key"]), str(facts["by"]), at, text, school=found.school)
            brought, insists = Brought(link, source.id, files=files), not facts["mention"]
            message = Message(say, sender, text, min(at, now), now, brought, insists)
            reply = intake.let_in(conn, message, read, district)
            reply = replace(reply, text=" ".join(part for part in (reply.text, turned) if part))
        _told(conn, source, sender, reply, lines is None, district, now)

    service.db.run(land)


def _completed(
    conn: Connection,
    source: Source,
    sender: Person,
    text: str,
    files: tuple[FileRef, ...],
    link: str,
    district: District,
    now: datetime,
) -> None:
    """The thread of a request that was filed at once, for it read like danger, is added to it."""
    found = requests.load(conn, source.request or 0, lock=True)
    if found is None:
        return
    found = replace(found, source=link)
    requests.save(conn, found)
    if text and (text != found.text or files):
        command = c.Add("", "", None, found.id, f"The whole thread:\n{text}", files=files)
        outcome = request.decide(found, command, sender, district, now)
        write(conn, "request", found.id, replace(outcome, reply=Reply()), sender.id, now)
    sources.settle(conn, source.id, "filed", found.id)


def _as_text(service: Service, lines: Sequence[Line], asker: str, own: str, district: District) -> str:
    clean = [replace(line, text=intake.with_names(service, words.clean(line.text), district)) for line in lines]
    authors = [line.author for line in clean if line.author]
    found = service.db.read(lambda conn: mentions.known(conn, authors)) if authors else []
    names = {i: people.name_of(district, e) if e in district.people else n for i, e, n in found}
    return as_text(clean, names, asker, intake.with_names(service, words.clean(own), district))


def _told(
    conn: Connection, source: Source, sender: Person, reply: Reply, unread: bool, district: District, now: datetime
) -> None:
    """What the person hears beside the card: what could not be read, what was not filed, and a line where they were."""
    after = sources.load(conn, source.id)
    if after is not None and not after.settled:
        sources.forget(conn, source.id)
    elif unread and not source.facts["mention"]:
        reply = Reply(" ".join(part for part in (reply.text, UNREAD) if part))
    if reply.text:
        place = f"person:{sender.id}"
        outbox.enqueue(conn, "dm", 0, Notice("note.plain", place, sender.id, {"text": reply.text}), now)
    if source.facts["respond"] and after is not None and after.settled:
        text = "I asked you something about it in our conversation."
        if after.request is not None and (filed := requests.load(conn, after.request)):
            text = f"{people.unit_of(district, filed).name} has it as {filed.number}. Its card is in our conversation."
        line = {"url": str(source.facts["respond"]), "user": str(source.facts["by"]), "text": text}
        to = f"person:{sender.id}"
        outbox.enqueue(conn, "dm", 0, Notice("ephemeral", f"whisper:{source.facts['by']}", to, line), now)
