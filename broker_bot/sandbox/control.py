"""The page's HTTP side: the same hands as in Python, as JSON under /control, and a stream of changes."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from broker_bot.sandbox import screens
from broker_bot.sandbox.clicks import Clicks
from broker_bot.sandbox.courier import NO_TLS, decode
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.faults import Faults
from broker_bot.sandbox.hands import Hands
from broker_bot.sandbox.mischief import mischief
from broker_bot.sandbox.model import BotAnswer, Fault, HandsError, HostButton, Json
from broker_bot.sandbox.shortcuts import Shortcuts

HOST_WAITS = 180.0
"""Seconds a host button may take."""


@dataclass(frozen=True)
class Host:
    """What the host adds to the page."""

    buttons: tuple[HostButton, ...] = ()
    guide: tuple[tuple[str, str], ...] = ()
    clock_url: str | None = None


@dataclass(frozen=True)
class Acts:
    """All that a person can do."""

    hands: Hands
    clicks: Clicks
    shortcuts: Shortcuts


class Control:
    """Answers the page. `closing` ends the stream of changes."""

    def __init__(self, engine: Engine, acts: Acts, faults: Faults, closing: threading.Event) -> None:
        self._engine = engine
        self._faults = faults
        self._closing = closing
        self._people = acts
        self.host = Host()
        self._acts = {**self._acts_by_name(acts), **mischief(engine)}

    def routes(self) -> list[Route]:
        """Return the routes under /control."""
        acts = [Route(f"/control/{name}", self._endpoint(act), methods=["POST"]) for name, act in self._acts.items()]
        reads: list[tuple[str, Callable[[Json], Any]]] = [
            ("state", self._state),
            ("inbox", lambda sent: screens.inbox(self._engine, _who(sent))),
            ("messages", self._messages),
            ("log", lambda sent: screens.log_after(self._engine.ws, int(sent.get("after") or 0))),
            ("clock", self._clock),
            ("fault", lambda sent: [asdict(fault) for fault in self._faults.waiting()]),
        ]
        got = [Route(f"/control/{name}", self._endpoint(read), methods=["GET"]) for name, read in reads]
        pressed = Route("/control/host/{button_id}", self._endpoint(self._host_button), methods=["POST"])
        cleared = Route("/control/fault", self._endpoint(self._clear), methods=["DELETE"])
        stream = Route("/control/stream", self._stream, methods=["GET"])
        sent = Route("/control/upload", self._upload, methods=["POST"])
        offered = Route("/control/offer", self._offer, methods=["POST"])
        shown = Route("/control/file", self._file, methods=["GET"])
        return [*acts, *got, pressed, cleared, stream, sent, offered, shown]

    def _acts_by_name(self, acts: Acts) -> dict[str, Callable[[Json], Any]]:
        hands, clicks, shortcuts = acts.hands, acts.clicks, acts.shortcuts

        def on_view(act: Callable[..., BotAnswer]) -> Callable[[Json], Any]:
            return lambda sent: _told(act(_who(sent), sent["action_id"], values=sent.get("values"), **_picked(sent)))

        return {
            "say": lambda b: {"ts": hands.say(_who(b), b["channel"], b["text"], b.get("thread_ts"))},
            "forward": lambda b: {"ts": hands.forward(_who(b), b["channel"], b["ts"], b["to"], b.get("text", ""))},
            "edit": lambda b: hands.edit(_who(b), b["channel"], b["ts"], b["text"]),
            "delete": lambda b: hands.delete(_who(b), b["channel"], b["ts"]),
            "react": lambda b: hands.react(_who(b), b["channel"], b["ts"], b["name"]),
            "press": lambda b: _told(clicks.press(_who(b), b["channel"], b["ts"], b["action_id"], **_picked(b))),
            "press_home": on_view(clicks.press_home),
            "press_view": on_view(clicks.press_view),
            "submit": lambda b: _told(clicks.submit(_who(b), b.get("values") or {})),
            "close": lambda b: _told(clicks.close(_who(b))),
            "open_home": lambda b: hands.open_home(_who(b), b.get("tab", "home")),
            "slash": lambda b: _told(hands.slash(_who(b), b["channel"], b["command"], b.get("text", ""))),
            "shortcut": lambda b: _told(shortcuts.use(_who(b), b["callback_id"])),
            "message_shortcut": lambda b: _told(shortcuts.use_on(_who(b), b["channel"], b["ts"], b["callback_id"])),
            "read": self._read,
            "fault": self._add_fault,
        }

    def _endpoint(self, act: Callable[[Json], Any]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> JSONResponse:
            if not _same_origin(request):
                return _FOREIGN
            try:
                sent = {**request.query_params, **request.path_params, **await _body(request)}
            except ValueError as wrong:
                return _unreadable(wrong)
            return await _answered(lambda: act(sent))

        return endpoint

    def _state(self, sent: Json) -> Json:
        me = self._engine.ws.identity
        return {
            "team": {"id": me.team, "name": me.team_name},
            "bot": {"id": me.bot_user, "user_id": me.bot_user, "bot_id": me.bot, "name": me.bot_name},
            "people": screens.people(self._engine.ws),
            "channels": screens.channels(self._engine.ws),
            "slash_commands": list(self._people.hands.commands),
            "shortcuts": [asdict(one) for one in self._people.shortcuts.known],
            "sockets": self._engine.sockets.numbers,
            "host": asdict(self.host),
            "version": self._engine.ws.version,
        }

    def _messages(self, sent: Json) -> Json:
        user = _who(sent)
        room = self._engine.room_for_person(user, sent["channel"])
        return {"messages": screens.seen(self._engine.ws, user, room, sent.get("thread") or None)}

    async def _upload(self, request: Request) -> JSONResponse:
        """POST the bytes as they are; `as`, `channel`, `name`, `text` and `thread_ts` are in the query."""
        if not _same_origin(request):
            return _FOREIGN
        sent, content = dict(request.query_params), await request.body()

        def act() -> str:
            thread_ts, text = sent.get("thread_ts") or None, sent.get("text", "")
            return self._people.hands.upload(_who(sent), sent["channel"], sent["name"], content, text, thread_ts)

        return await _answered(lambda: {"ts": act()})

    async def _offer(self, request: Request) -> JSONResponse:
        """POST the bytes of a file for a form; `as` and `name` are in the query. The answer has its `id`."""
        if not _same_origin(request):
            return _FOREIGN
        sent, content = dict(request.query_params), await request.body()
        return await _answered(lambda: {"id": self._people.hands.offer(_who(sent), sent["name"], content)})

    async def _file(self, request: Request) -> Response:
        """GET a file as a person sees it, by `as` and `id`."""
        user, record = request.query_params.get("as", ""), self._engine.ws.files.get(request.query_params.get("id", ""))
        if record is None or not self._engine.files.seen_by(user, record):
            return JSONResponse({"ok": False, "error": "There is no such file where this person is."}, 404)
        return await run_in_threadpool(self._engine.files.served, record)

    def _read(self, sent: Json) -> None:
        user = _who(sent)
        screens.mark_read(self._engine.ws, user, self._engine.room_for_person(user, sent["channel"]))

    def _add_fault(self, sent: Json) -> None:
        known = {one.name for one in fields(Fault)}
        self._faults.add(Fault(**{key: value for key, value in sent.items() if key in known}))

    def _clear(self, sent: Json) -> None:
        self._faults.clear()

    def _host_button(self, sent: Json) -> Json:
        button = next((one for one in self.host.buttons if one.id == sent["button_id"]), None)
        if button is None:
            raise HandsError(f"The host has no button {sent['button_id']!r}.")
        return _relayed("POST", button.url, HOST_WAITS)

    def _clock(self, sent: Json) -> Json:
        if self.host.clock_url is None:
            raise HandsError("The host has no clock.")
        return _relayed("GET", self.host.clock_url, 5.0)

    async def _stream(self, request: Request) -> StreamingResponse:
        return StreamingResponse(self._changes(), media_type="text/event-stream", headers={"cache-control": "no-store"})

    async def _changes(self) -> AsyncIterator[str]:
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)

        ws = self._engine.ws
        ws.listeners.append(wake)
        try:
            while not self._closing.is_set():
                changed.clear()
                yield f'data: {{"version": {ws.version}}}\n\n'
                await _first(changed, 15.0)
        finally:
            ws.listeners.remove(wake)


_FOREIGN = JSONResponse({"ok": False, "error": "Only the sandbox's own page may ask this."}, 403)


async def _answered(act: Callable[[], Any]) -> JSONResponse:
    try:
        found = await run_in_threadpool(act)
    except HandsError as refusal:
        return JSONResponse({"ok": False, "error": str(refusal)})
    except (KeyError, TypeError, ValueError) as wrong:
        return _unreadable(wrong)
    return JSONResponse(found if isinstance(found, list) else {"ok": True, **(found or {})})


def _unreadable(wrong: Exception) -> JSONResponse:
    return JSONResponse({"ok": False, "error": f"The request lacks or misspells {wrong}."}, 400)


async def _first(changed: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(changed.wait(), seconds)
    except TimeoutError:
        return


def _same_origin(request: Request) -> bool:
    """Whether a browser sent this from our own page; programs name no origin and may ask too."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _body(request: Request) -> Json:
    raw = await request.body()
    if not raw:
        return {}
    sent = await request.json()
    if not isinstance(sent, dict):
        raise ValueError("a JSON object as its body")
    return sent


def _who(sent: Json) -> str:
    return str(sent["as"])


def _picked(sent: Json) -> Json:
    chosen = sent.get("state") or sent.get("selected")
    return {"block_id": sent.get("block_id"), "value": sent.get("value"), "selected": chosen}


def _told(answer: BotAnswer) -> Json:
    return {
        "ok": answer.ok,
        "status": answer.status,
        "body": answer.body,
        "errors": dict(answer.errors),
        "error": answer.error,
    }


def _relayed(method: str, url: str, seconds: float) -> Json:
    try:
        reply = httpx.request(method, url, timeout=seconds, trust_env=False, verify=NO_TLS)
    except httpx.HTTPError as broken:
        raise HandsError(f"The host did not answer ({type(broken).__name__}).") from broken
    found = decode(reply)
    answer = found if isinstance(found, dict) else {"answer": found}
    if reply.is_success:
        return answer
    return {"error": f"The host answered HTTP {reply.status_code}.", **answer, "ok": False}
