"""`/broker in schools ...`: a director's protected time, and what happens when it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from broker_bot.domain import commands as c
from broker_bot.domain import protection, spoken
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import Block, District
from broker_bot.domain.faces import state_words, subject
from broker_bot.domain.model import Event, Notice, Reply
from broker_bot.service import acts, following, quiet
from broker_bot.service.landing import Handler, Service, actor_of
from broker_bot.service.worded import Spoken, handler
from broker_bot.store import blocks, kept_back, outbox, requests, trail, wakes
from broker_bot.store.blocks import SAID, WEEKLY

FORM = (
    "`/broker in schools until 2`, `/broker in schools tomorrow 9-12`, `/broker in schools every Mon Wed 8-11:30`, "
    "`/broker in schools over`, `/broker in schools every week never`, `/broker in schools calendar https://...`."
)
NOT_YOURS = "Protected time is for the directors of networks (ILDs)."
RENEW_DAYS = 7
LONGEST = timedelta(hours=12)

WHOLE = ("preview", "mandate.again", "card.said")
"""What is pressed as a whole or has a thread of its own: it follows the batch as its own message."""


def in_schools(said: Spoken) -> Reply | None:
    """The verb, in all its forms."""
    where, _, rest = said.words.partition(" ")
    if where.lower() not in ("school", "schools"):
        return None
    if not may(said.actor, Action.PROTECTED_TIME, Subject(person=said.actor.id)):
        return None if said.actor.school else Reply(NOT_YOURS, refused=True)
    words = " ".join(rest.split())
    for form in (_listed, _over, following.follow, _until, _every, _on_a_day):
        reply = form(said, words)
        if reply is not None:
            if not reply.refused:
                noted = "calendar" if words.lower().startswith("calendar ") else words  # a feed's address is a secret
                trail.append(said.conn, "calendar", 0, [Event("protected", said.actor.id, {"words": noted})], said.now)
            return reply
    return None


def _listed(said: Spoken, words: str) -> Reply | None:
    if words:
        return None
    own = protection.united(blocks.around(said.conn, said.actor.id, said.now))
    followed = _followed(said)
    if not own:
        return Reply(f"No protected time is ahead. {followed or FORM}")
    listed = "In schools: " + "; ".join(_words(block, said.district) for block in own[:10]) + "."
    return Reply(f"{listed} {followed}".strip())


def _followed(said: Spoken) -> str:
    plan = blocks.plan(said.conn, said.actor.id)
    if not plan.feed:
        return ""
    if plan.trouble:
        return f"Your calendar could not be read: {plan.trouble}"
    if plan.tried_at is None:
        return "Your calendar is read within a minute."
    at = plan.tried_at.astimezone(ZoneInfo(said.district.zone))
    return f"Your calendar was read {at:%a} at {spoken.clock_words(at.hour * 60 + at.minute)}."


def _over(said: Spoken, words: str) -> Reply | None:
    if words.lower() not in ("over", "done", "end"):
        return None
    following.over(said.conn, said.actor.id, said.now)
    if not blocks.end_now(said.conn, said.actor.id, said.now):
        return Reply("You are not in protected time now.", refused=True)
    wakes.put(said.conn, "block", said.actor.id, said.now)
    following.look_again(said.conn, said.actor.id, said.now)
    return Reply("Your protected time is over; what waited comes now.")


def _until(said: Spoken, words: str) -> Reply | None:
    found = re.fullmatch(r"(?:until|till) (.+)", words, re.IGNORECASE)
    local = said.now.astimezone(ZoneInfo(said.district.zone))
    minute = spoken.minute(found[1], not_before=local.hour * 60 + local.minute) if found else None
    if minute is None:
        return None
    return _protect(said, protection.on_day(local.date(), (local.hour * 60 + local.minute, minute), said.district.zone))


def _on_a_day(said: Spoken, words: str) -> Reply | None:
    found = re.fullmatch(r"(?P<day>.*?) ?(?P<span>\d[\w:. ]* ?(?:-|to|until|\N{EN DASH}) ?\d[\w:. ]*)", words)
    span = spoken.span(found["span"]) if found else None
    today = said.now.astimezone(ZoneInfo(said.district.zone)).date()
    day = spoken.day(found["day"] or "today", today) if found else None
    if span is None or day is None:
        return None
    return _protect(said, protection.on_day(day, span, said.district.zone))


def _protect(said: Spoken, block: Block) -> Reply:
    ahead = protection.ahead([block], said.now)
    if not ahead or ahead[0][0] >= ahead[0][1]:
        return Reply("That time is over already. Name one that is ahead.", refused=True)
    if ahead[0][1] - ahead[0][0] > LONGEST:
        return Reply("That is more than twelve hours. Name a shorter time.", refused=True)
    blocks.add(said.conn, said.actor.id, ahead, SAID)
    return Reply(
        f"In schools {_words(ahead[0], said.district)}. Only safety comes through; the rest waits and comes as one "
        "message at the end."
    )


def _every(said: Spoken, words: str) -> Reply | None:
    if re.fullmatch(r"every (?:week )?never", words, re.IGNORECASE):
        return _plan(said, ())
    found = re.fullmatch(r"every (?P<days>[A-Za-z, ]+?) (?P<span>\d.*)", words)
    span = spoken.span(found["span"]) if found else None
    days = (
        [spoken.weekday_of(d) for d in re.split(r"[ ,]+|\band\b", found["days"]) if d and d != "and"] if found else []
    )
    if span is None or not days or None in days:
        return None
    known = blocks.plan(said.conn, said.actor.id).weekly
    return _plan(said, tuple(sorted({*known, *((d, *span) for d in days if d is not None)})))


def _plan(said: Spoken, weekly: protection.Pattern) -> Reply:
    known = blocks.plan(said.conn, said.actor.id)
    blocks.put_plan(said.conn, said.actor.id, replace(known, weekly=weekly))
    _write_out(said.conn, said.actor.id, said.district, said.now)
    wakes.put(said.conn, "block", said.actor.id, said.now)
    if not weekly:
        return Reply("No weekly protected time any more; single blocks you named stay.")
    names = [
        f"{spoken.WEEKDAYS[day][:3].capitalize()} {spoken.clock_words(begin)}-{spoken.clock_words(end)}"
        for day, begin, end in weekly
    ]
    hours = sum(end - begin for _, begin, end in weekly) / 60
    plan = said.district.ild_school_hours
    return Reply(f"In schools every week: {', '.join(names)}. That is {hours:g} of the {plan} hours planned.")


def _write_out(conn: Connection, person: str, district: District, now: datetime) -> None:
    """Write a weekly pattern out as blocks of the weeks ahead, and look again when it needs to go further."""
    weekly = blocks.plan(conn, person).weekly
    calendar = district.calendars[district.ladder.ild_calendar]
    blocks.renew(conn, person, protection.from_pattern(weekly, now, district.zone, calendar), WEEKLY, now)
    wakes.put(conn, "blocks", person, now + timedelta(days=RENEW_DAYS) if weekly else None)
    following.look_again(conn, person, now)


def _words(block: Block, district: District) -> str:
    zone = ZoneInfo(district.zone)
    begins, ends = (at.astimezone(zone) for at in block)
    first, last = (spoken.clock_words(at.hour * 60 + at.minute) for at in (begins, ends))
    return f"{spoken.day_words(begins.date())}, {first} to {last}"


def pattern_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Write the weekly pattern of one person further out."""
    district = service.present.district()
    if ident in district.people:
        _write_out(conn, ident, district, now)


