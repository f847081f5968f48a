"""Response URLs: five answers within thirty minutes (docs.slack.dev/interactivity/handling-user-interaction)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from broker_bot.sandbox import moment
from broker_bot.sandbox.model import SlackError

USES: Final = 5
LIVES: Final = 1800.0
KEPT: Final = 1000


@dataclass
class Link:
    """What a response URL belongs to: the person, the room, and the message that was pressed, if any."""

    user: str
    room: str
    thread_ts: str | None
    message_ts: str | None
    ephemeral: bool
    until: float
    used: int = 0


class Links:
    """Issues response URLs and counts their uses."""

    def __init__(self, base: Callable[[], str]) -> None:
        self._base = base
        self._issued: dict[str, Link] = {}

    def issue(
        self,
        user: str,
        room: str,
        *,
        thread_ts: str | None = None,
        message_ts: str | None = None,
        ephemeral: bool = False,
    ) -> str:
        """Return a fresh response URL; forget the oldest beyond a thousand."""
        while len(self._issued) >= KEPT:
            del self._issued[next(iter(self._issued))]
        key = secrets.token_hex(12)
        self._issued[key] = Link(user, room, thread_ts, message_ts, ephemeral, moment.monotonic() + LIVES)
        return f"{self._base()}/respond/{key}"

    def take(self, key: str) -> Link:
        """Return what a link belongs to and count the use.

        Raises SlackError invalid_url, expired_url or used_url (codes not verified).
        """
        link = self._issued.get(key)
        if link is None:
            raise SlackError("invalid_url")
        if moment.monotonic() > link.until:
            raise SlackError("expired_url")
        if link.used >= USES:
            raise SlackError("used_url")
        link.used += 1
        return link
