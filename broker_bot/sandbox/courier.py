"""Carries deliveries to the bot, over an open socket or else as signed requests to its URL.

Events go in the background with retries, and can be doubled, held back or lost; interactions and commands go at once.
"""

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from broker_bot.sandbox import moment
from broker_bot.sandbox.model import BotAnswer, Json
from broker_bot.sandbox.sockets import Envelope, Sockets, Unheard
from broker_bot.sandbox.workspace import Workspace

ANSWER_WITHIN = 3.0
"""Seconds the bot has for its answer (docs.slack.dev/interactivity/handling-user-interaction)."""

IDLE_SECONDS = 1.0
"""A connection idle for longer is not used again: servers close theirs after some seconds (uvicorn after 5), and a
press sent at that moment would be lost, for Slack does not repeat presses."""

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: the sandbox speaks plain HTTP on loopback, and loading the usual certificates takes 50 ms."""

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_PLURAL = {"channel": "channels", "group": "groups"}


@dataclass(frozen=True)
class Parcel:
    """One request to the bot, kept whole so that it can be sent again."""

    label: str
    user: str | None
    channel: str | None
    content_type: str
    content: bytes
    shown: Any

    def envelope(self, headers: Json) -> Envelope:
        """Return the same delivery for a socket."""
        kind = "events_api" if self.content_type == JSON else "interactive"
        kind = "slash_commands" if self.label.startswith("/") else kind
        accepts = kind == "slash_commands" or self.label in ("view_submission", "block_suggestion")
        reason = str(headers.get("x-slack-retry-reason", ""))
        spoken = "timeout" if reason == "http_timeout" else reason
        return Envelope(kind, self.shown, accepts, int(headers.get("x-slack-retry-num", 0)), spoken)


@dataclass
class Post:
    """How events travel: each one `copies` times; the next `held` ones (None: all) `delay` seconds late; the next
    `lost` ones never."""

    copies: int = 1
    delay: float = 0.0
    held: int | None = None
    lost: int = 0
    waiting: list[threading.Timer] = field(default_factory=list)

    def take_delay(self) -> float:
        """Return by how many seconds this event is held back, counting it."""
        if self.held is None:
            return self.delay
        if self.held <= 0:
            return 0.0
        self.held -= 1
        return self.delay

    def take_lost(self) -> bool:
        """Whether this event is lost, counting it."""
        if self.lost <= 0:
            return False
        self.lost -= 1
        return True


class _NoRetry(BotAnswer):
    """An answer with the header x-slack-no-retry: 1."""


def sign(secret: str, timestamp: str, content: bytes) -> str:
    """Return x-slack-signature, version v0 (docs.slack.dev/authentication/verifying-requests-from-slack)."""
    base = b"v0:" + timestamp.encode() + b":" + content
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Courier:
    """Sends over the open sockets, or to one URL while there are none. Thread-safe.

    subscribed: the events the app hears (app_mention, message or message.im ...); None for all of them.
    """

    def __init__(
        self,
        ws: Workspace,
        secret: str,
        retry_delays: Sequence[float],
        sockets: Sockets,
        subscribed: Iterable[str] | None = None,
    ) -> None:
        self._ws = ws
        self._secret = secret
        self._sockets = sockets
        self.subscribed = None if subscribed is None else frozenset(subscribed)
        self.post = Post()
        self.retry_delays = tuple(retry_delays)
        self.url: str | None = None
        self.pending = 0
        self.sent: list[Parcel] = []
        self._stopping = threading.Event()
        self._client = httpx.Client(
            timeout=ANSWER_WITHIN, trust_env=False, verify=NO_TLS, limits=httpx.Limits(keepalive_expiry=IDLE_SECONDS)
        )
        self._pool = ThreadPoolExecutor(max_workers=32, thread_name_prefix="sandbox-event")

    def stop(self) -> None:
        """Give up what is still being retried or held back, and close the connections."""
        self._stopping.set()
        with self._ws.lock:
            for timer in self.post.waiting:
                timer.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._client.close()

    def send_event(self, event: Json, user: str | None) -> None:
        """Deliver an event in the background, `copies` times, each with Slack's retries."""
        if not self._hears(event):
            return
        parcel = self._event_parcel(event, user)
        with self._ws.lock:
            self._remember(parcel)
            if self._stopping.is_set() or not (self.url or self._sockets.used):
                return
            if self.post.take_lost():
                self._ws.record(
                    "slack->bot", parcel.label, channel=parcel.channel, error="lost", status=0, fault="lost"
                )
                return
            self.pending += self.post.copies
            for _ in range(self.post.copies):
                self._start(parcel, self.post.take_delay())

    def _hears(self, event: Json) -> bool:
        """Whether the app subscribed to this event, by its type or, for messages, by type and kind of channel."""
        if self.subscribed is None or event["type"] in self.subscribed:
            return True
        kind = str(event.get("channel_type", ""))
        return f"{event['type']}.{_PLURAL.get(kind, kind)}" in self.subscribed

    def _start(self, parcel: Parcel, delay: float) -> None:
        if self._stopping.is_set():
            return
        if delay <= 0:
            self._pool.submit(self._deliver, parcel)
            return
        timer = threading.Timer(delay, self._start, (parcel, 0.0))
        timer.daemon = True
        self.post.waiting = [one for one in self.post.waiting if one.is_alive()] + [timer]
        timer.start()

    def ask(self, label: str, form: Json, user: str, channel: str | None, shown: Any) -> BotAnswer:
        """Deliver an interaction or a command and wait for the answer, as Slack does."""
        parcel = Parcel(label, user, channel, FORM, urlencode(form).encode(), shown)
        with self._ws.lock:
            self._remember(parcel)
        return self._post(parcel, {})

    def resend(self, user: str | None, times: int, label: str | None = None) -> list[BotAnswer]:
        """Deliver the last parcel of this user (or of anyone) again, marked as retries; return the answers."""
        with self._ws.lock:
            fit = [one for one in self.sent if user in (None, one.user) and label in (None, one.label)]
        if not fit:
            return []
        return [self._post(fit[-1], _retry_headers(turn + 1, "http_timeout")) for turn in range(times)]

    def verify(self, challenge: str) -> BotAnswer:
        """Send url_verification, as Slack does when an app's request URL is saved."""
        body = {"token": "sandbox", "challenge": challenge, "type": "url_verification"}
        return self._post(_json_parcel("url_verification", None, None, body), {})

    def _remember(self, parcel: Parcel) -> None:
        self.sent.append(parcel)
        del self.sent[:-200]

    def _event_parcel(self, event: Json, user: str | None) -> Parcel:
        me = self._ws.identity
        body = {
            "token": "sandbox",
            "team_id": me.team,
            "context_team_id": me.team,
            "context_enterprise_id": None,
            "api_app_id": me.app,
            "event": event,
            "type": "event_callback",
            "event_id": self._ws.mint_id("Ev"),
            "event_time": int(float(event.get("event_ts", "0"))),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": me.team,
                    "user_id": me.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": self._ws.mint_id("EC"),
        }
        channel = event.get("channel") or event.get("item", {}).get("channel")
        return _json_parcel(f"event:{event['type']}", user, channel if isinstance(channel, str) else None, body)

    def _deliver(self, parcel: Parcel) -> None:
        try:
            headers: dict[str, str] = {}
            for turn, delay in enumerate((*self.retry_delays, None), start=1):
                answer = self._post(parcel, headers)
                unwanted = isinstance(answer, _NoRetry)
                if answer.ok or unwanted or delay is None or self._stopping.wait(delay):
                    return
                headers = _retry_headers(turn, _reason(answer))
        finally:
            with self._ws.lock:
                self.pending -= 1
                self._ws.bump()

    def _post(self, parcel: Parcel, headers: dict[str, str]) -> BotAnswer:
        over: Json = {}
        answer = self._over_socket(parcel, headers, over) if self._sockets.numbers else self._answer(parcel, headers)
        self._ws.record(
            "slack->bot",
            parcel.label,
            channel=parcel.channel,
            error=answer.error,
            status=answer.status,
            body={"sent": parcel.shown, "answer": answer.body, **over},
            fault=f"retry {headers['x-slack-retry-num']}" if headers else None,
        )
        return answer

    def _over_socket(self, parcel: Parcel, headers: dict[str, str], over: Json) -> BotAnswer:
        try:
            payload, over["socket"] = self._sockets.carry(parcel.envelope(headers), ANSWER_WITHIN)
        except Unheard as silence:
            return BotAnswer(False, 0, error=str(silence))
        return BotAnswer(True, 200, payload or "")

    def _answer(self, parcel: Parcel, headers: dict[str, str]) -> BotAnswer:
        if self.url is None:
            return BotAnswer(False, 0, error="No app is connected to this workspace.")
        timestamp = str(int(moment.now()))
        signed = {
            "content-type": parcel.content_type,
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": sign(self._secret, timestamp, parcel.content),
            **headers,
        }
        try:
            reply = self._client.post(self.url, content=parcel.content, headers=signed)
        except httpx.TimeoutException:
            return BotAnswer(False, 0, error="operation_timeout: the app did not answer within 3 seconds.")
        except (httpx.HTTPError, RuntimeError) as broken:
            return BotAnswer(False, 0, error=f"The app could not be reached ({type(broken).__name__}).")
        done = reply.is_success
        failure = None if done else f"dispatch_failed: the app answered HTTP {reply.status_code}."
        kind = _NoRetry if reply.headers.get("x-slack-no-retry") == "1" else BotAnswer
        return kind(done, reply.status_code, decode(reply), error=failure)


def decode(reply: httpx.Response) -> Any:
    """Return the body as JSON if it is JSON, else as text ("" when empty)."""
    try:
        return reply.json() if reply.content else ""
    except ValueError:
        return reply.text


def _json_parcel(label: str, user: str | None, channel: str | None, body: Json) -> Parcel:
    content = json.dumps(body, ensure_ascii=False).encode()
    return Parcel(label, user, channel, JSON, content, json.loads(content))


def _reason(answer: BotAnswer) -> str:
    """Return why an event is tried again, in the words of docs.slack.dev/apis/events-api."""
    if answer.status:
        return "http_error"
    return "http_timeout" if (answer.error or "").startswith("operation_timeout") else "connection_failed"


def _retry_headers(turn: int, reason: str) -> dict[str, str]:
    return {"x-slack-retry-num": str(turn), "x-slack-retry-reason": reason}
