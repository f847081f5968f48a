"""Reads the thread that somebody made a request of, and hands it to the service; what can't be read is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broker_bot.delivery.slack import Answer, Kind, SlackDoor
from broker_bot.delivery.verdict import Verdict
from broker_bot.domain.threads import Line
from broker_bot.service import Service, pickups
from broker_bot.slack.payloads import attached, told
from broker_bot.store.outbox import Item
from broker_bot.store.sources import Source

PAGE = 200
PAGES = 10
TRIES = 8
"""After so many tries without an answer the one message that is known is filed, so that nothing waits for ever."""

BROKEN = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"})


class ThreadReader:
    """The errand `fetch.thread`; reading twice is harmless, for a thread is filed once."""

    def __init__(self, service: Service, door: SlackDoor) -> None:
        self._service, self._door = service, door

    def __call__(self, item: Item) -> Verdict:
        source = pickups.waiting(self._service, item.aggregate)
        if source is None:
            return Verdict("dropped", error="it was filed already")
        try:
            lines = self.lines(source) if self.may_see(source) else None
            link = self.link(source)
        except NotNow as error:
            if item.tries < TRIES or error.answer.error in BROKEN:
                return error.verdict()
            lines, link = None, ""
        pickups.gathered(self._service, source, lines, link)
        return Verdict("sent")

    def lines(self, source: Source) -> list[Line] | None:
        """What people said in the thread up to the moment it was picked, oldest first; None when it can't be read."""
        upto, own = str(source.facts["upto"]), self._door.bot_id()
        body: dict[str, Any] = {"channel": source.channel, "ts": source.root, "latest": upto, "inclusive": True}
        lines: list[Line] = []
        for _ in range(PAGES):
            answer = self._read("conversations.replies", {**body, "limit": PAGE})
            if answer is None:
                return None
            lines += [
                _line(m) for m in answer.data.get("messages", []) if m.get("bot_id") in (None, "") or m["bot_id"] != own
            ]
            cursor = (answer.data.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            body["cursor"] = cursor
        return [line for line in lines if float(line.ts) <= float(upto)]

    def may_see(self, source: Source) -> bool:
        """A place that came back through a form is read only for somebody who is in it."""
        if not source.facts["formed"]:
            return True
        body: dict[str, Any] = {"channel": source.channel, "limit": PAGE}
        for _ in range(PAGES):
            answer = self._read("conversations.members", body)
            if answer is None:
                return False
            if source.facts["by"] in answer.data.get("members", []):
                return True
            body["cursor"] = (answer.data.get("response_metadata") or {}).get("next_cursor")
            if not body["cursor"]:
                break
        return False

    def link(self, source: Source) -> str:
        """The address of the message that was picked, or ""."""
        answer = self._read("chat.getPermalink", {"channel": source.channel, "message_ts": source.facts["ts"]})
        return str(answer.data.get("permalink") or "") if answer is not None else ""

    def _read(self, method: str, body: Mapping[str, Any]) -> Answer | None:
        """None when Slack refuses it for good. Raises NotNow when it may go another time."""
        answer = self._door.read(method, body)
        if answer.kind == Kind.OK:
            return answer
        if answer.kind == Kind.REFUSED and answer.error not in BROKEN:
            return None
        raise NotNow(answer)


class NotNow(Exception):
    """Slack gives no answer now."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.error)
        self.answer = answer

    def verdict(self) -> Verdict:
        """Another time."""
        broken = self.answer.error in BROKEN
        wait = 30.0 if broken else max(float(self.answer.retry_after), 1.0)
        return Verdict(again=wait, error=self.answer.error, trouble=broken)


def _line(message: Mapping[str, Any]) -> Line:
    return Line(str(message.get("user") or ""), told(message), str(message["ts"]), attached(message.get("files")))
