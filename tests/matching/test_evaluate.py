"""Floors on the development messages, of which a part was held out while the matcher was tuned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from broker_bot.domain.district import District
from broker_bot.matching import Desk
from broker_bot.matching.evaluate import evaluate

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "dev_messages.jsonl").read_text("utf-8").splitlines()
]
AT_LEAST = {
    "right route first": 0.85,
    "right route in top 3": 0.93,
    "right unit first": 0.88,
    "routed without asking": 0.60,
    "helped": 0.88,
    "vague not routed": 0.90,
    "out of scope not routed": 0.95,
    "out of scope seen as such": 0.80,
    "urgent recall": 0.95,
    "urgent precision": 0.75,
}
AT_MOST = {"misrouted, of real requests": 0.06, "real called out of scope": 0.02}


@pytest.mark.parametrize("part", ["dev", "held"])
def test_the_figures_stay_above_their_floors(desk: Desk, part: str) -> None:
    figures = evaluate(desk, [row for row in ROWS if row["part"] == part])
    fallen = {name: figures[name] for name, floor in AT_LEAST.items() if figures[name] < floor}
    risen = {name: figures[name] for name, ceiling in AT_MOST.items() if figures[name] > ceiling}
    assert (fallen, risen) == ({}, {})


def test_no_development_message_is_an_example(cedar_grove: District) -> None:
    examples = {text.casefold() for route in cedar_grove.routes.values() for text in route.examples}
    assert [row["text"] for row in ROWS if row["text"].casefold() in examples] == []


def test_every_route_has_many_examples_and_keywords(cedar_grove: District) -> None:
    matched = [route for route in cedar_grove.routes.values() if route.unit != cedar_grove.triage]
    thin = [route.id for route in matched if len(route.examples) < 8 or len(route.keywords) < 20]
    assert thin == []


def test_figures_without_messages_are_left_out(desk: Desk) -> None:
    assert evaluate(desk, []) == {"messages": 0.0}
