"""A message for the ILD: one tap sends it, the ILD's working time runs, an answer ends it. No unit has any part."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import ild_talks, people, words
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.asking_faces import TalkCard
from broker_bot.domain.district import District, Person
from broker_bot.domain.ild_talks import Talk
from broker_bot.domain.model import Event, Notice, Reply
from broker_bot.service.asking import QUESTION_WAITS, ask
from broker_bot.service.keeping import tell
from broker_bot.service.landed import landed, refresh_home
from broker_bot.service.landing import Service
from broker_bot.service.opening import Message
from broker_bot.service.pending import keep, message_of, settle
from broker_bot.service.sorting import Reading
from broker_bot.store import outbox, talks, trail, wakes
from broker_bot.store.pending import Pending

PENDING = "ild"
KIND = "talk"
SEND, UNIT = "send", "unit"
UNKNOWN = "I don't find that message."
GONE = "Nothing was sent, and no unit has it. Write to me again if you still need it."


def offer(conn: Connection, message: Message, district: District) -> Reply:
    """One tap sends it to the ILD; ignored, it is gone after 15 minutes."""
    ild = ild_talks.ild_of(district, message.sender.school, message.sender.id)
    if not ild:
        admin = people.name_of(district, district.help_contact)
        return Reply(f"That reads like one for your ILD, and your network has none just now. Ask {admin}.")
    event = Event("asked.ild", message.sender.id, {"ild": ild})
    keep(conn, PENDING, message, message.now + QUESTION_WAITS, {"ild": ild}, event)
    name = people.name_of(district, ild)
    return Reply(f"That reads like one for {name}. I sent you a question.") if message.command.slash else Reply()


def send(conn: Connection, kept: Pending, sender: Person, district: District, now: datetime) -> Reply:
    """It goes to whoever is the ILD now; the clock runs from here, for nobody knew of it before."""
    ild = ild_talks.ild_of(district, kept.school, sender.id)
    if not ild:
        return Reply("Your network has no ILD just now, so it can't be sent.", refused=True)
    due = ild_talks.due(now, ild, district)
    talk = talks.add(conn, Talk(0, kept.school, sender.id, ild, kept.text, kept.asked_at, now, due))
    wakes.put(conn, KIND, str(talk.id), due)
    trail.append(conn, KIND, talk.id, (Event("sent", sender.id, {"ild": ild}),), now)
    _card(conn, talk, now)
    local = due.astimezone(ZoneInfo(district.zone))
    by = f"{local:%a, %b} {local.day} at {local:%-I:%M %p}"
    said = f"Sent to {people.name_of(district, ild)} as {talk.number}. The answer comes to you here, by {by}."
    settle(conn, kept, said, Event("settled.ild", sender.id, {"talk": talk.number}), now)
    return Reply(said)


def for_a_unit(
    conn: Connection, kept: Pending, read: Reading, sender: Person, district: District, now: datetime
) -> Reply:
    """It is for a unit after all: the bot asks which, for it had not taken it for a request."""
    ask(conn, message_of(kept, sender, now), read.placement, district)
    settle(conn, kept, "It is for a unit. I asked which.", Event("settled.ild", sender.id, {"unit": True}), now)
    return Reply("I sent you a question: which unit?")


def unanswered(conn: Connection, kept: Pending, now: datetime) -> None:
    """Ignored: it is gone, and the sender reads so."""
    settle(conn, kept, GONE, Event("expired.ild", "clock"), now)


def answer(service: Service, command: c.Command) -> Reply:
    """The ILD's sentence goes to the sender alone; an empty one says that they talked."""
    assert isinstance(command, c.AnswerTalk)
    text = words.clean(command.text)
    problem = words.refusal(text, "Write a sentence, or press *We talked*.") if command.text else None
    if problem:
        return Reply(errors={"text": problem}, refused=True)

    def land(conn: Connection, actor: Person, district: District, now: datetime) -> Reply:
        talk = talks.load(conn, command.talk, lock=True)
        if talk is None or not may(actor, Action.ANSWER_TALK, subject(talk, district)):
            return Reply(UNKNOWN, refused=True)
        if talk.answered_at:
            return Reply(f"{talk.number} was answered already.", refused=True)
        talks.answered(conn, talk, actor.id, text, now)
        wakes.put(conn, KIND, str(talk.id), None)
        event = Event("answered", actor.id, {"text": text} if text else {"talked": True})
        trail.append(conn, KIND, talk.id, (event,), now)
        place, facts = f"person:{talk.sender}", {"text": text, "author": actor.name}
        tell(conn, KIND, talk.id, Notice("talk.answer", place, talk.sender, facts), now)
        _card(conn, replace(talk, answered_at=now), now)
        refresh_home(conn, actor.id, now)
        return Reply(f"Sent to {people.name_of(district, talk.sender)}." if text else "Noted.")

    return landed(service, command, land)


def subject(talk: Talk, district: District) -> Subject:
    """What `access.may` needs to know about a talk: it is its ILD's, whoever else may read the school's requests."""
    school = district.schools.get(talk.school)
    return Subject(school=talk.school, network=school.network if school else "", person=talk.ild)


def face(talk: Talk, district: District, now: datetime) -> TalkCard:
    """The talk as its ILD reads it."""
    answered = ""
    if talk.answered_at:
        answered = "you answered." if talk.answer else "you talked."
    return TalkCard(
        talk.id, talk.number, people.school_name(district, talk.school), people.name_of(district, talk.sender),
        talk.text, talk.asked_at, talk.due_at, talk.due_at <= now, answered,
    )  # fmt: skip


def woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Its time passed unanswered: the ILD is reminded once, and another working day begins."""
    talk = talks.load(conn, int(ident), lock=True)
    if talk is None or talk.answered_at:
        return
    district = service.present.district()
    ild = ild_talks.ild_of(district, talk.school, talk.sender) or talk.ild
    due = ild_talks.due(now, ild, district)
    talks.reminded(conn, talk, ild, now, due)
    wakes.put(conn, KIND, ident, due)
    trail.append(conn, KIND, talk.id, (Event("reminded", "clock", {"ild": ild}),), now)
    tell(conn, KIND, talk.id, Notice("talk.late", f"ild:{ild}", ild), now)


def _card(conn: Connection, talk: Talk, now: datetime) -> None:
    """The ILD's card; in protected time it waits, and one that was handed over in a batch is not posted afterwards."""
    place = f"ild:{talk.ild}"
    card = outbox.card(conn, KIND, talk.id, place)
    if talk.answered_at is None or (card and card.ts):
        tell(conn, KIND, talk.id, Notice("card.talk", place, talk.ild), now)
