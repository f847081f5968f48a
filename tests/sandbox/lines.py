"""A Socket Mode app in a test's hands: it connects, sees each frame as it is, and acknowledges when told to."""

import json
import logging
import queue
import threading
from typing import Any

from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from broker_bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Json, app_api


class Bad(AssertionError):
    """No frame came in time."""


class App:
    """One connection to the sandbox over slack_sdk's own WebSocket client, without its reconnecting."""

    def __init__(self, box: Sandbox, answer: Json | None = None, *, acks: bool = True) -> None:
        self.box, self.answer, self.acks = box, answer, acks
        self.frames: list[Json] = []
        self.errors: list[Exception] = []
        self.closes: list[int] = []
        self._arrived: queue.Queue[Json] = queue.Queue()
        self._state = ConnectionState()  # type: ignore[no-untyped-call]
        self.connection = Connection(
            url=str(app_api(box, "apps.connections.open")["url"]),
            logger=_quiet(),
            on_message_listener=self._heard,
            on_error_listener=self.errors.append,
            on_close_listener=lambda code, _: self.closes.append(code),
        )
        self.connection.connect()
        if self.connection.sock is not None:
            self.connection.sock.settimeout(0.1)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        if self.connection.is_active():
            self.connection.run_until_completion(self._state)

    @property
    def envelopes(self) -> list[Json]:
        """Every frame that is a delivery."""
        return [one for one in self.frames if "envelope_id" in one]

    def next(self, seconds: float = 5.0) -> Json:
        """Return the next frame; raises Bad when none comes."""
        try:
            return self._arrived.get(timeout=seconds)
        except queue.Empty as none:
            raise Bad(f"no frame within {seconds} s; before it: {self.frames}") from none

    def ack(self, envelope: Json, **payload: Any) -> None:
        """Acknowledge a delivery."""
        said: Json = {"envelope_id": envelope["envelope_id"]}
        self.connection.send(json.dumps({**said, "payload": payload} if payload else said))

    def close(self) -> None:
        """Leave."""
        self._state.terminated = True
        self._thread.join(5)
        self.connection.close()

    def _heard(self, text: str) -> None:
        frame: Json = json.loads(text)
        self.frames.append(frame)
        if "envelope_id" in frame and self.acks:
            payload = self.answer if frame["accepts_response_payload"] and self.answer else {}
            self.ack(frame, **payload)
        self._arrived.put(frame)


def _quiet() -> logging.Logger:
    logger = logging.getLogger("tests.sandbox.lines")
    logger.setLevel(logging.CRITICAL)
    return logger
