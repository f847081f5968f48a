"""What the sandbox's page shows beside the workspace: the clock, the jumps and a guide in three steps."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from broker_bot.app import Bot
from broker_bot.clock import JumpingClock
from broker_bot.demo.guide import next_page_label
from broker_bot.domain import week
from broker_bot.domain.district import District
from broker_bot.sandbox.server import HostButton
from broker_bot.store import wakes


class Jumps:
    """Moves the demo's clock, wake by wake, and says what time it is. Set `bot` before the first press.

    `redraw` is called after each jump: what somebody looks at while the clock jumps shows dates of before.
    """

    def __init__(self, clock: JumpingClock, district: District) -> None:
        self.clock, self.district, self.zone = clock, district, ZoneInfo(district.zone)
        self.bot: Bot | None = None
        self.redraw: Callable[[], None] = lambda: None
        self._one_at_a_time = threading.Lock()

    def routes(self) -> list[Route]:
        """POST /demo/jump/{where} and GET /demo/clock, for the sandbox's page on this machine."""
        return [
            Route("/demo/jump/{where}", self._jump, methods=["POST"]),
            Route("/demo/clock", self._clock),
        ]

    def buttons(self, base: str) -> list[HostButton]:
        """The page's buttons; `base` is the bot's own address."""
        return [
            HostButton("deadline", "Jump to next deadline", f"{base}/demo/jump/deadline", "the next thing due"),
            HostButton("hour", "+1 hour", f"{base}/demo/jump/hour", "an hour later"),
            HostButton("morning", "Next morning", f"{base}/demo/jump/morning", "tomorrow, 7:00 AM"),
            HostButton("week", next_page_label(self.district), f"{base}/demo/jump/week", "the next weekly page"),
        ]

    async def _clock(self, _: Request) -> JSONResponse:
        now = self.clock.now()
        return JSONResponse({"now": now.isoformat(), "label": self._label(now)})

    def _label(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime("%a %b %-d, %-I:%M %p")

    async def _jump(self, request: Request) -> JSONResponse:
        answer = await asyncio.get_running_loop().run_in_executor(None, self._go, request.path_params["where"])
        return JSONResponse(answer)

    def _go(self, where: str) -> dict[str, Any]:
        bot = self.bot
        if bot is None:
            return {"ok": False, "text": "The demo is still starting."}
        with self._one_at_a_time:
            target = self._target(bot, where)
            if target is None:
                return {"ok": False, "text": "Nothing is due. Send a request first."}
            stops = bot.worker.jump(target, self.clock.jump_to)
            self.redraw()
        due = f"{stops} thing{'s' if stops != 1 else ''} fell due on the way." if stops else "Nothing fell due."
        return {"ok": True, "text": f"It is {self._label(self.clock.now())}. {due}"}

    def _target(self, bot: Bot, where: str) -> datetime | None:
        now = self.clock.now()
        local = now.astimezone(self.zone)
        match where:
            case "deadline":
                return bot.db.read(wakes.next_due)
            case "hour":
                return now + timedelta(hours=1)
            case "morning":
                return datetime.combine(local.date() + timedelta(days=1), time(7), tzinfo=self.zone).astimezone(UTC)
            case "week":
                sent = week.next_send(now, self.district).at
                nine = datetime.combine(week.today(sent, self.district), time(9), tzinfo=self.zone).astimezone(UTC)
                return max(nine, sent + timedelta(minutes=30))
        return None
