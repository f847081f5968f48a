"""What a test sees of the workspace: messages, Homes, modals, the log of the traffic; and waiting for it to change."""

import copy
from collections.abc import Callable
from typing import Any

from broker_bot.sandbox import moment, screens
from broker_bot.sandbox.courier import Courier
from broker_bot.sandbox.model import Json, Traffic
from broker_bot.sandbox.workspace import Workspace


class Eyes:
    """The reading half of a sandbox. What it returns are copies."""

    _ws: Workspace
    _courier: Courier

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """Return copies of what stands in a channel, oldest first; with thread_ts the parent and its replies.

        Without thread_ts replies inside threads are left out, as in the channel itself.
        """
        with self._ws.lock:
            room = self._ws.rooms.get(channel)
            return screens.seen(self._ws, "", room, thread_ts) if room else []

    def dm(self, user: str) -> str:
        """Return the id of this person's conversation with the bot."""
        return self._ws.open_dm(user).id

    def home(self, user: str) -> Json | None:
        """Return the Home the bot published for this person, or None."""
        with self._ws.lock:
            return copy.deepcopy(self._ws.homes.get(user))

    def modal(self, user: str) -> Json | None:
        """Return the modal on top of this person's screen, or None."""
        with self._ws.lock:
            stack = self._ws.modals.get(user)
            return copy.deepcopy(stack[-1]) if stack else None

    def ephemerals(self, user: str) -> list[Json]:
        """Return what was shown to this person only, oldest first; each has `channel` and `ts`."""
        with self._ws.lock:
            return copy.deepcopy(self._ws.ephemerals.get(user, []))

    @property
    def log(self) -> list[Traffic]:
        """Every request between bot and workspace, both ways."""
        with self._ws.lock:
            return list(self._ws.traffic)

    def posts(self, channel: str | None = None) -> list[Json]:
        """Return every message the bot ever posted, also if changed or deleted later.

        Each: {channel, ts, thread_ts, text, blocks, metadata, files, via, deleted,
        updates: [{at, text, blocks, metadata}]}. Text, blocks and metadata are those of the post; `updates` holds
        what came after. No ephemerals.
        """
        with self._ws.lock:
            return copy.deepcopy([post for post in self._ws.posts if channel in (None, post["channel"])])

    @property
    def pending(self) -> int:
        """How many events are being delivered, held back or waiting for a retry."""
        return self._courier.pending

    def wait_until(self, predicate: Callable[[], Any], timeout: float = 5.0, what: str = "") -> None:
        """Wait until the predicate is true, looked at after each change here and every 50 ms.

        Raises AssertionError that says what was awaited and the last lines of the log.
        """
        until = moment.monotonic() + timeout
        while True:
            seen = self._ws.version
            if predicate():
                return
            left = until - moment.monotonic()
            if left <= 0:
                raise AssertionError(self._not_seen(what, timeout))
            self._ws.wait_for_change(seen, min(left, 0.05))

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until every event has been delivered or given up."""
        self.wait_until(lambda: self.pending == 0, timeout, "every event to be delivered")

    def _not_seen(self, what: str, timeout: float) -> str:
        lines = [
            f"  {one.direction} {one.method} {one.channel or ''} {one.error or one.status}" for one in self.log[-12:]
        ]
        return "\n".join([f"Waited {timeout:g} s in vain for {what or 'the condition'}; last in the log:", *lines])
