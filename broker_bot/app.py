"""The composition root: the only place that builds things."""

from __future__ import annotations

import logging
import ssl
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.routing import Route

from broker_bot import web
from broker_bot.clock import Clock, machine_time
from broker_bot.delivery import registry as drawings
from broker_bot.delivery.backfill import Backfill
from broker_bot.delivery.courier import Courier, Pace
from broker_bot.delivery.homes import home
from broker_bot.delivery.made_files import MadeFiles
from broker_bot.delivery.mail import MailDoor
from broker_bot.delivery.memo_reader import MemoReader
from broker_bot.delivery.outside import Outside
from broker_bot.delivery.relay import FileRelay
from broker_bot.delivery.slack import SlackDoor
from broker_bot.delivery.threads import ThreadReader
from broker_bot.delivery.verdict import Errand
from broker_bot.delivery.webhook import DeskDoor
from broker_bot.inbound import edge as inbound
from broker_bot.matching import encoder
from broker_bot.service import Service, acts, auditing, protecting
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.settings import Settings
from broker_bot.slack import registry as slack_registry
from broker_bot.slack.listeners import register
from broker_bot.slack.payloads import message
from broker_bot.slack.payloads_talk import rewritten
from broker_bot.socket_mode import SocketLink
from broker_bot.store import outbox, wakes
from broker_bot.store.db import Database
from broker_bot.worker import Worker

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything of one process, built and not yet started."""

    db: Database
    service: Service
    courier: Courier
    worker: Worker
    edge: web.Edge
    asgi: Starlette
    backfill: Backfill
    socket: SocketLink | None
    """Set when SLACK_APP_TOKEN is: then the bot opens the connection and nothing needs to reach it."""

    def close(self) -> None:
        """Stop claiming, finish what is in hand, close every connection."""
        if self.socket is not None:
            self.socket.stop()
        self.worker.stop()
        self.edge.close()
        self.courier.door.close()
        self.courier.outside.close()
        self.db.close()


def build(settings: Settings, clock: Clock, pace: Pace | None = None, routes: list[Route] | None = None) -> Bot:
    """Build a bot from the environment. Nothing is started and Slack is not called."""
    db = Database(settings.database())
    service = Service(db, clock, HANDLERS, WAKERS, settings.broker_data / "matching")
    paced = pace or Pace(between=0.0 if settings.is_loopback() else 1.0)
    door = SlackDoor(settings.slack_api_url, settings.slack_bot_token.get_secret_value(), paced.timeout)
    after = {
        "packet": partial(acts.packet_delivered, service),
        "handover": partial(protecting.handed_over, service),
    }
    threads = ThreadReader(service, door)
    errands: dict[str, Errand] = {
        "fetch.thread": threads,
        "fetch.memo": MemoReader(db, service, door, threads),
        "file.relay": FileRelay(db, door, clock, paced),
    }
    desk = DeskDoor(settings.desks(), paced.timeout, paced.settle)
    outside = Outside(_mail(settings, paced), desk, drawings.DRAWINGS)
    courier = Courier(db, door, service.present, clock, drawings.DRAWINGS, home, after, outside, paced, errands)
    errands["file.made"] = MadeFiles(db, door, clock, paced, service, courier.addresses)
    worker = Worker(service, courier)
    bolt = _bolt(settings, service)
    edge = web.Edge(bolt, settings.slack_signing_secret.get_secret_value())
    outer = inbound.routes(service, settings.mail_secret.get_secret_value(), settings.desks())
    asgi = web.build(edge, partial(health, service, courier, worker), [*outer, *(routes or [])])
    backfill = Backfill(service, door, message, rewritten)
    return Bot(db, service, courier, worker, edge, asgi, backfill, _socket(settings, bolt, clock, backfill))


def _mail(settings: Settings, pace: Pace) -> MailDoor | None:
    url, sender, secret = settings.smtp_url.get_secret_value(), settings.mail_from, settings.mail_secret
    return MailDoor(url, sender, secret.get_secret_value(), pace.timeout, pace.settle) if url and sender else None


def _socket(settings: Settings, bolt: App, clock: Clock, backfill: Backfill) -> SocketLink | None:
    token = settings.slack_app_token.get_secret_value()
    if not token:
        return None
    client = WebClient(base_url=settings.slack_api_url, timeout=5, ssl=_tls(settings), retry_handlers=[])
    return SocketLink(bolt, token, client, clock, backfill.since)


def _tls(settings: Settings) -> ssl.SSLContext | None:
    """One context for every call; building it anew costs 20 ms of CPU each time."""
    return ssl.create_default_context() if settings.slack_api_url.startswith("https") else None


def _bolt(settings: Settings, service: Service) -> App:
    token = settings.slack_bot_token.get_secret_value()

    def authorize(enterprise_id: str | None, team_id: str | None, logger: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    logging.getLogger("slack_sdk").setLevel(logging.INFO)  # at DEBUG it writes what people wrote
    client = WebClient(base_url=settings.slack_api_url, timeout=2, ssl=_tls(settings), retry_handlers=[])
    quiet = logging.getLogger("slack_bolt")  # its warnings are about how it was built, not about this installation
    quiet.setLevel(logging.ERROR)
    app = App(
        logger=quiet,
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        authorize=authorize,
        client=client,
        process_before_response=True,
    )
    register(app, service, slack_registry.KNOWN)
    return app


def health(service: Service, courier: Courier, worker: Worker) -> dict[str, Any]:
    """How it is, in counts: the database, the queue, the wakes, the last tick; no names and no text.

    What one row alone suffers from is `attention`, for a person; `ok` says whether this process can do its work.
    """
    counts = service.db.read(outbox.counts)
    waiting = service.db.read(wakes.counts)
    stuck = counts.get("parked", 0) + counts.get("uncertain", 0)
    findings = service.db.read(auditing.last_findings)
    last, matcher = worker.last_tick, encoder.trouble()
    return {
        "ok": not courier.trouble,
        "health": "red"
        if courier.trouble
        else "yellow"
        if matcher or stuck or waiting["parked"] or findings
        else "green",
        "matcher": matcher or "ok",
        "slack": courier.trouble or "ok",
        "attention": {"outbox": stuck, "wakes": waiting["parked"], "audit": findings},
        "outbox": counts,
        "wakes": waiting,
        "last_tick": last.isoformat() if last else None,
        "last_tick_age": round((machine_time() - last).total_seconds(), 1) if last else None,
    }
