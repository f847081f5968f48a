"""Figures of a desk on labelled messages, as `broker-bot evaluate FILE.jsonl` prints them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from broker_bot.domain.placing import Placement
from broker_bot.matching.desk import Desk
from broker_bot.matching.whole import looked_over


@dataclass(frozen=True, slots=True)
class _Tried:
    routes: frozenset[str]
    expect: str
    urgent: bool | None
    placed: Placement
    ms: float

    @property
    def right(self) -> bool:
        return bool(self.placed.top) and self.placed.top[0].route in self.routes

    @property
    def in_top(self) -> bool:
        return any(candidate.route in self.routes for candidate in self.placed.top)

    @property
    def right_unit(self) -> bool:
        return bool(self.placed.top) and self.placed.top[0].route.split(".")[0] in {
            r.split(".")[0] for r in self.routes
        }

    @property
    def misrouted(self) -> bool:
        return self.placed.action == "route" and self.placed.route not in self.routes

    @property
    def helped(self) -> bool:
        return self.placed.action != "out_of_scope" and self.in_top and not self.misrouted


def evaluate(desk: Desk, rows: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Shares (0..1) and milliseconds for `rows` of {"text", "routes": [accepted], "expect": action, "urgent"}.

    "urgent" null marks a text that may alarm or not: it is left out of the two figures on danger.

    A figure without any message to measure it on is left out.
    """
    tried = [_try(desk, row) for row in rows]
    real = [it for it in tried if it.expect == "route"]
    vague = [it for it in tried if it.expect == "ask"]
    outside = [it for it in tried if it.expect == "out_of_scope"]
    alarmed = [it for it in tried if it.placed.urgent and it.urgent is not None]
    sent = [it for it in tried if it.placed.action == "route"]
    shares: dict[str, Sequence[bool]] = {
        "right route first": [it.right for it in real],
        "right route in top 3": [it.in_top for it in real],
        "right unit first": [it.right_unit for it in real],
        "routed without asking": [it.placed.action == "route" for it in real],
        "misrouted, of real requests": [it.misrouted for it in real],
        "wrong, of all routed": [it.expect != "route" or it.misrouted for it in sent],
        "helped": [it.helped for it in real],
        "real called out of scope": [it.placed.action == "out_of_scope" for it in real],
        "vague not routed": [it.placed.action != "route" for it in vague],
        "out of scope not routed": [it.placed.action != "route" for it in outside],
        "out of scope seen as such": [it.placed.action == "out_of_scope" for it in outside],
        "urgent recall": [it.placed.urgent for it in tried if it.urgent],
        "urgent precision": [bool(it.urgent) for it in alarmed],
    }
    figures = {name: round(sum(hits) / len(hits), 3) for name, hits in shares.items() if hits}
    return {"messages": float(len(tried)), **figures, **_latency(tried)}


def _latency(tried: Sequence[_Tried]) -> dict[str, float]:
    times = sorted(it.ms for it in tried)
    if not times:
        return {}
    return {"p50 ms": round(times[len(times) // 2], 2), "p95 ms": round(times[int(len(times) * 0.95)], 2)}


def _try(desk: Desk, row: Mapping[str, Any]) -> _Tried:
    started = time.perf_counter()
    placed = looked_over(desk, str(row["text"]), split=False).placement
    ms = (time.perf_counter() - started) * 1000
    urgent = row.get("urgent", False)
    danger = None if urgent is None else bool(urgent)
    return _Tried(frozenset(row.get("routes") or ()), str(row["expect"]), danger, placed, ms)
