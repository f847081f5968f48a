"""Dispatch: what Bolt's way to a listener costs with all of the bot's ids, beside few and many listeners of its own."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from slack_bolt import Ack, App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from benchmarks.figures import Part, Target, figure, say, table
from benchmarks.mix import press
from broker_bot.domain.model import Reply
from broker_bot.slack import ids
from broker_bot.slack.listeners import register
from broker_bot.slack.registry import KNOWN

ROUNDS, CALLS = 7, 400
FEW = 5


class Nothing:
    """A landing that does nothing, so that only the way to it is measured."""

    def handle(self, command: object) -> Reply:
        return Reply()


def measure(small: bool) -> Part:
    many = len(KNOWN.buttons) + len(KNOWN.openers) + len(KNOWN.modals)
    few, each, ours = f"{FEW} listeners, the last is meant", f"{many} listeners, one an id", f"the bot, {many} ids"
    apps = {few: _one_an_id(FEW), each: _one_an_id(many), ours: _bot()}
    found: dict[str, list[float]] = {name: [] for name in apps}
    body = urlencode({"payload": json.dumps(press("U1", 7, "1795629747.000100"))})
    for turn in range(2 if small else ROUNDS):
        for name, app in apps.items():
            found[name].append(_timed(app, body, 20 if small else CALLS))
        said = ", ".join(f"{v[-1]:.0f} us" for v in found.values())
        say(f"  round {turn + 1}: {said}")
    rows = [[name, figure(values, "us")] for name, values in found.items()]
    ratio = figure(found[ours]).median / figure(found[few]).median
    return Part(
        (table(["a press, from request to listener", "CPU"], rows),), (Target(f"dispatch : {few}", ratio, 1.3),)
    )


def _app() -> App:
    def authorize(enterprise_id: str | None, team_id: str | None, logger: logging.Logger) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-none")

    return App(
        signing_secret="none", authorize=authorize, process_before_response=True, request_verification_enabled=False
    )


def _one_an_id(count: int) -> App:
    """Bolt as its guide shows it."""
    app = _app()

    def pressed(body: dict[str, Any], ack: Ack) -> None:
        ack()

    for number in range(count - 1):
        app.action(f"other.{number}")(pressed)
    app.action(ids.TAKE)(pressed)
    return app


def _bot() -> App:
    app = _app()
    register(app, Nothing(), KNOWN)  # type: ignore[arg-type]
    return app


def _timed(app: App, body: str, calls: int) -> float:
    """Microseconds of CPU a call."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer: Callable[[], Any] = lambda: app.dispatch(BoltRequest(body=body, headers=dict(headers)))  # noqa: E731
    assert answer().status == 200
    started = time.process_time()
    for _ in range(calls):
        answer()
    return (time.process_time() - started) / calls * 1e6