def block_woke(service: Service, conn: Connection, ident: str, now: datetime) -> None:
    """Protected time may be over: hand what waited over in one message, or look again at its later end."""
    over = protection.until(blocks.around(conn, ident, now), now)
    if over is not None:
        wakes.put(conn, "block", ident, over)
        return
    whole = kept_back.take(conn, ident, WHOLE)
    handover = kept_back.hand_over(conn, ident, now)
    if handover is not None:
        outbox.enqueue(conn, "handover", handover, Notice("handover", f"ild:{ident}", ident), now)
    for kept in whole:
        quiet.replay(conn, kept, now)


def handed_over(service: Service, handover: int) -> None:
    """Delivery reports a handover: the packets in it are delivered, and the next step counts from now."""
    found = service.db.read(lambda conn: kept_back.handed_over(conn, handover))
    for kept in found:
        if kept.notice.kind == "packet":
            acts.packet_delivered(service, kept.aggregate)


def show(service: Service, command: c.Command) -> Reply:
    """A row was opened: its packet comes into the conversation at once, for the person asked for it."""
    assert isinstance(command, c.Show)
    district = service.present.district()

    def land(conn: Connection) -> Reply:
        before = trail.seen(conn, command.key)
        if before is not None:
            return before
        actor, found = actor_of(conn, command.by, district), requests.load(conn, command.request)
        if actor is None or found is None or not may(actor, Action.READ, subject(found, district)):
            return Reply(acts.UNKNOWN, refused=True)
        if not found.owes:
            return Reply(f"{found.number} waits for nothing any more: {state_words(found, district)}.", refused=True)
        notice = Notice("packet", f"ild:{actor.id}", actor.id, {"clock": found.clock, "shown": True})
        outbox.enqueue(conn, "request", found.id, notice, service.clock.now())
        trail.remember(conn, command.key, Reply(), service.clock.now())
        return Reply()

    return service.db.run(land)


HANDLERS: dict[type[c.Command], Handler] = {c.InSchools: handler(in_schools, FORM), c.Show: show}
WAKERS: dict[str, Callable[[Service, Connection, str, datetime], None]] = {
    "block": block_woke,
    "blocks": pattern_woke,
}
