"""After an outage Slack sends nothing again: what people wrote, changed and deleted meanwhile is read back."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from broker_bot.delivery.slack import Answer, Kind, SlackDoor
from broker_bot.domain import commands as c
from broker_bot.domain.commands import Command, Say
from broker_bot.domain.model import Notice
from broker_bot.domain.people import name_of
from broker_bot.service import Service
from broker_bot.store import config, mirror, outbox, trail
from broker_bot.store.mirror import Mirrored

log = logging.getLogger(__name__)

MARGIN = timedelta(minutes=1)
PAGE = 15
PAGES = 40

GONE = frozenset({"thread_not_found", "message_not_found"})

Message = Mapping[str, Any]
Parse = Callable[[Message, str], Say | None]
"""A message as Slack's history gives it, with the conversation's id and kind put in, and the team's id."""
Rewritten = Callable[[Message, str], Command | None]
"""The same for an event that says that a message was changed."""


class Backfill:
    """Files what was missed. `parse` and `rewritten` are those that read live events, so a key is the same both ways.

    Words are read back from the direct conversations and from the threads under the cards of open requests; changes
    and deletions from every message about a request that is open.
    """

    def __init__(self, service: Service, door: SlackDoor, parse: Parse, rewritten: Rewritten) -> None:
        self._service, self._door, self._parse, self._rewritten = service, door, parse, rewritten

    def since_last_seen(self) -> int:
        """Recover from the last message that was taken in; 0 when there never was one."""
        last = self._service.db.read(trail.last_message_at)
        return self.since(last) if last else 0

    def since(self, last: datetime) -> int:
        """Recover what came since `last` (business time); returns how much was new.

        Raises ConnectionError when Slack does not give the list of conversations.
        """
        team = str(self._door.call("auth.test", {}).data.get("team_id") or "")
        rows = self._service.db.read(mirror.written)
        cards = self._service.db.read(outbox.standing)
        found: Counter[str] = Counter()
        for conversation in self._door.pages("conversations.list", "channels", {"types": "im"}):
            channel = str(conversation["id"])
            known = [row for row in rows if row.channel == channel]
            begins = [ts for at, ts in cards if at == channel] + [str(row.ts) for row in known]
            found.update(self._conversation(channel, known, begins, last - MARGIN, team))
        for row in rows:
            if row.kind == "reply":  # written in a unit's thread
                found.update(self._handled(self._change(row, self._look(row), "channel", team)))
        if found:
            self._tell(found, last)
        return sum(found.values())

    def _conversation(
        self, channel: str, known: list[Mirrored], begins: list[str], last: datetime, team: str
    ) -> Iterator[str]:
        """Who wrote or changed what was new in one direct conversation, in the order of the messages."""
        oldest = min([f"{last.timestamp():.6f}", *begins])
        stand = {str(one["ts"]): one for one in self._pages("conversations.history", channel, oldest=oldest)}
        missed = {ts: one for ts, one in stand.items() if float(ts) > last.timestamp()}
        for ts, one in stand.items():
            if float(one.get("latest_reply") or 0) > last.timestamp():
                thread = self._pages("conversations.replies", channel, ts=ts, oldest=f"{last.timestamp():.6f}")
                missed |= {str(reply["ts"]): reply for reply in thread if reply["ts"] != ts}
        for ts in sorted(missed):
            yield from self._handled(self._parse({**missed[ts], "channel": channel, "channel_type": "im"}, team))
        for row in known:
            yield from self._handled(self._change(row, stand.get(str(row.ts)) or self._look(row), "im", team))

    def _handled(self, command: Command | None) -> Iterator[str]:
        """Handle what was not handled before; yields who it is from."""
        if command is None or self._service.db.read(lambda conn: trail.seen(conn, command.key)) is not None:
            return
        self._service.handle(command)
        yield command.by

    def _change(self, row: Mirrored, message: Message | None, kind: str, team: str) -> Command | None:
        """What was done to a message since it was read: changed, or deleted (`message` is then empty)."""
        channel, ts = str(row.channel), str(row.ts)
        if message is None:
            return None
        if not message:
            by = self._service.db.read(lambda conn: config.slack_id_of(conn, row.author))
            return c.Removed(f"gone:{team}:{channel}:{ts}", by, None, channel, ts, direct=kind == "im") if by else None
        if str((message.get("edited") or {}).get("ts") or "") <= row.stamp:
            return None
        event = {"subtype": "message_changed", "channel": channel, "channel_type": kind, "message": message}
        return self._rewritten(event, team)

    def _look(self, row: Mirrored) -> Message | None:
        """One message as it stands; empty when its writer deleted it, None when that can't be told.

        Slack's own retention takes the oldest away first, so a deletion is one that something older outlived.
        """
        channel, ts = str(row.channel), str(row.ts)
        answer = self._read("conversations.replies", {"channel": channel, "ts": ts, "limit": PAGE})
        if answer.kind == Kind.OK:
            return next((one for one in answer.data.get("messages", []) if one.get("ts") == ts), None)
        if answer.error not in GONE:
            return None
        older = self._read("conversations.history", {"channel": channel, "latest": ts, "limit": 1})
        return {} if older.kind == Kind.OK and older.data.get("messages") else None

    def _pages(self, method: str, channel: str, **more: str) -> list[Message]:
        """The messages of a conversation or a thread."""
        body: dict[str, Any] = {"channel": channel, "inclusive": True, "limit": PAGE, **more}
        found: list[Message] = []
        for _ in range(PAGES):
            answer = self._read(method, body)
            if answer.kind != Kind.OK:
                break
            found += answer.data.get("messages", [])
            cursor = (answer.data.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            body["cursor"] = cursor
        return found

    def _read(self, method: str, body: Mapping[str, Any]) -> Answer:
        answer = self._door.read(method, body)
        if answer.kind != Kind.OK and answer.error not in GONE:
            log.error("messages missed in %s could not be read: %s", body["channel"], answer.error)
        return answer

    def _tell(self, found: Counter[str], last: datetime) -> None:
        """One line to the administrator: how many, from whom; never what they wrote."""
        district = self._service.present.district()
        now = self._service.clock.now()

        def land(conn: Connection) -> None:
            names = [f"{name_of(district, config.email_of(conn, who))} ({count})" for who, count in found.items()]
            since = f"{last:%b %-d, %H:%M} UTC"
            text = f"Messages and changes missed since {since} are filed now: {', '.join(sorted(names))}."
            admin = district.help_contact
            outbox.enqueue(conn, "dm", 0, Notice("note.plain", f"person:{admin}", admin, {"text": text}), now)

        self._service.db.run(land)
        log.warning("%d missed messages and changes were filed", sum(found.values()))
