"""The sandbox itself: a Slack-compatible workspace in this process, served over HTTP on 127.0.0.1."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from broker_bot.sandbox import moment, snapshot
from broker_bot.sandbox.args import Tokens
from broker_bot.sandbox.clicks import Clicks
from broker_bot.sandbox.control import Acts, Control, Host
from broker_bot.sandbox.courier import Courier
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.events import Events
from broker_bot.sandbox.eyes import Eyes
from broker_bot.sandbox.faults import Faults
from broker_bot.sandbox.files import Files
from broker_bot.sandbox.hands import Hands
from broker_bot.sandbox.links import Links
from broker_bot.sandbox.model import (
    BotAnswer,
    Fault,
    HandsError,
    HostButton,
    Json,
    SandboxChannel,
    SandboxPerson,
    Shortcut,
    Traffic,
)
from broker_bot.sandbox.shortcuts import Shortcuts
from broker_bot.sandbox.sockets import Sockets
from broker_bot.sandbox.surfaces import TRIGGER_LIVES, Triggers
from broker_bot.sandbox.webapi import WebApi
from broker_bot.sandbox.wire import Wire
from broker_bot.sandbox.workspace import Identity, Workspace

__all__ = [
    "BotAnswer",
    "Fault",
    "HandsError",
    "HostButton",
    "Sandbox",
    "SandboxChannel",
    "SandboxPerson",
    "Shortcut",
    "Traffic",
]

_PAGE = Path(__file__).parent / "page"


class Sandbox(Eyes):
    """A workspace with people, channels and one app, the bot. Thread-safe; also a context manager that stops it.

    clock: seconds since 1970; drives message times only, and may jump (signatures follow real time).
    data: a JSON file that holds the workspace between runs (files beside it, in a folder of the same name).
    app_token: opens sockets. shortcuts: those of the app. events: those the app subscribed to, by their names in an
    app manifest (message.im, app_mention ...); None for all. scopes: those granted to the bot; None for all.
    keep: how many lines the traffic and the message log keep; None keeps all. retry_delays: seconds before each retry
    of an event. trigger_lives: seconds a trigger_id may be used. seed: of the generator that draws a fault's share.
    """

    def __init__(
        self,
        people: Iterable[SandboxPerson] = (),
        channels: Iterable[SandboxChannel] = (),
        bot_name: str = "broker",
        signing_secret: str = "sandbox-signing-secret",
        bot_token: str = "xoxb-sandbox",
        clock: Callable[[], float] = moment.now,
        slash_commands: Iterable[str] = ("/broker",),
        data: str | Path | None = None,
        *,
        app_token: str = "xapp-sandbox",
        shortcuts: Iterable[Shortcut] = (),
        events: Iterable[str] | None = None,
        scopes: Iterable[str] | None = None,
        keep: int | None = None,
        retry_delays: Sequence[float] = (0.05, 0.2, 0.5),
        trigger_lives: float = TRIGGER_LIVES,
        seed: int = 0,
    ) -> None:
        self.signing_secret, self.bot_token, self.app_token = signing_secret, bot_token, app_token
        self.identity = Identity(bot_name)
        self.url = ""
        self._ws = Workspace(people, channels, self.identity, clock, keep)
        self._data = Path(data) if data is not None else None
        if self._data is not None:
            snapshot.restore(self._ws, self._data)
        self.sockets = Sockets(self._ws, lambda: self.url)
        self._courier = Courier(self._ws, signing_secret, retry_delays, self.sockets, events)
        folder = self._data.with_suffix(".files") if self._data is not None else None
        self._engine = Engine(
            self._ws,
            self._courier,
            Events(self._ws, self._courier),
            Triggers(trigger_lives),
            Links(lambda: self.url),
            Tokens(bot_token, app_token),
            self.sockets,
            Files(self._ws, lambda: self.url, bot_token, folder),
        )
        self._faults = Faults(seed)
        self._acts = Acts(Hands(self._engine, slash_commands), Clicks(self._engine), Shortcuts(self._engine, shortcuts))
        self._hands, self._clicks, self._shortcuts = self._acts.hands, self._acts.clicks, self._acts.shortcuts
        self._api = WebApi(self._engine, self._faults, None if scopes is None else frozenset(scopes))
        self._control = Control(self._engine, self._acts, self._faults, self._api.closing)
        self._wire = Wire(self._app())
        self._keeper: snapshot.Keeper | None = None

    def __enter__(self) -> Self:
        if not self.url:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, for SLACK_API_URL or WebClient(base_url=...)."""
        return self.url + "/api/"

    @property
    def bot_user_id(self) -> str:
        """The bot's user id."""
        return self.identity.bot_user

    def start(self, port: int = 0) -> None:
        """Serve on 127.0.0.1; 0 picks a free port. Raises OSError if the port is taken."""
        self.url = f"http://127.0.0.1:{self._wire.start(port)}"
        self._engine.files.readdress()
        if self._data is not None:
            self._keeper = snapshot.Keeper(self._ws, self._data)

    def connect(self, events_url: str) -> None:
        """Name the URL to which events, interactions and slash commands are sent."""
        self._courier.url = events_url

    def disconnect(self) -> None:
        """Send nothing to the bot any more."""
        self._courier.url = None

    def stop(self) -> None:
        """End streams and hanging calls, save, and close; takes about a second at most."""
        self._api.stop()
        self._ws.bump()
        self._courier.stop()
        self._wire.stop()
        if self._keeper is not None:
            self._keeper.stop()
            self._keeper = None

    def host(
        self,
        buttons: Iterable[HostButton] = (),
        guide: Iterable[tuple[str, str]] = (),
        clock_url: str | None = None,
    ) -> None:
        """Give the page its host's buttons, a guide of (title, text) steps, and a clock to show."""
        self._control.host = Host(tuple(buttons), tuple(guide), clock_url)
        self._ws.bump()

    # Hands: act as a person.

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Post as a person; `bot` is the conversation with the bot. Returns the ts at once."""
        return self._hands.say(user, channel, text, thread_ts)

    def forward(self, user: str, channel: str, ts: str, to: str, text: str = "") -> str:
        """Forward a message to another conversation; the bot hears a message with an attachment that is_share."""
        return self._hands.forward(user, channel, ts, to, text)

    def upload(
        self, user: str, channel: str, name: str, content: bytes, text: str = "", thread_ts: str | None = None
    ) -> str:
        """Post a file as a person, with a text if there is one; the bot hears a message of subtype file_share."""
        return self._hands.upload(user, channel, name, content, text, thread_ts)

    def offer(self, user: str, name: str, content: bytes) -> str:
        """Upload a file for a file_input of a modal; return the id that `submit` takes. No message shows it."""
        return self._hands.offer(user, name, content)

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change one's own message."""
        self._hands.edit(user, channel, ts, text)

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message."""
        self._hands.delete(user, channel, ts)

    def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Add an emoji to a message."""
        self._hands.react(user, channel, ts, name)

    def press(
        self,
        user: str,
        channel: str,
        ts: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
        stale: bool = False,
    ) -> BotAnswer:
        """Press a button or choose in a menu of a message.

        selected: an option's value, a date, a time or text, among what is offered. value: what is sent whatever the
        message offers (a forged value). stale: also what earlier versions of the message offered.
        """
        return self._clicks.press(
            user, channel, ts, action_id, block_id=block_id, value=value, selected=selected, stale=stale
        )

    def press_home(
        self,
        user: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
    ) -> BotAnswer:
        """Press in the person's Home."""
        return self._clicks.press_home(user, action_id, block_id=block_id, value=value, selected=selected)

    def press_view(
        self,
        user: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
        values: Json | None = None,
    ) -> BotAnswer:
        """Press in the person's open modal, with `values` filled in before."""
        return self._clicks.press_view(
            user, action_id, block_id=block_id, value=value, selected=selected, values=values
        )

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home tab; the bot hears app_home_opened."""
        self._hands.open_home(user, tab)

    def slash(self, user: str, channel: str, command: str, text: str = "") -> BotAnswer:
        """Type a slash command."""
        return self._hands.slash(user, channel, command, text)

    def shortcut(self, user: str, callback_id: str) -> BotAnswer:
        """Choose a global shortcut of the app."""
        return self._shortcuts.use(user, callback_id)

    def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> BotAnswer:
        """Choose a shortcut of the app on a message."""
        return self._shortcuts.use_on(user, channel, ts, callback_id)

    def submit(self, user: str, values: Mapping[str, Mapping[str, Any]] | None = None) -> BotAnswer:
        """Fill in and submit the open modal: {block_id: {action_id: value or state}}."""
        return self._clicks.submit(user, {block: dict(entered) for block, entered in (values or {}).items()})

    def close(self, user: str) -> BotAnswer:
        """Close the open modal."""
        return self._clicks.close(user)

    # The workspace changes.

    def join(self, person: SandboxPerson, channels: Iterable[str] = ()) -> None:
        """Add a person to the workspace and to channels; the bot hears team_join."""
        self._ws.set_person(person)
        for id in channels:
            self._ws.rooms[id].members.append(person.id)
        self._engine.events.person("team_join", person)

    def change_person(self, person: SandboxPerson) -> None:
        """Replace a person's record; the bot hears user_change."""
        self._ws.set_person(person)
        self._engine.events.person("user_change", person)

    def deactivate(self, user: str) -> None:
        """Deactivate a person's account; the bot hears user_change."""
        self._engine.events.person("user_change", self._ws.deactivate(user))

    def add_channel(self, channel: SandboxChannel) -> None:
        """Add a channel."""
        self._ws.add_channel(channel)
        self._ws.bump()

    def archive(self, channel: str, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        self._ws.rooms[channel].archived = archived
        self._ws.bump()

    def kick_bot(self, channel: str) -> None:
        """Remove the bot from a channel."""
        self._ws.rooms[channel].members.remove(self.bot_user_id)
        self._ws.bump()

    # Faults.

    def fault(self, fault: Fault) -> None:
        """Let the next fitting calls of the bot go wrong."""
        self._faults.add(fault)

    def clear_faults(self) -> None:
        """Forget the faults that wait."""
        self._faults.clear()

    def grant(self, scopes: Iterable[str] | None) -> None:
        """Set the scopes of the bot's token; None grants everything."""
        self._api.granted = None if scopes is None else frozenset(scopes)

    def resend(self, user: str | None = None, times: int = 1, label: str | None = None) -> list[BotAnswer]:
        """Deliver the last event, interaction or command again, marked as retries, with the same payload.

        user: the last one of this person. label: the log's method name, such as event:message or block_actions.
        """
        return self._courier.resend(user, times, label)

    def double_events(self, copies: int = 2) -> None:
        """Deliver every event this many times from now on (1 ends it)."""
        self._courier.post.copies = copies

    def delay_events(self, seconds: float, times: int | None = None) -> None:
        """Deliver events this many seconds late: the next `times` of them, or all from now on (0 seconds ends it)."""
        self._courier.post.delay, self._courier.post.held = seconds, times

    def lose_events(self, times: int = 1) -> None:
        """Let the next events never arrive, as happens on a bad day; history still has their messages."""
        self._courier.post.lost = times

    def verify_url(self, challenge: str = "sandbox-challenge") -> BotAnswer:
        """Send url_verification to the bot."""
        return self._courier.verify(challenge)

    async def _take(self, request: Request) -> Response:
        return await self._api.raw(request, "upload", self._engine.files.take)

    async def _hand_over(self, request: Request) -> Response:
        return await self._api.raw(request, "download", self._engine.files.download)

    def _app(self) -> Starlette:
        routes = [
            Route("/api/{method}", self._api.call, methods=["GET", "POST"]),
            Route("/respond/{key}", self._api.respond, methods=["POST"]),
            WebSocketRoute("/link/", self.sockets.endpoint),
            Route("/upload/v1/{key}", self._take, methods=["POST", "PUT"]),
            Route("/files-pri/{id}/download/{name}", self._hand_over, methods=["GET"]),
            Route("/files-pri/{id}/{name}", self._hand_over, methods=["GET"]),
            *self._control.routes(),
            Route("/archives/{channel}/{message}", _archived, methods=["GET"]),
            Route("/", _index),
            Mount("/page", StaticFiles(directory=_PAGE, check_dir=False)),
        ]
        guard = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
        return Starlette(routes=routes, middleware=[guard])


async def _archived(request: Request) -> RedirectResponse:
    """A message's permalink leads to its conversation on the page, and to its thread."""
    thread = request.query_params.get("thread_ts")
    place = {"channel": request.path_params["channel"], **({"thread": thread} if thread else {})}
    return RedirectResponse(f"/#{urlencode(place)}", 302)


async def _index(request: Request) -> FileResponse:
    return FileResponse(_PAGE / "index.html")
