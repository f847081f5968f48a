"""The clock looks at what was kept back outside protected time: an ILD's packets, what a school need not hear now."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from broker_bot.domain import protection, quiet
from broker_bot.domain.model import Notice, Request
from broker_bot.domain.quiet import ANSWERS, PUSHES, Told
from broker_bot.service.landing import Service, Wake
from broker_bot.service.packets import WAKE, name
from broker_bot.service.quiet import ANSWER, COUNT, PUSH, replay
from broker_bot.store import blocks, held, kept_back, outbox, preferences, requests, wakes


def packets_woke(service: Service, conn: Connection, person: str, now: datetime) -> None:
    """Hand over what waits: a single packet as itself, several as one list; in protected time its end does it."""
    over = protection.until(blocks.around(conn, person, now), now)
    if over is not None:
        wakes.put(conn, "block", person, over)
        return
    waiting = kept_back.waiting(conn, person)
    known = requests.load_many(conn, [k.aggregate for k in waiting if k.aggregate_kind == "request"])
    still = [k for k in waiting if k.aggregate_kind != "request" or _holds(known.get(k.aggregate), k.notice)]
    handover = kept_back.hand_over(conn, person, now)  # kept whole: the auditor reads in it what was let go
    if handover is None or not still:
        return
    if len(still) == 1 and still[0].notice.kind == "packet":
        outbox.enqueue(conn, still[0].aggregate_kind, still[0].aggregate, still[0].notice, now)
    else:
        outbox.enqueue(conn, "handover", handover, Notice("handover", f"ild:{person}", person, {"why": WAKE}), now)
    held.note_batch(conn, name(person), now)


def _holds(request: Request | None, packet: Notice) -> bool:
    """Whether it still waits, and was not answered since."""
    return request is not None and bool(request.owes) and packet.facts.get("clock") in (None, request.clock)


def push_woke(service: Service, conn: Connection, person: str, now: datetime) -> None:
    """Send the day's message, or look again when the next window opens."""
    district = service.present.district()
    waiting = [k for k in kept_back.waiting(conn, person) if k.notice.kind in PUSHES]
    if person not in district.people:
        kept_back.forget(conn, person)
        return
    if not waiting:
        return
    at = quiet.message_at(now, district)
    if at > now:
        wakes.put(conn, PUSH, person, at)
        return
    sends, told = quiet.goes([k.notice for k in waiting], _told(conn, person), now, district)
    if not sends:
        wakes.put(conn, PUSH, person, quiet.tomorrow(now, district))
        return
    preferences.put(conn, person, COUNT, f"{told.day.isoformat()}:{told.count}")
    if len(waiting) == 1:
        kept_back.take(conn, person, PUSHES)
        replay(conn, waiting[0], now)
        return
    handover = kept_back.hand_over(conn, person, now, PUSHES)
    assert handover is not None
    outbox.enqueue(conn, "handover", handover, Notice("pushes", f"push:{person}", person), now)


def _told(conn: Connection, person: str) -> Told:
    day, _, count = preferences.get(conn, person, COUNT, "").partition(":")
    return Told(date.fromisoformat(day), int(count)) if day else Told()


def answers_woke(service: Service, conn: Connection, person: str, now: datetime) -> None:
    """In a window: what was held goes out, each in its own thread."""
    at = quiet.opens(now, service.present.district())
    if at > now:
        wakes.put(conn, ANSWER, person, at)
        return
    for kept in kept_back.take(conn, person, ANSWERS):
        replay(conn, kept, now)


WAKERS: dict[str, Wake] = {WAKE: packets_woke, PUSH: push_woke, ANSWER: answers_woke}
