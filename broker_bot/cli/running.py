"""`migrate`, `run`, `web`, `work`: a bot from the environment, served until told to stop."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import typer

from broker_bot import district as files
from broker_bot.app import Bot, build
from broker_bot.cli.check import home_folder
from broker_bot.cli.environment import environment_problems
from broker_bot.clock import Clock, JumpingClock, SystemClock
from broker_bot.delivery import drafter
from broker_bot.delivery.calendar_reader import LOOK_SECONDS, CalendarReader
from broker_bot.delivery.drafter import Model
from broker_bot.delivery.feed_reader import EVERY_SECONDS, FeedReader
from broker_bot.service import auditing, weekly
from broker_bot.service.files import Refused, Watcher, put_in_force
from broker_bot.service.inbox import Inbox
from broker_bot.settings import Settings
from broker_bot.socket_mode import NoLink
from broker_bot.store import outbox
from broker_bot.store.db import Busy, Database, Unusable
from broker_bot.store.migrate import check as check_schema
from broker_bot.store.migrate import migrate as bring_up
from broker_bot.store.migrate import startup_check

log = logging.getLogger(__name__)

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FILE_SECONDS = 5
SYNC_MINUTES = 60
AUDIT_SECONDS = 30
RETRY_SECONDS = 60


def clock_for(settings: Settings) -> Clock:
    """The machine's clock; the jumping one only when Slack is a sandbox on this machine."""
    if settings.is_loopback():
        return JumpingClock(settings.broker_data / "clock_offset")
    return SystemClock()


def migrate(home: Path | None, yes_remove: int = 0) -> int:
    """Tables first, then the files; 2 when the files have mistakes or do not fit, nothing applied then.

    `yes_remove` confirms the number of schools that the roster removes.
    """
    _log()
    if (settings := environment()) is None:
        return 2
    folder = home or home_folder()
    try:
        fresh = files.load(folder)
    except files.DistrictErrors as error:
        typer.echo(str(error))
        return 2
    try:
        _bring_up(settings)
    except Unusable as error:
        typer.echo(str(error), err=True)
        return 2
    bot = build(settings, clock_for(settings))
    try:
        changed = put_in_force(bot.service, fresh, yes_remove)
    except Refused as error:
        typer.echo(str(error))
        return 2
    finally:
        bot.close()
    typer.echo("the district's files are in force" + ("" if changed else " already"))
    return 0


def environment() -> Settings | None:
    """The settings; None when a variable is wrong, each of which is then named."""
    wrong = environment_problems(os.environ)
    for line in wrong:
        typer.echo(line, err=True)
    return None if wrong else Settings()


def _log() -> None:
    """One line an event worth reading; libraries speak up only when something is wrong."""
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    for name in ("httpx", "httpcore", "apscheduler", "alembic", "slack_sdk"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _bring_up(settings: Settings) -> None:
    db = Database(settings.database())
    try:
        startup_check(db)
        bring_up(db)
    finally:
        db.close()


def serve(home: Path | None, *, web: bool, work: bool) -> int:
    """Run until SIGTERM or Ctrl-C; what is in hand is finished first (10 s at most)."""
    _log()
    if (settings := environment()) is None:
        return 2
    both = web and work
    if settings.database().startswith("sqlite") and not both:
        typer.echo("`web` and `work` need PostgreSQL (DATABASE_URL); on SQLite use `broker-bot run`.", err=True)
        return 2
    by_socket = bool(settings.slack_app_token.get_secret_value())
    if not settings.slack_bot_token.get_secret_value():
        typer.echo("SLACK_BOT_TOKEN is needed; docs/install.md says where it stands.", err=True)
        return 2
    if not by_socket and not settings.slack_signing_secret.get_secret_value():
        typer.echo("SLACK_SIGNING_SECRET is needed, or SLACK_APP_TOKEN for Socket Mode; see docs/install.md.", err=True)
        return 2
    if both and (code := migrate(home)):
        return code
    try:
        listening = socket.create_server(("", settings.port), backlog=2048) if web else None
    except OSError as error:
        taken = f"Port {settings.port} can't be listened on ({error.strerror}). Set PORT to a free one."
        typer.echo(taken, err=True)
        return 2
    bot = build(settings, clock_for(settings))
    try:
        check_schema(bot.db)
    except Unusable as error:
        typer.echo(str(error), err=True)
        bot.close()
        return 2
    bot.service.present.desk()
    knows = not work or start_work(bot, home or home_folder())
    try:
        if web and bot.socket is not None:
            bot.socket.start()
        _until_stopped(bot, listening, knows) if listening else _wait()
    except NoLink as error:
        typer.echo(str(error), err=True)
        return 2
    finally:
        bot.close()
    return 0


def start_work(bot: Bot, folder: Path) -> bool:
    """Know the workspace, arm the weekly page, begin to tick and deliver, and watch the files.

    Returns whether Slack gave the workspace's people and channels.
    """
    bot.db.watch()
    if bot.db.sqlite:
        bot.db.run(outbox.release_all)
    knows = _until_done(
        bot, bot.courier.addresses.sync, "the workspace could not be read (%s); trying again each minute"
    )
    # Slack itself tries an event again for about six minutes only, so what was written while nothing ran is read back.
    _until_done(bot, bot.backfill.since_last_seen, "what was missed could not be read (%s); trying again each minute")
    weekly.arm(bot.service)
    auditing.arm(bot.service)
    watcher, inbox = Watcher(bot.service, folder), Inbox(bot.service, folder)
    bot.worker.every(FILE_SECONDS, inbox.look)
    settings = Settings()
    bot.worker.every(EVERY_SECONDS, FeedReader(bot.service, settings.hosts_of_feeds()).look)
    bot.worker.every(LOOK_SECONDS, CalendarReader(bot.service, settings.hosts_of_feeds()).look)
    if settings.draft_url.strip():
        model = Model(settings.draft_url.strip(), settings.draft_model, settings.draft_key.get_secret_value())
        bot.worker.every(drafter.EVERY_SECONDS, drafter.Drafter(bot.service, model).look)
    bot.worker.every(FILE_SECONDS, watcher.look)
    bot.worker.every(AUDIT_SECONDS, partial(auditing.look, bot.service))
    bot.worker.every(SYNC_MINUTES * 60, bot.courier.look_around)
    bot.worker.start()
    return knows


def _until_done(bot: Bot, job: Callable[[], object], trouble: str) -> bool:
    """Do it now, which is told; while Slack or a busy database does not let us, once a minute."""
    done = threading.Event()

    def attempt() -> None:
        if done.is_set():
            return
        try:
            job()
        except (ConnectionError, Busy) as error:
            log.error(trouble, error)
        else:
            done.set()

    attempt()
    if not done.is_set():
        bot.worker.every(RETRY_SECONDS, attempt)
    return done.is_set()


def _until_stopped(bot: Bot, listening: socket.socket, knows: bool) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        """Stops on SIGTERM and Ctrl-C without raising the signal again, so that the bot is closed in order."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            way = "by Socket Mode" if bot.socket else f"Slack reaches it on port {port}, /slack/events"
            log.info("ready: %s", way) if knows else log.warning("started, but Slack is not reached yet; see above")

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self.handle_exit)
            yield

    port = listening.getsockname()[1]
    config = uvicorn.Config(bot.asgi, log_level="warning", timeout_graceful_shutdown=5)
    Server(config).run(sockets=[listening])


def _wait() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
