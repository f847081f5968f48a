"""Building the demo: sandbox, bot and worker in one process on SQLite; a second start resumes where the first ended."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn
from pydantic import SecretStr

from broker_bot import district as files
from broker_bot.app import Bot, build
from broker_bot.clock import JumpingClock, machine_time
from broker_bot.delivery.courier import Pace
from broker_bot.demo import days, guide, town
from broker_bot.demo.host import Jumps
from broker_bot.domain.district import District
from broker_bot.sandbox.server import Sandbox
from broker_bot.service import weekly
from broker_bot.service.files import put_in_force
from broker_bot.settings import Settings
from broker_bot.store.db import Database
from broker_bot.store.migrate import migrate

Say = Callable[[str], None]


class Demo:
    """A running demo. `url` is the page to open."""

    def __init__(self, home: Path, data: Path, port: int, say: Say) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self.district: District = files.load(home)
        self.clock = JumpingClock(data / "clock_offset")
        self._done = data / "ready"
        fresh = not self._done.exists()
        if fresh:
            _forget(data)
            self.clock.start_at(machine_time())
        self.box = Sandbox(
            people=town.people(self.district),
            channels=town.channels(self.district),
            clock=lambda: self.clock.now().timestamp(),
            data=data / "workspace.json",
            keep=None if fresh else 5000,
        )
        self.box.start(port)
        jumps = Jumps(self.clock, self.district)
        self.bot = self._bot(jumps)
        jumps.bot = self.bot
        self._web = uvicorn.Server(
            uvicorn.Config(
                self.bot.asgi,
                host="127.0.0.1",
                port=0,
                log_level="warning",
                lifespan="off",
                timeout_graceful_shutdown=1,
            )
        )
        # Named as TCP, or asyncio leaves Nagle's algorithm on and each answer waits 40 ms for the peer's ACK.
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listener.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._web.run, args=([self._listener],), name="demo-web", daemon=True)
        self._thread.start()
        base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.box.connect(f"{base}/slack/events")
        if fresh:
            self._live(say)
        self.box.host(jumps.buttons(base), guide.steps(self.district), f"{base}/demo/clock")
        self.bot.worker.start()

    @property
    def url(self) -> str:
        return self.box.url

    def _bot(self, jumps: Jumps) -> Bot:
        settings = Settings(
            SLACK_BOT_TOKEN=SecretStr(self.box.bot_token),
            SLACK_SIGNING_SECRET=SecretStr(self.box.signing_secret),
            SLACK_API_URL=self.box.api_url,
            DATABASE_URL=f"sqlite:///{self.data.resolve() / 'broker.sqlite3'}",
            BROKER_DATA=self.data,
        )
        db = Database(settings.database())
        migrate(db)
        db.close()
        bot = build(settings, self.clock, Pace(between=0.0), jumps.routes())
        put_in_force(bot.service, self.district)
        bot.courier.addresses.sync()
        return bot

    def _live(self, say: Say) -> None:
        """Fill the first start with a week of life, then let the clock stand at the demo's own now."""
        until = days.demo_now(self.district, machine_time())
        self.clock.start_at(until - days.PAST)
        weekly.arm(self.bot.service)
        days.live(days.Stage(self.box, self.bot, self.clock, self.district, say), until)
        self._done.write_text("a week of life is in the database\n", "utf-8")

    def stop(self) -> None:
        """Stop everything; what is in hand is finished."""
        self.box.disconnect()
        self._web.should_exit = True
        self._thread.join(5)
        self.bot.close()
        self.box.stop()


def _forget(data: Path) -> None:
    """A first start that did not finish leaves nothing behind."""
    for name in ("broker.sqlite3", "broker.sqlite3-wal", "broker.sqlite3-shm", "workspace.json", "clock_offset"):
        (data / name).unlink(missing_ok=True)


def show(url: str) -> None:
    """Open the page; where there is no browser the printed address does."""
    webbrowser.open(url)
