"""Two small Bolt apps to compare with, each with one durable commit a request and nothing else.

`bare` is the least that keeps what it answers: `process_before_response`, raw SQL, on SQLite one writer that commits
in groups. `naive` is Bolt and SQLModel as their tutorials use them. Both run on the bot's own HTTP edge pattern.
"""

from __future__ import annotations

import asyncio
import json
import logging
import queue
import re
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import uvicorn
from slack_bolt import Ack, App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlmodel import Field, Session, SQLModel, create_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from benchmarks.load import SECRET

Keep = Callable[[str, str], None]
TABLE = "CREATE TABLE IF NOT EXISTS taken (id {id}, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL)"
INSERT = "INSERT INTO taken (key, body) VALUES ({0}, {0})"


class Taken(SQLModel, table=True):
    """One accepted delivery."""

    id: int | None = Field(default=None, primary_key=True)
    key: str
    body: str


def bare_sqlite(path: str) -> Keep:
    """One writer thread; up to 64 waiters share a COMMIT."""
    jobs: queue.SimpleQueue[tuple[str, str, Future[None]]] = queue.SimpleQueue()

    def write() -> None:
        conn = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            conn.execute(f"PRAGMA {pragma}")
        while True:
            batch = [jobs.get()]
            while len(batch) < 64 and not jobs.empty():
                batch.append(jobs.get())
            conn.execute("BEGIN IMMEDIATE")
            conn.executemany(INSERT.format("?"), [(key, body) for key, body, _ in batch])
            conn.execute("COMMIT")
            for _, _, done in batch:
                done.set_result(None)

    threading.Thread(target=write, daemon=True).start()

    def keep(key: str, body: str) -> None:
        done: Future[None] = Future()
        jobs.put((key, body, done))
        done.result(5)

    return keep


def bare_postgres(url: str) -> Keep:
    """A kept connection a thread."""
    own = threading.local()

    def keep(key: str, body: str) -> None:
        if not hasattr(own, "conn"):
            own.conn = psycopg.connect(url)
        own.conn.execute(INSERT.format("%s"), (key, body))
        own.conn.commit()

    return keep


def naive(url: str) -> Keep:
    """A session a request."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connect(dbapi: Any, _: Any) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
                dbapi.execute(f"PRAGMA {pragma}")

    def keep(key: str, body: str) -> None:
        with Session(engine) as session:
            session.add(Taken(key=key, body=body))
            session.commit()

    return keep


def build(keep: Keep, before: bool) -> App:
    """Three listeners; `before` is Bolt's process_before_response."""

    def authorize(enterprise_id: str | None, team_id: str | None, logger: logging.Logger) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-none")

    app = App(signing_secret=SECRET, authorize=authorize, process_before_response=before)
    anything = re.compile(".*")

    @app.event(anything)
    def heard(event: dict[str, Any]) -> None:
        keep(f"msg:{event['channel']}:{event['ts']}", event["text"])

    @app.action(anything)
    def pressed(body: dict[str, Any], ack: Ack) -> None:
        action = body["actions"][0]
        keep(f"btn:{action['action_ts']}:{action['value']}", action["action_id"])
        ack()

    @app.view(anything)
    def submitted(body: dict[str, Any], ack: Ack) -> None:
        keep(f"view:{body['view']['id']}", json.dumps(body["view"]["state"]["values"]))
        ack()

    return app


def site(app: App) -> Starlette:
    """The edge: a thread for each request, 16 at once."""
    threads = ThreadPoolExecutor(16)

    async def slack(request: Request) -> Response:
        asked = BoltRequest(body=(await request.body()).decode(), headers=dict(request.headers))
        answer = await asyncio.get_running_loop().run_in_executor(threads, app.dispatch, asked)
        return Response(answer.body or "", answer.status, {k: ", ".join(v) for k, v in answer.headers.items()})

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route("/slack/events", slack, methods=["POST"]), Route("/healthz", healthz)])


def prepare(url: str) -> None:
    """The table of both."""
    if url.startswith("sqlite"):
        conn = sqlite3.connect(make_url(url).database or "")
        conn.execute(TABLE.format(id="INTEGER PRIMARY KEY"))
        conn.close()
    else:
        with psycopg.connect(plain(url), autocommit=True) as server:
            server.execute(TABLE.format(id="BIGSERIAL PRIMARY KEY").encode())


def plain(url: str) -> str:
    """A PostgreSQL address as the driver takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def main(kind: str, url: str, port: int) -> None:
    prepare(url)
    if kind == "naive":
        keep = naive(url)
    else:
        keep = bare_sqlite(make_url(url).database or "") if url.startswith("sqlite") else bare_postgres(plain(url))
    uvicorn.run(site(build(keep, before=kind == "bare")), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
