"""Socket Mode: the same listeners over a connection the bot opens itself, watched, and back-filled after a cut.

An envelope is acknowledged only when its listener answered 200, which is after COMMIT.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from broker_bot.clock import Clock, epoch

log = logging.getLogger(__name__)

PING_SECONDS = 2.5
SILENT_SECONDS = 9.0
"""Without a pong for this long the connection is given up; the library's own defaults take over 45 s."""

CONCURRENCY = 16

REFUSED = {
    "invalid_auth": "Copy the app-level token (xapp-...) again",
    "not_allowed_token_type": "SLACK_APP_TOKEN has to be an app-level token (xapp-...)",
    "missing_scope": "Give the app-level token the scope connections:write",
    "account_inactive": "The app was uninstalled or its token revoked; install it again",
    "token_revoked": "The app was uninstalled or its token revoked; install it again",
    "socket_mode_not_enabled": "Turn Socket Mode on in the app's settings",
}
"""Refusals that no waiting mends, and what does: docs.slack.dev/reference/methods/apps.connections.open"""


class NoLink(Exception):
    """Slack refuses the connection for good; the message says what to mend."""


def refusal(error: str) -> str:
    """A sentence on why Slack opens no connection and what to do; "" for what may mend itself."""
    if error not in REFUSED:
        return ""
    return f"Slack refuses the connection of Socket Mode ({error}). {REFUSED[error]}; docs/install.md says where."


class SocketLink:
    """One connection to Slack. `recover(since)` files what was written while there was none."""

    def __init__(
        self, app: App, app_token: str, client: WebClient, clock: Clock, recover: Callable[[datetime], int]
    ) -> None:
        self._clock, self._recover = clock, recover
        self._heard = clock.now()
        self._connected_before = False
        quiet = logging.getLogger("broker_bot.socket_mode.library")
        quiet.setLevel(logging.ERROR)
        self._handler = SocketModeHandler(
            app, app_token, logger=quiet, web_client=client, ping_interval=PING_SECONDS, concurrency=CONCURRENCY
        )
        self._handler.client.on_message_listeners.append(self._message)
        self._hello_at = epoch()
        self._stopping = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, name="socket-watchdog", daemon=True)

    def start(self) -> None:
        """Connect; from then on, and when Slack can't be reached yet, the connection comes by itself. Raises NoLink."""
        try:
            self._handler.client.connect()
        except SlackApiError as error:
            if said := refusal(str(error.response.get("error"))):
                raise NoLink(said) from error
            self._late(str(error.response.get("error")))
        except OSError as error:
            self._late(str(error))
        self._watchdog.start()

    def _late(self, error: str) -> None:
        """The watchdog goes on trying; what is written until then is read back with the first connection."""
        log.error("no connection to Slack yet (%s); trying again", error)
        self._connected_before = True

    def stop(self) -> None:
        """Close the connection; what is being handled is finished first."""
        self._stopping.set()
        self._handler.client.close()

    def _watch(self) -> None:
        """Open a new connection when the present one says nothing; the library only sees one that once ponged."""
        client = self._handler.client
        while not self._stopping.wait(1.0):
            session = client.current_session
            pong = (session.last_ping_pong_time if session else None) or 0.0
            if epoch() - max(pong, self._hello_at) <= SILENT_SECONDS:
                continue
            log.warning("the connection to Slack is silent; opening a new one")
            self._hello_at = epoch()
            try:
                client.connect_to_new_endpoint(force=True)
            except (SlackApiError, OSError) as error:
                log.error("no new connection to Slack: %s", error)

    @property
    def connected(self) -> bool:
        return self._handler.client.is_connected()

    def _message(self, text: str) -> None:
        try:
            kind = json.loads(text).get("type")
        except (ValueError, AttributeError):
            return
        if kind != "hello":
            self._heard = self._clock.now()
            return
        self._hello_at = epoch()
        since, self._heard = self._heard, self._clock.now()
        if self._connected_before:
            log.info("connected to Slack again")
            threading.Thread(target=self._fill, args=(since,), name="backfill", daemon=True).start()
        self._connected_before = True

    def _fill(self, since: datetime) -> None:
        try:
            self._recover(since)
        except ConnectionError as error:
            log.error("what was missed since %s could not be read: %s", since, error)
