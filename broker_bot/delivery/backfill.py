"""After an outage Slack sends nothing again: what people wrote to the bot meanwhile is read from the conversations."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from broker_bot.delivery.slack import Kind, SlackDoor
from broker_bot.domain.commands import Say
from broker_bot.domain.model import Notice
from broker_bot.domain.people import name_of
from broker_bot.service import Service
from broker_bot.store import config, outbox, trail

log = logging.getLogger(__name__)

MARGIN = timedelta(minutes=1)
PAGE = 15
PAGES = 40

Parse = Callable[[Mapping[str, Any], str], Say | None]
"""A message as Slack's history gives it, with the conversation's id and kind put in, and the team's id."""


class Backfill:
    """Files what was missed. `parse` is the one that reads live events, so a key is the same both ways."""

    def __init__(self, service: Service, door: SlackDoor, parse: Parse) -> None:
        self._service, self._door, self._parse = service, door, parse

    def since_last_seen(self) -> int:
        """Recover from the last message that was taken in; 0 when there never was one."""
        last = self._service.db.read(trail.last_message_at)
        return self.since(last) if last else 0

    def since(self, last: datetime) -> int:
        """Recover every direct message since `last` (business time); returns how many were new.

        Raises ConnectionError when Slack does not give the list of conversations.
        """
        team = str(self._door.call("auth.test", {}).data.get("team_id") or "")
        found: Counter[str] = Counter()
        for conversation in self._door.pages("conversations.list", "channels", {"types": "im"}):
            for said in self._missed(str(conversation["id"]), last - MARGIN, team):
                if self._service.db.read(partial(trail.seen, key=said.key)) is None:
                    self._service.handle(said)
                    found[said.by] += 1
        if found:
            self._tell(found, last)
        return sum(found.values())

    def _missed(self, channel: str, oldest: datetime, team: str) -> list[Say]:
        """What a person wrote in one conversation, oldest first."""
        body: dict[str, Any] = {"channel": channel, "oldest": f"{oldest.timestamp():.6f}", "limit": PAGE}
        said: list[Say] = []
        for _ in range(PAGES):
            answer = self._door.read("conversations.history", body)
            if answer.kind != Kind.OK:
                log.error("messages missed in %s could not be read: %s", channel, answer.error)
                break
            for message in answer.data.get("messages", []):
                parsed = self._parse({**message, "channel": channel, "channel_type": "im"}, team)
                if parsed is not None:
                    said.append(parsed)
            cursor = (answer.data.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            body["cursor"] = cursor
        return said[::-1]

    def _tell(self, found: Counter[str], last: datetime) -> None:
        """One line to the administrator: how many, from whom; never what they wrote."""
        district = self._service.present.district()
        now = self._service.clock.now()

        def land(conn: Connection) -> None:
            names = [f"{name_of(district, config.email_of(conn, who))} ({count})" for who, count in found.items()]
            text = f"Messages missed since {last:%b %-d, %H:%M} UTC are filed now: {', '.join(sorted(names))}."
            admin = district.help_contact
            outbox.enqueue(conn, "dm", 0, Notice("note.plain", f"person:{admin}", admin, {"text": text}), now)

        self._service.db.run(land)
        log.warning("%d missed messages were filed", sum(found.values()))
