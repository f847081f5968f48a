"""Floors on the development messages, of which a part was held out while the matcher was tuned.

All were written by the hand that wrote the examples, so "dev" and "held" flatter. "later" was written after most
examples, to be hard: on its first run 61 of 100 went to the right desk first and 87 had it in the top three; words
from it then went into the files, so it only guards now. "last" was written after all examples and never used to
choose words (one keyword was taken out for it): 72 and 94. Leaving each example out in turn gives 69 and 85.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from broker_bot.domain.district import District
from broker_bot.matching import Desk
from broker_bot.matching.alarm import sentences
from broker_bot.matching.evaluate import evaluate

HERE = Path(__file__).parent
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for name in ("dev_messages.jsonl", "unseen_messages.jsonl")
    for line in (HERE / name).read_text("utf-8").splitlines()
]
AT_LEAST = {
    "right route first": 0.85,
    "right route in top 3": 0.93,
    "right unit first": 0.88,
    "routed without asking": 0.50,
    "helped": 0.88,
    "vague not routed": 0.90,
    "out of scope not routed": 0.95,
    "out of scope seen as such": 0.80,
}
AT_MOST = {"misrouted, of real requests": 0.06, "real called out of scope": 0.02}


LAST_AT_LEAST = {
    "right route first": 0.58,
    "right route in top 3": 0.82,
    "routed without asking": 0.25,
    "helped": 0.80,
}
LAST_AT_MOST = {"misrouted, of real requests": 0.06, "real called out of scope": 0.02}
PLAIN_AT_LEAST = {
    "right route first": 0.88,
    "right route in top 3": 0.97,
    "routed without asking": 0.70,
    "helped": 0.95,
}
HARD_AT_LEAST = {"right route first": 0.70, "right route in top 3": 0.89, "routed without asking": 0.42, "helped": 0.86}
UNSEEN_AT_MOST = {"misrouted, of real requests": 0.04, "real called out of scope": 0.02}
FLOORS = {
    "dev": (AT_LEAST, AT_MOST),
    "held": (AT_LEAST, AT_MOST),
    "later": (LAST_AT_LEAST, LAST_AT_MOST),
    "last": (LAST_AT_LEAST, LAST_AT_MOST),
    "plain": (PLAIN_AT_LEAST, UNSEEN_AT_MOST),
    "hard": (HARD_AT_LEAST, UNSEEN_AT_MOST),
    "kept": (HARD_AT_LEAST, UNSEEN_AT_MOST),
}


@pytest.mark.parametrize("part", list(FLOORS))
def test_the_figures_stay_above_their_floors(desk: Desk, part: str) -> None:
    figures = evaluate(desk, [row for row in ROWS if row["part"] == part])
    at_least, at_most = FLOORS[part]
    fallen = {name: figures[name] for name, floor in at_least.items() if figures[name] < floor}
    risen = {name: figures[name] for name, ceiling in at_most.items() if figures[name] > ceiling}
    assert (fallen, risen) == ({}, {})


@pytest.mark.parametrize("name", ["unseen_safety", "fresh_safety"])
def test_most_unforeseen_words_of_danger_are_heard_and_few_look_alikes_alarm(desk: Desk, name: str) -> None:
    """Before the last sentences were taught, 52 of 60 and 55 of 59 were heard; the second set was never looked at."""
    rows = [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]
    placed = [(desk.place(row["text"]).urgent, row["urgent"]) for row in rows]
    heard = [alarm for alarm, danger in placed if danger]
    right = [danger for alarm, danger in placed if alarm]
    assert sum(heard) >= 0.92 * len(heard)
    assert sum(right) >= 0.8 * len(right)


def test_danger_is_heard_among_everyday_messages_and_few_of_these_alarm(desk: Desk) -> None:
    placed = [(desk.place(row["text"]).urgent, row["urgent"]) for row in ROWS]
    heard, false = ([alarm for alarm, danger in placed if danger is kind] for kind in (True, False))
    assert sum(heard) >= 0.8 * len(heard)
    assert sum(false) <= 0.035 * len(false)


def test_no_development_message_is_an_example(cedar_grove: District) -> None:
    learned = {text.casefold() for _, text in sentences()}
    examples = {text.casefold() for route in cedar_grove.routes.values() for text in route.examples}
    safety = [
        json.loads(line)["text"]
        for name in ("unseen_safety", "fresh_safety")
        for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    assert [row["text"] for row in ROWS if row["text"].casefold() in examples] == []
    assert [text for text in safety if text.casefold() in learned | examples] == []


def test_every_route_has_many_examples_and_keywords(cedar_grove: District) -> None:
    matched = [route for route in cedar_grove.routes.values() if route.unit != cedar_grove.triage]
    thin = [route.id for route in matched if len(route.examples) < 8 or len(route.keywords) < 20]
    assert thin == []


def test_what_may_alarm_or_not_counts_for_neither_figure_on_danger(desk: Desk) -> None:
    rows = [{"text": "there is a fire in room 4", "expect": "route", "urgent": None}]
    assert not {"urgent recall", "urgent precision"} & set(evaluate(desk, rows))


def test_figures_without_messages_are_left_out(desk: Desk) -> None:
    assert evaluate(desk, []) == {"messages": 0.0}
