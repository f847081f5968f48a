"""Small things said beside the cards: a line only the presser sees, a Home drawn anew, somebody newly known."""

from __future__ import annotations

from sqlalchemy import Connection

from broker_bot.domain import ladder
from broker_bot.domain.model import Notice
from broker_bot.service.landing import Service
from broker_bot.store import config, outbox, queries, requests, wakes


def whisper(service: Service, channel: str, user: str, text: str) -> None:
    """Show a Slack user a line in a conversation, at most once; `channel` empty means by direct message."""

    def land(conn: Connection) -> None:
        now = service.clock.now()
        person = config.email_of(conn, user)
        if channel:
            facts = {"channel": channel, "user": user, "text": text}
            to = f"channel:{channel}"
            outbox.enqueue(conn, "dm", 0, Notice("ephemeral", f"whisper:{user}", to, facts, urgent=True), now)
        elif person:
            outbox.enqueue(conn, "dm", 0, Notice("note.plain", f"person:{person}", person, {"text": text}), now)

    service.db.run(land)


def refresh_home(service: Service, user: str) -> None:
    """Ask for a person's Home to be drawn; a stranger's too, so that the tab says whom to ask."""

    def land(conn: Connection) -> None:
        person = config.email_of(conn, user) or f"slack:{user}"
        outbox.enqueue(conn, "dm", 0, Notice("home", f"home:{person}", person, {"user": user}), service.clock.now())

    service.db.run(land)


def renew(service: Service, place: str, ts: str, user: str) -> None:
    """Draw anew what somebody pressed that is out of date: the cards of that request, or the Home."""

    def land(conn: Connection) -> None:
        ident = outbox.request_at(conn, place, ts) if ts else None
        found = requests.load(conn, ident) if ident else None
        for notice in ladder.cards(found) if found else ():
            outbox.enqueue(conn, "request", ident or 0, notice, service.clock.now())

    if ts:
        service.db.run(land)
    else:
        refresh_home(service, user)


def know(service: Service, slack_id: str, email: str, name: str, gone: bool) -> None:
    """Slack reports somebody new or changed. Who is deactivated lets go of what they had, now."""

    def land(conn: Connection) -> None:
        before = config.closed(conn)
        config.know_people(conn, [(slack_id, email, name, gone)])
        left = config.closed(conn) - before
        if not left:
            return
        now = service.clock.now()
        for found in queries.standing(conn):
            if left & {found.taken_by, found.served_by, found.packet_to}:
                wakes.put(conn, "request", str(found.id), now)

    service.db.run(land)
