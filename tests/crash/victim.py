"""A bot in a process of its own that kills itself with SIGKILL at one step, the n-th time it gets there.

STEPS names the steps; nothing of the product knows of them.
"""

from __future__ import annotations

import itertools
import logging
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import SecretStr
from sqlalchemy import event

from broker_bot.app import Bot, build
from broker_bot.clock import JumpingClock
from broker_bot.delivery.courier import Pace
from broker_bot.delivery.slack import Answer
from broker_bot.matching.encoder import OFF, VARIABLE
from broker_bot.settings import Settings
from broker_bot.store import outbox
from broker_bot.store.db import Busy

STEPS = {
    "before_commit": "before COMMIT",
    "after_commit": "after COMMIT, before the answer",
    "after_ack": "after Slack was answered",
    "mid_tick": "mid tick, a due row decided and written",
    "after_claim": "after an intent was claimed",
    "before_post": "before a post",
    "after_post": "after a post, before it is noted",
}
"""The steps between which a process can die, with their names for people."""

FILE_STEPS = {
    "after_download": "after a file was read",
    "after_form": "after an address for its bytes was given",
    "after_upload": "after its bytes were sent, before its id is kept",
    "before_complete": "before it is shown",
    "after_complete": "after it is shown, before that is noted",
}
"""The steps of passing a file on."""

WEB = ("before_commit", "after_commit", "after_ack")
WORK = ("before_commit", "after_commit", "mid_tick", "after_claim", "before_post", "after_post")
PACE = Pace(between=0.0, settle=0.8, first_look=0.05, timeout=1.0)
COMPLETES = "files.completeUploadExternal"
WRITES = ("chat.postMessage", "chat.update")

Here = Callable[[str], None]
"""Called at each step with its name; does not return from the one at which the process dies."""


def live(
    port: int,
    step: str,
    nth: int,
    database: str,
    api: str,
    token: str,
    secret: str,
    data: str,
    role: str = "both",
    up: Event | None = None,
) -> None:
    """Serve on `port` ("web"), work the queue ("work") or both, until killed; `nth` 0 never kills itself.

    `up` is set when it is at work.
    """
    os.environ[VARIABLE] = OFF  # a life is short: the small matcher is ready soonest
    settings = Settings(
        SLACK_BOT_TOKEN=SecretStr(token),
        SLACK_SIGNING_SECRET=SecretStr(secret),
        SLACK_API_URL=api,
        DATABASE_URL=database,
        BROKER_DATA=Path(data),
    )
    bot = build(settings, JumpingClock(Path(data) / "clock_offset"), PACE)
    if bot.db.sqlite:
        bot.db.run(outbox.release_all)
    while role != "web":
        with suppress(ConnectionError, Busy):  # as a start does that meets an unwell Slack: it tries again
            bot.courier.addresses.sync()
            break
    bot.service.present.desk()
    here = _killer(step, nth)
    _arm(bot, here)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    if role != "web":
        bot.worker.every(0.1, bot.worker.tick)
        bot.worker.start()
    if up is not None:
        up.set()
    if role == "work":
        signal.pause()
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    asgi = _answering(bot.asgi, here)
    uvicorn.Server(uvicorn.Config(asgi, log_level="critical", lifespan="off")).run(sockets=[listening])


def _killer(step: str, nth: int) -> Here:
    count = itertools.count(1)

    def here(reached: str) -> None:
        if reached == step and next(count) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return here


def _answering(asgi: Any, here: Here) -> Any:
    """The web application, which says so when an answer has left."""

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        await asgi(scope, receive, send)
        if scope.get("path") == "/slack/events":
            here("after_ack")

    return answering


def _arm(bot: Bot, here: Here) -> None:
    event.listen(bot.db.engine, "commit", lambda conn: here("before_commit"))
    bot.db.run = _then(bot.db.run, lambda: here("after_commit"))  # type: ignore[method-assign]
    deliver: Callable[[Any], None] = bot.courier._deliver

    def delivering(item: Any) -> None:
        here("after_claim")
        deliver(item)

    bot.courier._deliver = delivering  # type: ignore[method-assign]
    bot.service._wakers = {kind: _then(waker, lambda: here("mid_tick")) for kind, waker in bot.service._wakers.items()}
    call = bot.courier.door.call

    def calling(method: str, body: Any) -> Answer:
        step = "post" if method in WRITES else "complete" if method == COMPLETES else ""
        here(f"before_{step}")
        answer = call(method, body)
        here(f"after_{step}")
        return answer

    door = bot.courier.door
    door.call = calling  # type: ignore[method-assign]
    for name in ("download", "form", "upload"):
        setattr(door, name, _then(getattr(door, name), partial(here, f"after_{name}")))


def _then(run: Callable[..., Any], then: Callable[[], None]) -> Callable[..., Any]:
    def running(*args: Any) -> Any:
        value = run(*args)
        then()
        return value

    return running
