"""A whole district in one process for a story: sandbox, bot, real database, a clock that jumps."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from pydantic import SecretStr

from broker_bot.app import Bot, build
from broker_bot.clock import FakeClock
from broker_bot.delivery.courier import Pace
from broker_bot.demo import town
from broker_bot.domain.district import District
from broker_bot.domain.model import Request
from broker_bot.sandbox.server import BotAnswer, Fault, Sandbox
from broker_bot.service import weekly
from broker_bot.service.files import put_in_force
from broker_bot.settings import Settings
from broker_bot.slack.manifest import EVENTS, SCOPES
from broker_bot.store import outbox, requests

QUICK = Pace(between=0.0, settle=0.3, first_look=0.05)

UNSURE = Pace(between=0.0, settle=1.0, first_look=0.05, timeout=1.0)
"""For stories in which Slack leaves calls unanswered: a call is given up after a second."""


class Server:
    """The bot's web edge on a free port of 127.0.0.1."""

    def __init__(self, asgi: Any) -> None:
        config = uvicorn.Config(asgi, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
        self._server = uvicorn.Server(config)
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        if not self._up.wait(10):
            raise RuntimeError("the web edge did not start")
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def _run(self) -> None:
        started = self._server.startup

        async def startup(sockets: Any = None) -> None:
            await started(sockets)
            self._up.set()

        self._server.startup = startup  # type: ignore[method-assign]
        self._server.run()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


class World:
    """What a story talks to. People are named by e-mail address; times are local to the district.

    `where` is a channel id, or "bot" for the person's own conversation with the bot.
    """

    def __init__(self, box: Sandbox, clock: FakeClock, district: District, start_bot: Callable[[], Bot]) -> None:
        self.box, self.clock, self.district = box, clock, district
        self.ids = {p.email: p.id for p in town.people(district)}
        self.zone = ZoneInfo(district.zone)
        self._start_bot = start_bot
        self.start()

    def start(self) -> None:
        """A fresh process: nothing of the old one is left but the database and Slack."""
        self.bot = self._start_bot()
        self.bot.courier.addresses.sync()
        self.web = Server(self.bot.asgi)
        if self.bot.socket is not None:
            self.bot.socket.start()
            self.box.wait_until(lambda: self.box.sockets.numbers, what="the bot's connection")
        else:
            self.box.connect(self.web.url + "/slack/events")

    def stop(self) -> None:
        """The process is gone; Slack stays."""
        self.box.disconnect()
        self.web.stop()
        self.bot.close()

    # Time.

    def settle(self) -> None:
        """Wait until every event is answered and everything due now is delivered."""
        self.box.settle()
        self.bot.worker.settle()
        self.box.settle()

    def local(self, text: str) -> datetime:
        """ "2027-01-15 15:50" on the district's wall clock, as aware UTC."""
        return datetime.fromisoformat(text).replace(tzinfo=self.zone).astimezone(UTC)

    def go_to(self, text: str) -> None:
        """Jump to a local time, wake by wake."""
        self.bot.worker.jump(self.local(text), self.clock.jump_to)

    def pass_time(self, **parts: float) -> None:
        """Jump by a timedelta's parts, wake by wake."""
        self.bot.worker.jump(self.clock.now() + timedelta(**parts), self.clock.jump_to)

    def at(self, ts: str) -> str:
        """A message's local time, as "Tue 08:50"."""
        return datetime.fromtimestamp(float(ts), self.zone).strftime("%a %H:%M")

    def day(self, at: datetime | None) -> str:
        """An instant's local time, as "Tue Jan 19 08:50"."""
        return at.astimezone(self.zone).strftime("%a %b %-d %H:%M") if at else ""

    # Hands.

    def say(self, person: str, text: str, thread: str | None = None) -> str:
        """A direct message to the bot; returns its ts when everything it caused is delivered."""
        ts = self.box.say(self.ids[person], "bot", text, thread)
        self.settle()
        return ts

    def slash(self, person: str, text: str) -> BotAnswer:
        """`/broker` with words."""
        answer = self.box.slash(self.ids[person], "bot", "/broker", text)
        self.settle()
        return answer

    def press(self, person: str, where: str, message: dict[str, Any], action: str, **more: Any) -> BotAnswer:
        """Press a button of a message."""
        answer = self.box.press(self.ids[person], self.room(person, where), message["ts"], action, **more)
        self.settle()
        return answer

    def submit(self, who: str, /, **fields: Any) -> BotAnswer:
        """Fill in the open modal: field=value."""
        values = {block: {"value": value} for block, value in fields.items()}
        answer = self.box.submit(self.ids[who], values)
        self.settle()
        return answer

    def on_card(self, who: str, number: int, action: str, /, **fields: Any) -> BotAnswer:
        """Press a button of a request's card as this person sees it and, with fields, send the modal it opens."""
        message, where = self.card(who, number)
        answer = self.press(who, where, message, action)
        return self.submit(who, **fields) if fields else answer

    def forge_view(self, person: str, view: dict[str, Any], metadata: str | None = None, **states: Any) -> BotAnswer:
        """Send a submission that no client of Slack's would: any private_metadata, any state of a field."""
        forged = copy.deepcopy(view)
        forged["private_metadata"] = view["private_metadata"] if metadata is None else metadata
        for block, state in states.items():
            forged["state"]["values"].setdefault(block, {})["value"] = state
        return self.forge({"type": "view_submission", "user": {"id": self.ids[person]}, "view": forged})

    def forge(self, payload: dict[str, Any]) -> BotAnswer:
        """Send a signed interaction of one's own making."""
        courier = self.box._engine.courier
        form = {"payload": json.dumps({"team": {"id": self.box.identity.team}, **payload})}
        answer = courier.ask(payload["type"], form, payload["user"]["id"], None, payload)
        self.settle()
        return answer

    def fault(self, method: str, kind: Any, **more: Any) -> None:
        """Let the next call of a Web API method go wrong."""
        self.box.fault(Fault(method, kind, **more))

    # Eyes.

    def room(self, person: str, where: str) -> str:
        return self.box.dm(self.ids[person]) if where == "bot" else where

    def dm(self, person: str) -> list[dict[str, Any]]:
        """What stands in a person's conversation with the bot, oldest first."""
        return self.box.messages(self.box.dm(self.ids[person]))

    def from_bot(self, person: str) -> list[dict[str, Any]]:
        """The bot's own messages there."""
        return [m for m in self.dm(person) if m.get("bot_id")]

    def last(self, person: str) -> str:
        """The bot's latest message to a person, as it reads."""
        return words(self.from_bot(person)[-1])

    def told_at(self, person: str) -> list[str]:
        """Local times of the bot's messages to a person, as "Tue 08:50"."""
        return [self.at(m["ts"]) for m in self.from_bot(person)]

    def channel(self, unit: str) -> str:
        """The id of a unit's channel."""
        name = self.district.units[unit].channel.removeprefix("#")
        return next(c.id for c in town.channels(self.district) if c.name == name)

    def unit_messages(self, unit: str) -> list[dict[str, Any]]:
        """What stands in a unit's channel, without its threads."""
        return self.box.messages(self.channel(unit))

    def thread(self, person: str, number: int) -> list[str]:
        """What hangs under a request's card as this person sees it, as it reads, without the menu to change it."""
        message, where = self.card(person, number)
        hung = self.box.messages(self.room(person, where), message["ts"])[1:]
        return [words(m).removesuffix(" | Change") for m in hung]

    def card(self, person: str, number: int = 1) -> tuple[dict[str, Any], str]:
        """A request's living card and where it stands: the school's, the unit's or the ILD's, whoever this is."""
        who = self.district.people[person]
        place = f"unit:{who.unit}" if who.unit else f"school:{person}" if who.school else f"ild:{person}"
        found = self.bot.db.read(lambda conn: outbox.card(conn, "request", number, place))
        assert found is not None, f"{person} has no card of R-{number}"
        shown = next(m for m in self.box.messages(found.channel) if m["ts"] == found.ts)
        return shown, found.channel

    def reads(self, person: str, number: int = 1) -> str:
        """The card of a request as this person reads it."""
        return words(self.card(person, number)[0])

    def buttons(self, person: str, number: int = 1) -> list[str]:
        """The action ids on a request's card as this person sees it."""
        return actions(self.card(person, number)[0])

    def modal(self, person: str) -> str:
        """The modal this person has open, as it reads; "" without one."""
        view = self.box.modal(self.ids[person])
        return words(view) if view else ""

    def home(self, person: str) -> str:
        """A person's Home, opened now, as it reads."""
        self.box.open_home(self.ids[person])
        self.settle()
        return words(self.box.home(self.ids[person]) or {})

    def whispers(self, person: str) -> list[str]:
        """Lines only this person saw, oldest first."""
        return [m["text"] for m in self.box.ephemerals(self.ids[person])]

    def request(self, number: int = 1) -> Request:
        """The stored request."""
        found = self.bot.db.read(lambda conn: requests.load(conn, number))
        assert found is not None, f"there is no R-{number}"
        return found

    def numbers(self) -> list[int]:
        """The numbers of the stored requests; a doubled delivery that PostgreSQL turned away leaves a gap."""
        return sorted(self.bot.db.read(lambda conn: requests.load_many(conn, range(1, 100))))

    def count(self) -> int:
        """How many requests are stored."""
        return len(self.numbers())


def words(message: dict[str, Any]) -> str:
    """Everything a person reads of a message or a view, a block a line; a message without blocks is its text."""
    if not message.get("blocks"):
        return str(message.get("text") or "")
    return "\n".join(line for block in message["blocks"] if (line := " | ".join(_texts(block))))


def _texts(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for part in node for text in _texts(part)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [text for key, part in node.items() if key != "confirm" for text in _texts(part)]


def actions(message: dict[str, Any]) -> list[str]:
    """The ids of a message's buttons, in order."""
    rows = [block["elements"] for block in message.get("blocks", []) if block["type"] == "actions"]
    return [button["action_id"] for row in rows for button in row]


@contextmanager
def a_world(
    district: District,
    database_url: str,
    start: str,
    folder: Path,
    pace: Pace = QUICK,
    *,
    by_socket: bool = False,
    not_in_slack: Container[str] = (),
    **more: Any,
) -> Iterator[World]:
    """A district at a local time ("2027-01-15 15:50"); everything is stopped and closed at the end.

    `by_socket` runs the bot in Socket Mode instead of over HTTP; `more` are further variables of its environment.
    """
    zone = ZoneInfo(district.zone)
    clock = FakeClock(datetime.fromisoformat(start).replace(tzinfo=zone).astimezone(UTC))
    box = Sandbox(
        people=[p for p in town.people(district) if p.email not in not_in_slack],
        channels=town.channels(district),
        clock=lambda: clock.now().timestamp(),
        shortcuts=town.shortcuts(),
        events=EVENTS,
        scopes=SCOPES,
    )
    box.start()
    settings = Settings(
        SLACK_BOT_TOKEN=SecretStr(box.bot_token),
        SLACK_SIGNING_SECRET=SecretStr("" if by_socket else box.signing_secret),
        SLACK_APP_TOKEN=SecretStr(box.app_token if by_socket else ""),
        SLACK_API_URL=box.api_url,
        DATABASE_URL=database_url,
        BROKER_DATA=folder,
        **more,
    )

    def start_bot() -> Bot:
        bot = build(settings, clock, pace)
        put_in_force(bot.service, district)
        weekly.arm(bot.service)
        return bot

    with box:
        world = World(box, clock, district, start_bot)
        try:
            yield world
        finally:
            world.stop()
