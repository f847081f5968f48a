"""How soon a district's own habits are learned: a made-up stream of messages, each corrected when it went elsewhere.

Ten habits (`tests/matching/habits.txt`) that contradict the files come in turn, twelve messages each; between them come
eighty plain messages of `unseen_messages.jsonl`, which the lessons must not harm. A message of a habit for which
another desk comes first is corrected, as a principal's *change* does. The figures are the mean over the order in which
each habit's messages were written and `SHUFFLED` others.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

from benchmarks.figures import table
from benchmarks.process import ROOT
from broker_bot.matching import Desk, Lesson

FOLDER = ROOT / "tests" / "matching"
CONTROLS = 80
SHUFFLED = 4
SPANS: Mapping[str, range] = {"1st": range(1), "2nd-3rd": range(1, 3), "4th-6th": range(3, 6), "7th-12th": range(6, 12)}
GOALS: Mapping[str, float] = {
    "4th-6th": 0.55,
    "7th-12th": 0.85,
    "others, second half": 0.92,
    "corrected, repeated": 1.0,
}


def habits() -> dict[str, list[str]]:
    """The messages of each route's habit, in order."""
    found: dict[str, list[str]] = {}
    for line in (FOLDER / "habits.txt").read_text("utf-8").splitlines():
        if line.startswith("> "):
            found[line[2:]] = []
        elif line and not line.startswith("#"):
            found[next(reversed(found))].append(line)
    return found


def measure(desks: Mapping[str, Desk]) -> str:
    """A table with a row for each matcher."""
    found = {name: _mean([_stream(desk, order) for order in _orders()]) for name, desk in desks.items()}
    names = list(dict.fromkeys(name for figures in found.values() for name in figures))
    head = ["right desk first, in hundred", *(f"{it} (>= {GOALS[it]:.0%})" if it in GOALS else it for it in names)]
    rows = [[name, *(f"{figures[it]:.0%}" for it in names)] for name, figures in found.items()]
    return table(head, rows)


def _orders() -> list[Mapping[str, Sequence[str]]]:
    """The habits as written, and with the messages of each in another order."""
    chance, written = random.Random(5), habits()
    others = [{route: chance.sample(texts, len(texts)) for route, texts in written.items()} for _ in range(SHUFFLED)]
    return [written, *others]


def _mean(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: sum(run[name] for run in runs) / len(runs) for name in runs[0]}


def _stream(desk: Desk, order: Mapping[str, Sequence[str]]) -> dict[str, float]:
    hits: dict[str, list[bool]] = defaultdict(list)
    lessons: list[Lesson] = []
    controls, at = _controls(desk), 0
    for turn in range(12):
        span = next(name for name, turns in SPANS.items() if turn in turns)
        for route, texts in order.items():
            right = _first(desk, texts[turn]) == route
            hits[span].append(right)
            if not right:
                lessons.append(Lesson(texts[turn], route))
                desk = desk.with_lessons(lessons)
                hits["corrected, repeated"].append(_first(desk, texts[turn]) == route)
        share = len(controls) * (turn + 1) // 12
        for text, routes in controls[at:share]:
            hits["others, first half" if turn < 6 else "others, second half"].append(_first(desk, text) in routes)
        at = share
    return {name: sum(shown) / len(shown) for name, shown in hits.items()}


def _controls(desk: Desk) -> Sequence[tuple[str, frozenset[str]]]:
    """Plain messages that are right before anything was learned, so that what goes wrong is the lessons' doing."""
    lines = (FOLDER / "unseen_messages.jsonl").read_text("utf-8").splitlines()
    plain = [row for row in map(json.loads, lines) if row["part"] == "plain" and row["expect"] == "route"]
    known = [(row["text"], frozenset(row["routes"])) for row in plain if _first(desk, row["text"]) in row["routes"]]
    return known[:: max(1, len(known) // CONTROLS)][:CONTROLS]


def _first(desk: Desk, text: str) -> str:
    top = desk.place(text).top
    return top[0].route if top else ""
