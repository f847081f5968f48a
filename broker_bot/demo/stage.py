"""Building the demo: sandbox, bot and worker in one process on SQLite; a second start resumes where the first ended."""

from __future__ import annotations

import socket
import sqlite3
import threading
import webbrowser
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import uvicorn
from pydantic import SecretStr

from broker_bot import district as files
from broker_bot.app import Bot, build
from broker_bot.clock import JumpingClock, machine_time
from broker_bot.delivery.courier import Pace
from broker_bot.demo import dates, guide, town
from broker_bot.demo.acting import Stage
from broker_bot.demo.dates import Days
from broker_bot.demo.days import live
from broker_bot.demo.host import Jumps
from broker_bot.domain.district import District
from broker_bot.sandbox.server import Sandbox
from broker_bot.service import weekly
from broker_bot.service.files import put_in_force
from broker_bot.service.whispers import refresh_home
from broker_bot.settings import Settings
from broker_bot.slack.manifest import EVENTS, SCOPES
from broker_bot.store.db import Database
from broker_bot.store.migrate import migrate

Say = Callable[[str], None]


class InUse(Exception):
    """Another demo runs on the same folder; the sentence says what to do."""


class Demo:
    """A running demo; `url` is the page to open.

    Raises OSError when the port is taken and InUse when the folder is, before anything of the folder is touched.
    """

    def __init__(self, home: Path, data: Path, port: int, say: Say) -> None:
        self.district: District = files.load(home)
        _refuse_taken(port)
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self._hold = _hold(data)
        self.clock = JumpingClock(data / "clock_offset")
        self._done = data / "ready"
        fresh = not self._done.exists()
        if fresh:
            _forget(data)
            days = dates.plan(self.district, machine_time())
            self.clock.start_at(days.first - timedelta(minutes=5))
        self.box = self._workspace()
        self.box.start(port)
        jumps = Jumps(self.clock, self.district)
        self.bot = jumps.bot = self._bot(jumps)
        jumps.redraw = self._redraw_homes
        base = self._serve()
        self.box.connect(f"{base}/slack/events")
        if fresh:
            self._live(days, say)
        self.box.host(jumps.buttons(base), guide.steps(self.district), f"{base}/demo/clock")
        self.bot.worker.start()

    @property
    def url(self) -> str:
        return self.box.url

    def _workspace(self) -> Sandbox:
        return Sandbox(
            people=town.people(self.district),
            channels=town.channels(self.district),
            clock=lambda: self.clock.now().timestamp(),
            data=self.data / "workspace.json",
            shortcuts=town.shortcuts(),
            events=EVENTS,
            scopes=SCOPES,
            keep=5000,
        )

    def _serve(self) -> str:
        """Serve the bot beside the workspace; its address."""
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
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

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
        bot.service.present.desk().place("AC out")  # or the first message pays for the matcher, and Slack waits 3 s
        bot.courier.addresses.sync()
        return bot

    def _live(self, days: Days, say: Say) -> None:
        """Fill the first start with a week of life, then let the clock stand at the demo's own now."""
        weekly.arm(self.bot.service)
        try:
            live(Stage(self.box, self.bot, self.clock, self.district, say), days)
        except BaseException:
            self.stop()
            raise
        self._done.write_text("a week of life is in the database\n", "utf-8")

    def _redraw_homes(self) -> None:
        for person in town.people(self.district):
            if self.box.home(person.id) is not None:
                refresh_home(self.bot.service, person.id)

    def stop(self) -> None:
        """Stop everything; what is in hand is finished."""
        self.box.disconnect()
        self._web.should_exit = True
        self._thread.join(5)
        self.bot.close()
        self.box.stop()
        self._hold.close()


def _hold(data: Path) -> sqlite3.Connection:
    """A lock on the folder that ends with the process: two bots on one database and one clock spoil both."""
    lock = sqlite3.connect(data / "in_use.sqlite3", timeout=0, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        raise InUse(f"Another demo runs on {data}. Stop it, or start this one with its own --data FOLDER.") from None
    return lock


def _refuse_taken(port: int) -> None:
    """Say so before a folder is made or emptied for nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def _forget(data: Path) -> None:
    """A first start that did not finish leaves nothing behind."""
    for name in ("broker.sqlite3", "broker.sqlite3-wal", "broker.sqlite3-shm", "workspace.json", "clock_offset"):
        (data / name).unlink(missing_ok=True)


def show(url: str) -> None:
    """Open the page; where there is no browser the printed address does."""
    webbrowser.open(url)
