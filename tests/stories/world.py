"""A whole district in one process for a story: sandbox, bot, real database, a clock that jumps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
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
from broker_bot.sandbox.server import BotAnswer, Sandbox
from broker_bot.service import weekly
from broker_bot.service.files import put_in_force
from broker_bot.settings import Settings

QUICK = Pace(between=0.0, settle=0.3, first_look=0.05)


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
    """What a story talks to. People are named by e-mail address; times are local to the district."""

    def __init__(self, box: Sandbox, bot: Bot, clock: FakeClock, district: District, web: Server) -> None:
        self.box, self.bot, self.clock, self.district, self.web = box, bot, clock, district, web
        self.ids = {p.email: p.id for p in town.people(district)}
        self.zone = ZoneInfo(district.zone)

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

    def say(self, person: str, text: str, thread: str | None = None) -> str:
        """A direct message to the bot; returns its ts when everything it caused is delivered."""
        ts = self.box.say(self.ids[person], "bot", text, thread)
        self.settle()
        return ts

    def slash(self, person: str, text: str) -> BotAnswer:
        answer = self.box.slash(self.ids[person], "bot", "/broker", text)
        self.settle()
        return answer

    def dm(self, person: str) -> list[dict[str, Any]]:
        """What stands in a person's conversation with the bot, oldest first."""
        return self.box.messages(self.box.dm(self.ids[person]))

    def from_bot(self, person: str) -> list[dict[str, Any]]:
        """The bot's own messages there."""
        return [m for m in self.dm(person) if m.get("bot_id")]

    def told_at(self, person: str) -> list[str]:
        """Local times of the bot's messages to a person, as "Tue 08:50"."""
        return [self.at(m["ts"]) for m in self.from_bot(person)]

    def at(self, ts: str) -> str:
        return datetime.fromtimestamp(float(ts), self.zone).strftime("%a %H:%M")

    def channel(self, unit: str) -> str:
        name = self.district.units[unit].channel.removeprefix("#")
        return next(c.id for c in town.channels(self.district) if c.name == name)

    def unit_messages(self, unit: str) -> list[dict[str, Any]]:
        return self.box.messages(self.channel(unit))

    def thread(self, channel: str, ts: str) -> list[dict[str, Any]]:
        return self.box.messages(channel, ts)[1:]

    def press(self, person: str, where: str, message: dict[str, Any], action: str, **more: Any) -> BotAnswer:
        """Press a button of a message; `where` is a channel id or "bot" for the person's own conversation."""
        channel = self.box.dm(self.ids[person]) if where == "bot" else where
        answer = self.box.press(self.ids[person], channel, message["ts"], action, **more)
        self.settle()
        return answer

    def submit(self, person: str, **fields: Any) -> BotAnswer:
        """Fill in the open modal: field=value."""
        values = {block: {"value": value} for block, value in fields.items()}
        answer = self.box.submit(self.ids[person], values)
        self.settle()
        return answer

    def whispers(self, person: str) -> list[str]:
        """Lines only this person saw, oldest first."""
        return [m["text"] for m in self.box.ephemerals(self.ids[person])]


@contextmanager
def a_world(district: District, database_url: str, start: str, folder: Path, **more: Any) -> Iterator[World]:
    """A district at a local time ("2027-01-15 15:50"); everything is stopped and closed at the end."""
    zone = ZoneInfo(district.zone)
    clock = FakeClock(datetime.fromisoformat(start).replace(tzinfo=zone).astimezone(UTC))
    box = Sandbox(
        people=town.people(district),
        channels=town.channels(district),
        clock=lambda: clock.now().timestamp(),
    )
    box.start()
    settings = Settings(
        SLACK_BOT_TOKEN=SecretStr(box.bot_token),
        SLACK_SIGNING_SECRET=SecretStr(box.signing_secret),
        SLACK_API_URL=box.api_url,
        DATABASE_URL=database_url,
        BROKER_DATA=folder,
    )
    bot = build(settings, clock, more.get("pace", QUICK))
    put_in_force(bot.service, district)
    bot.courier.addresses.sync()
    weekly.arm(bot.service)
    web = Server(bot.asgi)
    box.connect(web.url + "/slack/events")
    try:
        yield World(box, bot, clock, district, web)
    finally:
        box.disconnect()
        web.stop()
        bot.close()
        box.stop()
